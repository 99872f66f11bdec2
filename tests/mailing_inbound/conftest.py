"""A real door: the listener in a thread, and a mail server that hands letters over by LMTP."""

import asyncio
import smtplib
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest
import samples
from django.db import connections
from members import make_member, make_user

from cities.models import Role
from cities.viewer import viewer_of
from mailing.delivery import deliver
from mailing.models import Letter
from mailing.receiving.listener import Door, listen
from practices import actions
from practices.models import Comment

DOMAIN = "reponses.example"
PASSED = "mx.aimf.example; dkim=pass header.d={domain}; spf=pass smtp.mailfrom={domain}"


@pytest.fixture
def inbound(settings: Any) -> None:
    settings.INBOUND_DOMAIN = DOMAIN
    settings.INBOUND_AUTHSERV = "mx.aimf.example"


@pytest.fixture
def door(inbound: None) -> Iterator[int]:
    """Open the door, and return its port."""
    loop, hosts = asyncio.new_event_loop(), Door()
    server = loop.run_until_complete(listen(hosts, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield server.sockets[0].getsockname()[1]

    async def close() -> None:
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    asyncio.run_coroutine_threadsafe(close(), loop).result(5)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    hosts.close()
    loop.close()


@pytest.fixture
def hand_over(door: int) -> Callable[..., tuple[int, str]]:
    """Hand one letter over as a mail server does; return the last answer."""

    def hand_over(to: str, letter: EmailMessage | bytes, sender: str = "envelope@liege.example") -> tuple[int, str]:
        content = letter if isinstance(letter, bytes) else letter.as_bytes()
        with smtplib.LMTP("127.0.0.1", door, timeout=20) as line:
            line.ehlo_or_helo_if_needed()
            line.mail(sender)
            code, words = line.rcpt(to)
            if code == 250:
                code, words = line.data(content)
        return code, words.decode()

    return hand_over


@pytest.fixture
def cast(real_commits: Any, settings: Any) -> SimpleNamespace:
    """Liège's editor, the secretariat, and Dakar that asks a question on Liège's practice; letters leave at once."""
    settings.GATHER_MINUTES = 0
    editor = make_member("editrice@liege.example", "Élise Rédac", "liege", Role.EDITOR)
    dakar = make_member("coordination@dakar.example", "Cheikh Coord", "dakar", Role.COORDINATOR, language="ar")
    office = make_user("secretariat@aimf.example", "Sacha Secrétariat", is_staff=True)
    practice = samples.publish(viewer_of(editor.pk), viewer_of(office.pk), samples.write_draft(viewer_of(editor.pk)))
    question = actions.comment(by=viewer_of(dakar.pk), practice_id=practice.pk, body="Qui finance ?", is_question=True)
    return SimpleNamespace(editor=editor, dakar=dakar, office=office, practice=practice, question=question)


@pytest.fixture
def question_letter(inbound: None, cast: SimpleNamespace, smtp_sink: Any) -> EmailMessage:
    """The letter by which Liège's editor learns of the question, as it left."""
    deliver()
    return smtp_sink.to(cast.editor.email)[-1]


@pytest.fixture
def write(question_letter: EmailMessage) -> Callable[..., EmailMessage]:
    """Write an answer to that letter, from the editor's own address with the proof of her domain, unless told."""

    def write(body: str = "La ville, seule.", **changes: Any) -> EmailMessage:
        made = EmailMessage()
        headers = {
            "From": "Élise Rédac <editrice@liege.example>",
            "To": question_letter["Reply-To"],
            "Subject": f"Re: {question_letter['Subject']}",
            "Message-ID": "<answer-1@liege.example>",
            "Return-Path": "<editrice@liege.example>",
            "Authentication-Results": PASSED.format(domain="liege.example"),
            **{name.replace("_", "-"): value for name, value in changes.items()},
        }
        for name, value in headers.items():
            if value is not None:
                made[name] = value
        old = "\n".join(f"> {line}" for line in question_letter.get_body(("plain",)).get_content().splitlines())
        header = "Le lun. 23 nov. 2026 à 10:05, Échanges d’expériences <plateforme@localhost>\na écrit :"
        made.set_content(f"{body}\n\n{header}\n\n{old}\n")
        return made

    return write


@pytest.fixture
def said() -> Callable[[], list[str]]:
    """What stands under the practice, without the first question."""
    return lambda: list(Comment.unguarded.filter(parent__isnull=False).order_by("id").values_list("body", flat=True))


@pytest.fixture
def told(smtp_sink: Any) -> Callable[[str], list[EmailMessage]]:
    """The letters about answers by mail that somebody receives now."""

    def told(address: str) -> list[EmailMessage]:
        before = len(smtp_sink.to(address))
        deliver()
        return smtp_sink.to(address)[before:]

    return told


@pytest.fixture
def letters_about_answers() -> Callable[[], int]:
    return lambda: Letter.objects.filter(kind="comment.mailed").count()


@pytest.fixture
def at_once() -> Callable[..., list[Any]]:
    """Run verbs together, each on a connection of its own."""
    from concurrent.futures import ThreadPoolExecutor

    def one(verb: Callable[[], Any]) -> Any:
        try:
            return verb()
        finally:
            connections.close_all()

    def run(*verbs: Callable[[], Any]) -> list[Any]:
        with ThreadPoolExecutor(len(verbs)) as pool:
            return list(pool.map(one, verbs))

    return run
