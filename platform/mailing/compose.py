"""From a row of the outbox to a message on the wire: who reads it, which words, which headers."""

from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone, translation

from common import links
from mailing import people, tokens
from mailing.models import Letter
from mailing.outbox import message_id
from mailing.registry import Kind, Reader, kind
from mailing.render import Rendered, one_line, render


class Dropped(Exception):
    """The letter must not leave: its reader is gone, does not want it, or may no longer read it."""


def compose(letter: Letter) -> EmailMultiAlternatives:
    """Return the message to send, decided on what is true now; Dropped when nothing is to be sent."""
    if letter.text:  # an account's letter, already written: it goes to the address that was asked about
        rendered = Rendered(one_line(letter.subject), letter.text, letter.html)
        return _message(letter, letter.address, letter.language, rendered, {})
    known = kind(letter.kind)
    reader = _reader(letter, known)
    ways_out = _ways_out(reader, known)
    headers = _list_headers(known, ways_out["unsubscribe_url"]) if ways_out else {}
    return _message(letter, reader.address, reader.language, _render(letter, known, reader, ways_out), headers)


def _ways_out(reader: Reader, known: Kind) -> dict[str, str]:
    """Return the links by which a person refuses an optional letter, as render() takes them."""
    if not known.optional or reader.user_id is None:
        return {}
    mine, no_more = tokens.for_preferences(reader.user_id), tokens.for_unsubscribe(reader.user_id, known.preference)
    return {
        "preferences_url": links.page("mailing:preferences", mine, language=reader.language),
        "unsubscribe_url": links.page("mailing:unsubscribe", no_more, language=reader.language),
    }


def _reader(letter: Letter, known: Kind) -> Reader:
    user = people.person(letter.recipient_id) if letter.recipient_id else None
    if user is None:
        raise Dropped("account closed")
    if not people.wants(user, known):
        raise Dropped("not wanted")
    return people.reader_of(user)


def _render(letter: Letter, known: Kind, reader: Reader, ways_out: dict[str, str]) -> Rendered:
    with translation.override(reader.language), timezone.override(ZoneInfo(reader.time_zone)):
        message = known.write(reader, letter.data)
        if message is None:
            raise Dropped("nothing to read")
        return render(message, reader.language, **ways_out)


def _list_headers(known: Kind, unsubscribe: str) -> dict[str, str]:
    return {
        "List-Id": f"<{known.preference}.{urlsplit(settings.SITE_URL).hostname}>",
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _message(
    letter: Letter, address: str, language: str, rendered: Rendered, headers: dict[str, str]
) -> EmailMultiAlternatives:
    headers = {
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": language,
        **({"References": message_id(f"group/{letter.group}")} if letter.group else {}),
        **headers,
    }
    message = EmailMultiAlternatives(rendered.subject, rendered.text, to=[address], headers=headers)
    if rendered.html:
        message.attach_alternative(rendered.html, "text/html")
    return message
