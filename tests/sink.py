"""A real SMTP server on the loopback, that can be told to refuse, hang or drop the line."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """Keeps what it accepts. ``answers`` says what it does to an address: a code and words, "hang" or "drop"."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.messages: list[EmailMessage] = []
        self.sessions = 0
        self.on_accept: Callable[[EmailMessage], None] = lambda message: None

    async def handle_EHLO(  # noqa: N802  # the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, replies: list[str]
    ) -> Any:
        self.sessions += 1
        session.host_name = hostname
        return replies

    async def handle_DATA(  # noqa: N802  # the name that aiosmtpd calls
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

    async def handle_RCPT(  # noqa: N802  # the name that aiosmtpd calls
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
