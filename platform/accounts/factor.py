"""Who must have a second factor, and whether they do."""

from collections.abc import Iterable
from typing import Protocol

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from accounts.models import User

_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes alone are not a factor


class Rights(Protocol):
    """What this room needs to know of a membership; the room of cities stands above and holds the rest."""

    @property
    def coordinates(self) -> bool: ...
    @property
    def can_sign(self) -> bool: ...


def expected_of(user: User, memberships: Iterable[Rights]) -> bool:
    """Say whether this person coordinates a city, signs for one, or is of the secretariat."""
    return user.is_staff or any(membership.coordinates or membership.can_sign for membership in memberships)


def is_missing(user: User | AnonymousUser, memberships: Iterable[Rights]) -> bool:
    """Say whether a second factor is expected of this person and not set up."""
    return user.is_authenticated and expected_of(user, memberships) and not has_one(user)


def has_one(user: User) -> bool:
    """Say whether this person has set up a code application or a passkey."""
    return bool(is_mfa_enabled(user, types=_FACTORS))


def demanded() -> bool:
    """Say whether the site demands a second factor; the demonstration only offers it."""
    return bool(settings.SECOND_FACTOR_REQUIRED)
