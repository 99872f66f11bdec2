"""From a row of the outbox to a message on the wire: who reads it, which words, which headers."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone, translation

from common import links
from mailing import addresses, people, tokens
from mailing.batch import Batch
from mailing.gathering import together
from mailing.message import Message
from mailing.models import Letter
from mailing.outbox import message_id
from mailing.registry import Kind, Reader, kind
from mailing.render import Rendered, one_line, render
from mailing.signing import SignedMessage
from mailing.topics import Way


class Dropped(Exception):
    """The letter must not leave: its reader is gone, does not want it, or may no longer read it."""


@dataclass
class Choice:
    """What becomes of each event of a letter, by the choices and the rights of this moment."""

    messages: list[Message] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)  # of the messages
    held: list[int] = field(default_factory=list)  # events left to the digest
    unsaid: list[int] = field(default_factory=list)  # events not wanted, or that may no longer be read

    def decide(self, event: int, known: Kind, way: str, message: Message | None) -> None:
        """Put an event where it belongs."""
        if way == Way.DIGEST:
            self.held.append(event)
        elif message is None:
            self.unsaid.append(event)
        else:
            self.messages.append(message)
            self.kinds.append(known)


@dataclass(frozen=True)
class Outgoing:
    """A message to send, or None; and the events of the letter that it does not tell."""

    message: EmailMultiAlternatives | None
    held: tuple[int, ...] = ()
    unsaid: tuple[int, ...] = ()
    reason: str = ""


def compose(letter: Letter) -> EmailMultiAlternatives:
    """Return the message to send, decided on what is true now; Dropped when nothing is to be sent."""
    going = prepare(letter, Batch([letter]))
    if going.message is None:
        raise Dropped(going.reason)
    return going.message


def prepare(letter: Letter, batch: Batch) -> Outgoing:
    """Say what leaves, and what becomes of each event of the letter."""
    if letter.text:  # an account's letter, already written: it goes to the address that was asked about
        rendered = Rendered(one_line(letter.subject), letter.text, letter.html)
        return Outgoing(_message(letter, letter.address, letter.language, rendered, {}))
    user = batch.person(letter) if letter.recipient_id else None
    if user is None:
        return Outgoing(None, reason="account closed")
    reader, choices, said = people.reader_of(user), batch.choices(letter), Choice()
    with translation.override(reader.language), timezone.override(ZoneInfo(reader.time_zone)):
        for event in batch.events(letter):
            known = kind(event.kind)
            way = people.way_of(user, known, choices)
            message = batch.writer(known)(reader, event.data) if way == Way.NOW else None
            said.decide(event.pk, known, way, message)
        going = _written(letter, reader, said) if said.messages else None
    return Outgoing(going, tuple(said.held), tuple(said.unsaid), "" if going else _why_not(user, said))


def _why_not(user: Any, said: Choice) -> str:
    if user.address_rests:
        return "the address rests"
    return "left to the digest" if said.held else "not wanted or nothing to read"


def _written(letter: Letter, reader: Reader, said: Choice) -> EmailMultiAlternatives:
    topics = tuple(dict.fromkeys(known.topic for known in said.kinds if known.optional))
    ways_out = _ways_out(reader, topics)
    headers = _list_headers(topics[0], ways_out["unsubscribe_url"]) if ways_out else {}
    rendered = render(together(said.messages), reader.language, **ways_out)
    return _message(letter, reader.address, reader.language, rendered, headers)


def _ways_out(reader: Reader, topics: tuple[str, ...]) -> dict[str, str]:
    """Return the links by which a person refuses what a letter is about, as render() takes them."""
    if not topics or reader.user_id is None:
        return {}
    mine, no_more = tokens.for_preferences(reader.user_id), tokens.for_unsubscribe(reader.user_id, topics)
    return {
        "preferences_url": links.absolute(links.addresses("mailing:preferences", reader.language)(mine)),
        "unsubscribe_url": links.absolute(links.addresses("mailing:unsubscribe", reader.language)(no_more)),
    }


def _list_headers(topic: str, unsubscribe: str) -> dict[str, str]:
    return {
        "List-Id": f"<{topic}.{urlsplit(settings.SITE_URL).hostname}>",
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _message(
    letter: Letter, address: str, language: str, rendered: Rendered, headers: dict[str, str]
) -> EmailMultiAlternatives:
    thread = message_id(f"group/{letter.group}") if letter.group else ""
    headers = {
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": language,
        **({"In-Reply-To": thread, "References": thread} if thread else {}),
        **({"Reply-To": rendered.reply_to} if rendered.reply_to else {}),
        **headers,
    }
    sender = None
    if addresses.are_set():  # the envelope's sender says which letter comes back; readers see the other one
        sender, headers["From"] = addresses.for_bounces(letter.pk, address), settings.DEFAULT_FROM_EMAIL
    message = SignedMessage(rendered.subject, rendered.text, sender, to=[address], headers=headers)
    if rendered.html:
        message.attach_alternative(rendered.html, "text/html")
    return message
