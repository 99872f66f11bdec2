"""Old versions: a city closes the address of one, when what it said should not be read any more, and opens it again."""

from django.db import transaction
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common.errors import NotAllowed, NotPossible
from practices import permissions
from practices.actions.locking import lock_practice
from practices.actions.telling import tell
from practices.models import Practice, Revision, RevisionState


def close_version(*, by: Viewer, practice_id: int, number: int) -> Practice:
    """Close the address of an old version: its own city and the secretariat alone go on reading it."""
    return _change(by, practice_id, number, "practice.version_closed", closed=True)


def reopen_version(*, by: Viewer, practice_id: int, number: int) -> Practice:
    """Open the address of an old version again, to those whom its audience and the present one admit."""
    return _change(by, practice_id, number, "practice.version_reopened", closed=False)


def _change(by: Viewer, practice_id: int, number: int, verb: str, *, closed: bool) -> Practice:
    with transaction.atomic():
        practice = lock_practice(practice_id)
        if not permissions.can_close_version(by, practice):
            raise NotAllowed
        revision = Revision.unguarded.filter(practice=practice, state=RevisionState.ACCEPTED, number=number).first()
        if revision is None or revision.pk == practice.published_id:
            raise NotPossible(_("Seule une ancienne version publiée peut être fermée ou rouverte."))
        if (number in practice.closed_versions) != closed:
            others = [one for one in practice.closed_versions if one != number]
            practice.closed_versions = sorted([*others, number]) if closed else others
            practice.save(update_fields=["closed_versions"])
            tell(verb, by, practice, revision=revision)
    return practice
