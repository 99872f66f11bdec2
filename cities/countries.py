"""The names of countries in the active language, found once for each."""

from functools import cache

from django.utils.translation import get_language
from django_countries import countries


def country_name(code: str) -> str:
    """Return the name of a country from its ISO 3166 code, or the code of one that nobody knows."""
    return _names(get_language() or "fr").get(code, code)


@cache
def _names(_language: str) -> dict[str, str]:
    return dict(countries)
