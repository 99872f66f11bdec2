"""The letter of an announcement, in its reader's language where the secretariat wrote in it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from announcements.models import Addressee, Announcement
from announcements.workflow import State
from cities.viewer import viewer_of
from mailing.message import Message
from mailing.registry import Reader, letter

SOURCE = "fr"


@letter("announcement", gettext_lazy("Annonce du secrétariat"), topic="announcements")
def announcement(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To each addressee who still belongs to a city, as long as nobody stopped it; a test, to the secretariat."""
    found = Announcement.objects.filter(pk=data["announcement"]).first()
    if found is None or reader.user_id is None:
        return None
    viewer, is_test = viewer_of(reader.user_id), bool(data.get("test"))
    if is_test:
        return written(found, is_test=True) if viewer.is_secretariat else None
    is_addressed = Addressee.objects.filter(announcement=found, reader_id=reader.user_id).exists()
    if found.state != State.STARTED or not viewer.is_member or not is_addressed:
        return None
    return written(found)


def written(found: Announcement, *, is_test: bool = False) -> Message:
    """Return the announcement in the active language; where it has no words in it, in French, and says so."""
    wanted = get_language() or SOURCE
    language = wanted if getattr(found, f"body_{wanted}", "") else SOURCE
    subject, body = getattr(found, f"subject_{language}"), getattr(found, f"body_{language}")
    closing = [_("Le secrétariat de la plateforme")]
    if language != wanted:
        closing.insert(0, _("Cette annonce n’a été écrite qu’en français."))
    return Message(
        subject=_("Essai : %(subject)s") % {"subject": subject} if is_test else subject,
        paragraphs=tuple(part.strip() for part in body.replace("\r", "").split("\n\n") if part.strip()),
        written_in=language if language != wanted else "",
        closing=tuple(closing),
    )
