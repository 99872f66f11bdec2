"""One message becomes the text and the HTML of a letter, in its reader's language."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from mailing.message import Message


@dataclass(frozen=True)
class Rendered:
    """A letter ready to leave."""

    subject: str
    text: str
    html: str
    reply_to: str = ""


def render(
    message: Message, language: str, *, preferences_url: str | None = None, unsubscribe_url: str | None = None
) -> Rendered:
    """Render a message; the two addresses are given for the letters that their reader may refuse."""
    with translation.override(language):
        context = {
            "message": message,
            "language": language,
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
            "preferences_url": preferences_url,
            "unsubscribe_url": unsubscribe_url,
            "spoken_direction": "rtl" if message.written_in in settings.LANGUAGES_BIDI else "ltr",
        }
        return Rendered(
            subject=one_line(message.subject),
            text=render_to_string("letters/layout.txt", context),
            html=render_to_string("letters/layout.html", context),
            reply_to=message.reply_to,
        )


def one_line(subject: str) -> str:
    """Return a subject that cannot begin another header."""
    return " ".join(subject.split())
