"""What the frame of every page says: language, menu, acting city, appearance. Computed when shown, not before."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi

from accounts import context as account
from cities.models import Membership
from pages import themes

# The section of the menu that a page belongs to, by its view; the namespace alone when a whole room is one section
_SECTIONS = {
    "pages:board": "board",
    "accounts:my_team": "board",
    "accounts:team": "board",
    "accounts:member": "board",
    "pages:cities": "cities",
    "pages:city": "cities",
}


@dataclass(frozen=True)
class LanguageLink:
    """The same page in another language, named in its own script; ``short`` fits a phone."""

    code: str
    name: str
    short: str
    url: str


class Frame:
    """The frame of one page, for ``templates/base.html``."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def direction(self) -> str:
        return "rtl" if get_language_bidi() else "ltr"

    @property
    def theme(self) -> str:
        """light, dark, or nothing: as the device says."""
        return themes.chosen(self._request)

    @property
    def demo(self) -> bool:
        return bool(settings.DEMO)

    @property
    def here(self) -> str:
        """The address to come back to after a choice in the frame; the home page when this one only takes posts."""
        if self._request.method in {"GET", "HEAD"}:
            return self._request.get_full_path()
        return reverse("pages:home")

    @cached_property
    def section(self) -> str:
        """The word of the menu that this page belongs to."""
        match = self._request.resolver_match
        if match is None:
            return ""
        return _SECTIONS.get(match.view_name, match.namespace)

    @cached_property
    def languages(self) -> list[LanguageLink]:
        """The other languages. A page without a language in its address leads to the home page."""
        prefix = f"/{self.language}/"
        rest = self.here.removeprefix(prefix) if self.here.startswith(prefix) else ""
        return [
            LanguageLink(code, name, name if code == "ar" else code.upper(), f"/{code}/{rest}")
            for code, name in settings.LANGUAGES
            if code != self.language
        ]

    @cached_property
    def signed_in(self) -> bool:
        user = getattr(self._request, "user", None)  # absent when the request was refused before the session was read
        return bool(user and user.is_authenticated)

    @cached_property
    def memberships(self) -> list[Membership]:
        return self._request.memberships if self.signed_in else []  # type: ignore[attr-defined]  # cities.middleware

    @cached_property
    def acting(self) -> Membership | None:
        """The membership acted under, always shown when signed in."""
        city_id = self._request.viewer.city_id if self.signed_in else None  # type: ignore[attr-defined]  # same
        return next((m for m in self.memberships if m.city_id == city_id), None)

    @property
    def acts(self) -> bool:
        return self.acting is not None

    @cached_property
    def address_rests(self) -> bool:
        """Whether letters to this person came back too often; their row is already there."""
        return self.signed_in and bool(self._request.user.address_rests)  # type: ignore[union-attr]  # ours, signed in

    @cached_property
    def second_factor_missing(self) -> bool:
        """Only in the demonstration: elsewhere the second factor is demanded before any page."""
        return self.signed_in and account.second_factor_notice(self._request)


def site(request: HttpRequest) -> dict[str, Any]:
    """Give every template its frame; a stranger's page costs no statement."""
    return {"frame": Frame(request)}
