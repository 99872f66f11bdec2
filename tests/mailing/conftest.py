"""Letters of the tests: what they say, and how they are queued."""

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from accounts.models import User
from mailing import outbox, registry
from mailing.message import Message
from mailing.models import Letter
from mailing.registry import Reader


def note(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """A letter that says what its data says; the others of its kind break or say nothing."""
    if data.get("break"):
        raise LookupError("poison")
    return None if data.get("nothing") else Message("Sujet", (f"Bonjour {data.get('words', '')}",))


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = {"test.note": True, "test.security": False}
    known = {name: registry.Kind(name, "Essai", note, optional, "comments") for name, optional in mine.items()}
    monkeypatch.setattr(registry, "_kinds", {**registry._kinds, **known})


@pytest.fixture
def queue() -> Callable[..., Letter]:
    """Queue a letter to a person, as an action would."""

    def queue(user: User, key: str, kind: str = "test.note", *, group: str = "", **data: Any) -> Letter:
        with transaction.atomic():
            letter = outbox.queue(key=key, kind=kind, recipient_id=user.pk, data=data, group=group)
        assert letter is not None
        return letter

    return queue


@pytest.fixture
def people(real_commits: Any) -> list[User]:
    """Twenty people, committed."""
    return [
        User.objects.create_user(f"p{n}@ville.example", name=f"Personne {n}", time_zone="Africa/Dakar")
        for n in range(20)
    ]


@pytest.fixture
def time_passes() -> Callable[[], None]:
    """Let every wait be over: what is queued may leave now, and the leases have run out."""

    def pass_() -> None:
        past = Now() - timedelta(hours=30)
        Letter.objects.filter(state__in=("queued", "retrying")).update(next_try_at=past)
        Letter.objects.filter(state="sending").update(lease_until=past)

    return pass_


@pytest.fixture
def other_process(settings: Any) -> dict[str, str]:
    """The environment of another process of the site: the tests' database, the tests' mail server."""
    site = connection.settings_dict
    login = f"{site['USER']}:{quote(site['PASSWORD'], safe='')}@{quote(site['HOST'], safe='')}:{site['PORT'] or 5432}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings"),
        "DATABASE_URL": f"postgres://{login}/{site['NAME']}",
        "EMAIL_URL": f"smtp://{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
        "SITE_URL": settings.SITE_URL,
    }
