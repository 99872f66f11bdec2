"""How the secretariat shares the work: who follows a review, what it notes for itself, and the second reading."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cities.viewer import Viewer
from common.errors import Invalid, NotAllowed
from practices import mails, permissions
from practices.actions.locking import clean_note, demand_move, lock_practice, lock_revision
from practices.actions.telling import tell
from practices.models import Assignment, InternalNote, SecondReading


def assign(*, by: Viewer, practice_id: int, reviewer_id: int | None) -> Assignment | None:
    """Say who follows the review of a practice; nobody when ``reviewer_id`` is None."""
    if not by.is_secretariat or by.user_id is None:
        raise NotAllowed
    with transaction.atomic():
        practice = lock_practice(practice_id)
        present = Assignment.objects.filter(practice=practice).first()
        if reviewer_id == (present.reviewer_id if present else None):
            return present
        if reviewer_id is None:
            Assignment.objects.filter(practice=practice).delete()
            tell("practice.reviewer_left", by, practice)
            return None
        if not User.objects.filter(pk=reviewer_id, is_active=True, is_staff=True).exists():
            raise Invalid(fields={"reviewer": [_("Choisissez une personne du secrétariat.")]})
        made, _new = Assignment.objects.update_or_create(
            practice=practice, defaults={"reviewer_id": reviewer_id, "by_id": by.user_id}
        )
        entry = tell("practice.reviewer_assigned", by, practice)
        mails.tell_assigned(entry, practice, made)
    return made


def note(*, by: Viewer, revision_id: int, body: str) -> InternalNote:
    """Write a note that only the secretariat reads; the same words twice are one note."""
    if not by.is_secretariat or by.user_id is None:
        raise NotAllowed
    with transaction.atomic():
        practice, revision = lock_revision(revision_id)
        written = clean_note(body, needed=True)
        same = {"practice": practice, "revision_number": revision.number, "author_id": by.user_id, "body": written}
        found = InternalNote.objects.filter(**same).first()
        if found is not None:
            return found
        made = InternalNote.objects.create(**same)
        # The words stay out of the journal: the city reads the log of its record
        tell("practice.noted", by, practice, revision=revision)
    return made


def read_again(*, by: Viewer, revision_id: int, seen_version: int, note: str = "") -> SecondReading:
    """Record that one has read a submitted revision as a second person; whoever publishes is another."""
    with transaction.atomic():
        practice, revision = lock_revision(revision_id)
        demand_move(by, "read_again", practice, revision, seen_version)
        if not permissions.may(by, "read_again", practice, revision) or by.user_id is None:
            raise NotAllowed
        found = SecondReading.objects.filter(revision=revision, reader_id=by.user_id).first()
        if found is not None:
            return found
        made = SecondReading.objects.create(
            revision=revision, reader_id=by.user_id, note=clean_note(note, needed=False)
        )
        tell("practice.read_again", by, practice, revision=revision)
    return made
