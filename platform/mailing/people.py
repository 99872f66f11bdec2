"""What the outbox asks of a person: address, language, time zone, and which letters are wanted.

The room of accounts stands above this one, so the user model is reached by its setting's name.
"""

from typing import Any

from django.contrib.auth import get_user_model

from mailing.registry import Kind, Reader

OFF: dict[str, Any] = {"letters": False, "digest": "off"}  # each preference, and how it says no


def person(user_id: int) -> Any | None:
    """Return the person when the account is open."""
    return get_user_model().objects.filter(pk=user_id, is_active=True).first()


def wants(user: Any, kind: Kind) -> bool:
    """Say whether a person takes this kind of letter; those that are not optional are always taken."""
    return not kind.optional or getattr(user, kind.preference) != OFF[kind.preference]


def refuse(user_id: int, preference: str) -> None:
    """Turn one preference off; doing it twice changes nothing."""
    get_user_model().objects.filter(pk=user_id).update(**{preference: OFF[preference]})


def reader_of(user: Any) -> Reader:
    """Return the reader that a person is today."""
    return Reader(user.pk, user.email, user.language, user.time_zone)
