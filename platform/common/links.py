"""Absolute links, always from SITE_URL: a forged Host header never reaches a letter."""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.urls import get_urlconf, reverse
from django.utils import translation

_ANY = "-any-"  # stands for a slug


def absolute(path: str) -> str:
    """Return the absolute address of a path of the site."""
    return f"{settings.SITE_URL}{path}"


def page(name: str, *args: object, language: str | None = None) -> str:
    """Return the absolute address of a named page, in the given language or the active one."""
    return absolute(_path(name, args, language or translation.get_language() or "fr", get_urlconf()))


@lru_cache(maxsize=4096)
def _path(name: str, args: tuple[object, ...], language: str, urlconf: str | None) -> str:
    """The addresses of the site do not change while it runs; a digest holds a dozen of the same for each reader."""
    with translation.override(language):
        return reverse(name, urlconf, args=args)


def addresses(name: str, language: str | None = None) -> Callable[[str], str]:
    """Return what writes the path of a page from a slug or a token: resolved once for all of them."""
    before, after = _path(name, (_ANY,), language or translation.get_language() or "fr", get_urlconf()).split(_ANY)
    return lambda slug: f"{before}{slug}{after}"
