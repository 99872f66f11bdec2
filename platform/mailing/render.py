"""One message becomes the text and the HTML of a letter, in its reader's language.

What many readers share is rendered once: each item, and the frame around the lists. What differs from one reader to the
next, the lists and two addresses, is put in the frame where three marks stand.
"""

import secrets
from dataclasses import dataclass, replace
from functools import lru_cache

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import mark_safe

from common.text import isolated_quotes
from mailing.message import Item, Message, Part

# Nobody can write one of these: they are made when the process starts
_PARTS, _PREFERENCES, _UNSUBSCRIBE = (secrets.token_hex(16) for _mark in range(3))
_ITEM = {"txt": "letters/item.txt", "html": "letters/item.html"}


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
    ways = bool(preferences_url), bool(unsubscribe_url)
    text, html = _frame(replace(message, parts=()), language, *ways, settings.SITE_URL)
    filled = {_PREFERENCES: preferences_url or "", _UNSUBSCRIBE: unsubscribe_url or ""}
    for mark, address in filled.items():
        text, html = text.replace(mark, address), html.replace(mark, escape(address))
    return Rendered(
        subject=one_line(message.subject),
        text=text.replace(_PARTS, "".join(_text(part) for part in message.parts)),
        html=html.replace(_PARTS, "".join(_html(part) for part in message.parts)),
        reply_to=message.reply_to,
    )


@lru_cache(maxsize=64)
def _frame(message: Message, language: str, has_choices: bool, has_end: bool, _site: str) -> tuple[str, str]:
    """Return the text and the HTML of a letter, with marks where its lists and its two addresses go."""
    with translation.override(language):
        context = {
            "message": message if message.written_in else _with_titles_isolated(message),
            "parts": mark_safe(_PARTS),  # noqa: S308  hexadecimal digits
            "language": language,
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
            "preferences_url": _PREFERENCES if has_choices else None,
            "unsubscribe_url": _UNSUBSCRIBE if has_end else None,
            "spoken_direction": "rtl" if message.written_in in settings.LANGUAGES_BIDI else "ltr",
        }
        return get_template("letters/layout.txt").render(context), get_template("letters/layout.html").render(context)


def _with_titles_isolated(message: Message) -> Message:
    """The title of a record or a declaration may be in a language of the other direction."""
    action = message.action
    return replace(
        message,
        paragraphs=tuple(map(isolated_quotes, message.paragraphs)),
        closing=tuple(map(isolated_quotes, message.closing)),
        action=replace(action, label=isolated_quotes(action.label)) if action else None,
    )


def _text(part: Part) -> str:
    return "".join(f"{block}\n\n" for block in (part.title, *(_item(item, "txt").rstrip() for item in part.items)))


def _html(part: Part) -> str:
    items = "".join(_item(item, "html") for item in part.items)
    return f"<h2>{escape(part.title)}</h2>\n<ul>\n{items}</ul>\n"


@lru_cache(maxsize=4096)
def _item(item: Item, form: str) -> str:
    return get_template(_ITEM[form]).render({"item": item})


def one_line(subject: str) -> str:
    """Return a subject that cannot begin another header."""
    return " ".join(subject.split())
