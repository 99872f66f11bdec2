"""Proof of identity less than five minutes old, by password or second factor, before what cannot be undone."""

from collections.abc import Callable
from typing import TypeVar, cast

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import HttpRequest, HttpResponse

Page = TypeVar("Page", bound=Callable[..., HttpResponse])


def recently(request: HttpRequest) -> bool:
    """Say whether this person has proved who they are in the last five minutes; signing in alone does not count."""
    return bool(did_recently_reauthenticate(request))


def required(page: Page) -> Page:
    """Ask for that proof before a page, then come back; what was posted is kept and sent again."""
    return cast("Page", reauthentication_required(page))
