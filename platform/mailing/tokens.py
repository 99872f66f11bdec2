"""Signed links of letters: they open preferences and nothing else, and need no session."""

from collections.abc import Iterable
from typing import Any

from django.core import signing

from mailing.topics import DIGEST, TOPICS

_PREFERENCES = "mailing.preferences"
_UNSUBSCRIBE = "mailing.unsubscribe"
_EVERY_LETTER = "letters"  # how links said it before each topic had its choice: they still hold
_HALF_A_YEAR = 183 * 24 * 3600


class BadLink(Exception):
    """The link was cut, changed, or is too old."""


def for_preferences(user_id: int) -> str:
    """Return the token of a person's preferences page; it opens it for half a year."""
    return signing.dumps(user_id, salt=_PREFERENCES)


def read_preferences(token: str) -> int:
    """Return whose preferences a token opens; BadLink otherwise."""
    return int(_read(token, _PREFERENCES, _HALF_A_YEAR))


def for_unsubscribe(user_id: int, topics: Iterable[str]) -> str:
    """Return the token that stops a letter's topics; it never expires, an old letter can still be refused."""
    return signing.dumps([user_id, ",".join(sorted(topics))], salt=_UNSUBSCRIBE)


def read_unsubscribe(token: str) -> tuple[int, tuple[str, ...]]:
    """Return the person and the topics to stop; BadLink otherwise."""
    user_id, named = _read(token, _UNSUBSCRIBE, None)
    topics = tuple(TOPICS) if named == _EVERY_LETTER else tuple(str(named).split(","))
    if not all(topic == DIGEST or topic in TOPICS for topic in topics):
        raise BadLink
    return int(user_id), topics


def preferences_after(token: str, user_id: int) -> str:
    """Return the token of preferences that a link to unsubscribe leads on to; nothing where it is too old for that."""
    try:
        _read(token, _UNSUBSCRIBE, _HALF_A_YEAR)
    except BadLink:
        return ""
    return for_preferences(user_id)


def _read(token: str, salt: str, max_age: int | None) -> Any:
    try:
        return signing.loads(token, salt=salt, max_age=max_age)
    except signing.BadSignature as error:
        raise BadLink from error
