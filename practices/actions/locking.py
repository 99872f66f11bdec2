"""What every verb begins with: the locks, always in the same order, then the four questions."""

from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common import clock
from common.errors import Conflict, NotAllowed, NotPossible
from practices import permissions, workflow
from practices.actions.words import bounded, refused
from practices.models import OPEN, Practice, Revision

LONGEST_NOTE = 2000
STAMPED = ["lock_version", "saved_at", "contributors"]  # what ``stamp`` writes


def lock_practice(practice_id: int) -> Practice:
    """Lock the row of a practice; one that does not exist answers like one that may not be touched."""
    practice = Practice.unguarded.select_for_update(of=("self",)).select_related("city").filter(pk=practice_id).first()
    if practice is None:
        raise NotAllowed
    return practice


def lock_revision(revision_id: int) -> tuple[Practice, Revision]:
    """Lock a practice, then one of its revisions."""
    practice_id = Revision.unguarded.filter(pk=revision_id).values_list("practice_id", flat=True).first()
    if practice_id is None:
        raise NotAllowed
    practice = lock_practice(practice_id)
    revision = Revision.unguarded.select_for_update(of=("self",)).filter(pk=revision_id).first()
    if revision is None:
        raise NotAllowed
    revision.practice = practice
    return practice, revision


def lock_open_revision(practice: Practice) -> Revision | None:
    """Lock the revision of a locked practice that is being written or reviewed, if there is one."""
    revision = Revision.unguarded.select_for_update(of=("self",)).filter(practice=practice, state__in=OPEN).first()
    if revision is not None:
        revision.practice = practice
    return revision


def demand_move(by: Viewer, name: str, practice: Practice, revision: Revision | None, seen_version: int | None) -> None:
    """Refuse unless it is this person's move, on the revision that was read, from the present state."""
    move = workflow.MOVES[name]
    if not permissions.holds(by, move.who, practice):
        raise NotAllowed
    if move.who == workflow.Who.SECRETARIAT and revision is not None and permissions.is_author(by, revision):
        raise NotAllowed(_("Vous avez écrit dans cette version : une autre personne du secrétariat doit en décider."))
    if revision is not None and seen_version != revision.lock_version:
        raise Conflict
    state = revision.state if move.subject == "revision" and revision is not None else practice.state
    if not workflow.possible(name, state):
        raise NotPossible


def stamp(revision: Revision, by: Viewer) -> None:
    """Say on a revision that is not saved yet who wrote in it last, and that it changed."""
    revision.lock_version += 1
    revision.saved_at = clock.now()
    if by.user_id is not None:  # the last who wrote comes last
        revision.contributors = [*(pk for pk in revision.contributors if pk != by.user_id), by.user_id]


def clean_note(note: str, *, needed: bool, longest: int = LONGEST_NOTE) -> str:
    """Return the note, cleaned; Invalid when it is needed and empty, or too long."""
    written = bounded("note", note, longest)
    if needed and not written:
        raise refused("note", _("Écrivez vos raisons : la ville les lira."))
    return written
