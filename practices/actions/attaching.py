"""Files on a draft: added, described, removed, and carried over to the next version without copying their bytes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common.audience import Audience
from common.errors import Conflict, Invalid, NotAllowed, NotPossible
from common.text import clean
from files import store
from files.kinds import MAX_FILES, FileKind, RefusedFile
from files.receiving import Received, receive
from files.sentences import sentence_of
from practices import permissions
from practices.actions.locking import STAMPED, demand_move, lock_revision, stamp
from practices.models import Attachment, AttachmentKind, Practice, Revision
from practices.record import FIELDS
from practices.record.files import PLACES, words_of
from practices.record.translating import mark_of

_LONGEST = {"title": 200, "alt_text": 300, "credit": 160}


@dataclass(frozen=True)
class Told:
    """What the city says of a file; the last three are asked of images."""

    title: str
    place: str
    audience: str = Audience.PUBLIC
    alt_text: str = ""
    credit: str = ""
    consent: bool = False


def add_attachment(*, by: Viewer, revision_id: int, sent: Path, told: Told) -> Attachment:
    """Attach a file to a draft. What is kept was written again; the same file sent twice is one."""
    _demand_writer(by, revision_id)
    words = _checked(told)
    try:
        received = receive(sent)
    except RefusedFile as refusal:
        raise _refused(str(sentence_of(refusal.why))) from refusal
    try:
        with transaction.atomic():
            _practice, revision = _lock_draft(by, revision_id)
            same = Attachment.unguarded.filter(revision=revision, place=words["place"], digest=received.digest).first()
            if same is None:
                made = _write(by, revision, received, words)
                stamp(revision, by)
                revision.save(update_fields=STAMPED)
                return made
    except BaseException:
        store.drop(received.names)
        raise
    store.drop(received.names)
    return same


def describe_attachment(*, by: Viewer, revision_id: int, attachment_id: int, told: Told, seen: str) -> Attachment:
    """Change what is said of a file; the file stays. ``seen`` is its mark when it was read; sent twice, it is one."""
    words = _checked(told)
    with transaction.atomic():
        _practice, revision = _lock_draft(by, revision_id)
        row = Attachment.unguarded.filter(pk=attachment_id, revision=revision).first()
        if row is None:
            raise NotPossible(_("Ce fichier n’est plus sur cette version : quelqu’un l’a retiré."))
        if words_of(row) == words:
            return row
        if seen != mark_of(words_of(row)):
            raise Conflict
        if row.kind == AttachmentKind.IMAGE:
            _demand_description(words)
        _demand_place(row, words["place"])
        for key, value in words.items():
            setattr(row, key, value)
        row.save(update_fields=list(words))
        stamp(revision, by)
        revision.save(update_fields=STAMPED)
    return row


def remove_attachment(*, by: Viewer, revision_id: int, attachment_id: int) -> None:
    """Take a file off a draft; one that is gone already is no error. Other versions keep theirs."""
    with transaction.atomic():
        _practice, revision = _lock_draft(by, revision_id)
        if Attachment.unguarded.filter(pk=attachment_id, revision=revision).delete()[0]:
            stamp(revision, by)
            revision.save(update_fields=STAMPED)


def carry_over(source: Revision, made: Revision) -> None:
    """Give a new draft the files of the version it was made from: rows are copied, bytes are shared."""
    rows = list(Attachment.unguarded.filter(revision=source))
    for row in rows:
        row.pk = None
        row.revision = made
    Attachment.unguarded.bulk_create(rows)


# --- Checks ---


def _demand_writer(by: Viewer, revision_id: int) -> None:
    """Refuse a stranger before anything is read."""
    found = Revision.unguarded.select_related("practice").filter(pk=revision_id).first()
    if found is None or not permissions.can_edit(by, found.practice):
        raise NotAllowed


def _lock_draft(by: Viewer, revision_id: int) -> tuple[Practice, Revision]:
    practice, revision = lock_revision(revision_id)
    # Two people who add a file each lose nothing: no version needs to have been read
    demand_move(by, "save", practice, revision, revision.lock_version)
    return practice, revision


def _checked(told: Told) -> dict[str, Any]:
    words: dict[str, Any] = {key: " ".join(clean(getattr(told, key)).split()) for key in _LONGEST}
    errors: dict[str, list[Any]] = {}
    for key, longest in _LONGEST.items():
        if len(words[key]) > longest:
            errors[key] = [_("Raccourcissez ce texte : %(max)d signes au plus.") % {"max": longest}]
    if not words["title"]:
        errors["title"] = [_("Donnez un titre au fichier.")]
    if told.place not in PLACES:
        errors["place"] = [_("Choisissez dans la liste.")]
    elif told.audience not in Audience.values or Audience(told.audience).width < FIELDS[told.place].widest.width:
        errors["audience"] = [_("Choisissez une diffusion de la liste.")]
    if errors:
        raise Invalid(fields=errors)
    return words | {"place": told.place, "audience": told.audience, "consent": told.consent}


def _demand_place(row: Attachment, place: str) -> None:
    same = Attachment.unguarded.filter(revision_id=row.revision_id, place=place, digest=row.digest)
    if same.exclude(pk=row.pk).exists():
        sentence = _("Le même fichier y est déjà : retirez l’un des deux.")
        raise Invalid(sentence, fields={"place": [sentence]})


def _refused(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"file": [sentence]})


def _write(by: Viewer, revision: Revision, received: Received, words: dict[str, Any]) -> Attachment:
    if Attachment.unguarded.filter(revision=revision).count() >= MAX_FILES:
        raise _refused(_("Cette fiche a déjà %(max)d fichiers, le plus qu’elle puisse avoir.") % {"max": MAX_FILES})
    if received.kind == FileKind.IMAGE:
        _demand_description(words)
    return Attachment.unguarded.create(
        revision=revision,
        kind=received.kind,
        file=received.file,
        small=received.small,
        weight=received.weight,
        width=received.width,
        height=received.height,
        digest=received.digest,
        added_by_id=by.user_id,
        **words,
    )


def _demand_description(words: dict[str, Any]) -> None:
    errors: dict[str, list[Any]] = {}
    if not words["alt_text"]:
        errors["alt_text"] = [_("Décrivez l’image en une phrase, pour qui ne la voit pas.")]
    if not words["credit"]:
        errors["credit"] = [_("Dites de qui est l’image.")]
    if not words["consent"]:
        errors["consent"] = [_("Sans accord écrit des personnes reconnaissables, l’image ne peut pas être jointe.")]
    if errors:
        raise Invalid(fields=errors)
