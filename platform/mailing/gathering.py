"""Several events on one record, told in one letter."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.text import isolated, isolated_quotes
from mailing.message import Item, Message, Part


def together(messages: Sequence[Message]) -> Message:
    """Return one message that says all of these, in the active language; a single one as it is."""
    if len(messages) == 1:
        return messages[0]
    last = messages[-1]
    is_one_thread = bool(last.reply_to) and {message.thread for message in messages} == {last.thread}
    subject = ngettext("%(count)d nouvelle d’une même fiche", "%(count)d nouvelles d’une même fiche", len(messages))
    return Message(
        subject=subject % {"count": len(messages)},
        paragraphs=(_("Voici ce qui s’est passé sur une même fiche en quelques minutes."),),
        parts=tuple(part for message in messages for part in _parts(message)),
        # An answer goes under what was said last; about two threads, nobody could say to which it belongs
        reply_to=last.reply_to if is_one_thread else "",
        reply_words=last.reply_words if is_one_thread else "",
    )


def _parts(message: Message) -> tuple[Part, ...]:
    return Part(message.subject, (as_item(message),)), *message.parts


def as_item(message: Message, reason: str = "") -> Item:
    """Return what a whole letter says as one line of another: its link, its sentences and what a person wrote."""
    said = isolated_quotes(" ".join((*message.paragraphs, *message.closing)))
    quoted = _("« %(words)s »") % {"words": isolated(message.quote)} if message.quote else ""
    title, url = (message.action.label, message.action.url) if message.action else (message.subject, "")
    return Item(title, url, " ".join(filter(None, (said, quoted))), reason)
