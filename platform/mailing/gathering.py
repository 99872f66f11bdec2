"""Several events on one record, told in one letter."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailing.message import Item, Message, Part


def together(messages: Sequence[Message]) -> Message:
    """Return one message that says all of these, in the active language; a single one as it is."""
    if len(messages) == 1:
        return messages[0]
    subject = ngettext("%(count)d nouvelle d’une même fiche", "%(count)d nouvelles d’une même fiche", len(messages))
    return Message(
        subject=subject % {"count": len(messages)},
        paragraphs=(_("Voici ce qui s’est passé sur une même fiche en quelques minutes."),),
        parts=tuple(part for message in messages for part in _parts(message)),
    )


def _parts(message: Message) -> tuple[Part, ...]:
    return Part(message.subject, (as_item(message),)), *message.parts


def as_item(message: Message, reason: str = "") -> Item:
    """Return what a whole letter says as one line of another: its link, its sentences and what a person wrote."""
    said = " ".join((*message.paragraphs, *message.closing))
    quoted = _("« %(words)s »") % {"words": message.quote} if message.quote else ""
    title, url = (message.action.label, message.action.url) if message.action else (message.subject, "")
    return Item(title, url, " ".join(filter(None, (said, quoted))), reason)
