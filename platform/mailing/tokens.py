"""Signed links of letters: they open preferences and nothing else, and need no session."""

from typing import Any

from django.core import signing

from mailing.people import OFF

_PREFERENCES = "mailing.preferences"
_UNSUBSCRIBE = "mailing.unsubscribe"
_HALF_A_YEAR = 183 * 24 * 3600


class BadLink(Exception):
    """The link was cut, changed, or is too old."""


def for_preferences(user_id: int) -> str:
    """Return the token of a person's preferences page; it opens it for half a year."""
    return signing.dumps(user_id, salt=_PREFERENCES)


def read_preferences(token: str) -> int:
    """Return whose preferences a token opens; BadLink otherwise."""
    return int(_read(token, _PREFERENCES, _HALF_A_YEAR))


def for_unsubscribe(user_id: int, preference: str) -> str:
    """Return the token that turns one preference off; it never expires, an old letter can still be refused."""
    return signing.dumps([user_id, preference], salt=_UNSUBSCRIBE)


def read_unsubscribe(token: str) -> tuple[int, str]:
    """Return the person and the preference to turn off; BadLink otherwise."""
    user_id, preference = _read(token, _UNSUBSCRIBE, None)
    if preference not in OFF:
        raise BadLink
    return int(user_id), str(preference)


def _read(token: str, salt: str, max_age: int | None) -> Any:
    try:
        return signing.loads(token, salt=salt, max_age=max_age)
    except signing.BadSignature as error:
        raise BadLink from error
