"""A real SMTP server on the loopback, that can be told to refuse, hang or drop the line."""

import asyncio
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection, transaction
from django.db.models.functions import Now

from accounts.models import User
from mailing import outbox, registry
from mailing.message import Message
from mailing.models import Letter
from mailing.registry import Reader


class Sink:
    """Keeps what it accepts. ``answers`` says what it does to an address: a code and words, "hang" or "drop"."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.messages: list[EmailMessage] = []
        self.sessions = 0
        self.on_accept: Callable[[EmailMessage], None] = lambda message: None

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, replies: list[str]
    ) -> Any:
        self.sessions += 1
        session.host_name = hostname
        return replies

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = self.answers.get(envelope.rcpt_tos[0], "250 kept")
        if answer == "hang":
            await asyncio.sleep(3600)
        if answer == "drop":
            server.transport.abort()
            return "250 never read"
        if answer.startswith("250"):
            message = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
            self.messages.append(message)
            self.on_accept(message)
        return answer

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get(f"rcpt {address}", "250 known")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.messages]

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.messages if message["To"] == address]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def smtp_sink(settings: Any) -> Iterator[Sink]:
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=_free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield sink
    controller.stop()


def note(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """A letter that says what its data says; the others of its kind break or say nothing."""
    if data.get("break"):
        raise LookupError("poison")
    return None if data.get("nothing") else Message("Sujet", (f"Bonjour {data.get('words', '')}",))


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = {"test.note": True, "test.security": False}
    known = {name: registry.Kind(name, note, optional) for name, optional in mine.items()}
    monkeypatch.setattr(registry, "_kinds", {**registry._kinds, **known})


@pytest.fixture
def queue() -> Callable[..., Letter]:
    """Queue a letter to a person, as an action would."""

    def queue(user: User, key: str, kind: str = "test.note", **data: Any) -> Letter:
        with transaction.atomic():
            letter = outbox.queue(key=key, kind=kind, recipient_id=user.pk, data=data)
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
