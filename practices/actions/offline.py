"""A draft brought back from offline: kept until somebody chooses, then saved under the version that was compared."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common import clock
from common.errors import NotAllowed, NotPossible
from practices.actions.locking import demand_move, lock_open_revision, lock_practice
from practices.actions.saving import save_section
from practices.models import OfflineFile, Practice, Revision, RevisionState
from practices.offline.content import Filled, travelling

LIFE = timedelta(days=30)
MOST_WAITING = 10  # files for one draft


def receive_offline(*, by: Viewer, practice_id: int, name: str, content: bytes, filled: Filled) -> OfflineFile:
    """Keep what a file holds for thirty days; the draft does not change. The same file sent twice waits once."""
    with transaction.atomic():
        practice = lock_practice(practice_id)
        revision = lock_open_revision(practice)
        if revision is None or revision.state != RevisionState.DRAFT or by.user_id is None:
            raise NotPossible(_("Aucun brouillon n’est ouvert pour cette fiche. Commencez une nouvelle version."))
        demand_move(by, "save", practice, revision, revision.lock_version)
        if filled.slug != practice.slug:
            raise NotPossible(_("Ce fichier est celui d’une autre fiche. Envoyez-le sur la page de cette fiche."))
        clear_expired_offline()
        digest = hashlib.sha256(content).hexdigest()
        _demand_room(practice, by.user_id, digest)
        kept, _is_new = OfflineFile.objects.update_or_create(
            practice=practice,
            user_id=by.user_id,
            digest=digest,
            defaults={
                "name": name[:120],
                "values": filled.values,
                "places": filled.places,
                "problems": [asdict(problem) for problem in filled.problems],
                "marks": dict(filled.marks),
                "expires_at": clock.now() + LIFE,
            },
        )
    return kept


def accept_offline(*, by: Viewer, file_id: int, keys: Collection[str], seen_version: int) -> Revision:
    """Save the chosen fields of a file, all or none, if the draft is still the one that was compared."""
    with transaction.atomic():
        file = _waiting(by, file_id)
        practice = lock_practice(file.practice_id)
        revision = lock_open_revision(practice)
        if revision is None:
            raise NotPossible(_("Aucun brouillon n’est ouvert pour cette fiche. Commencez une nouvelle version."))
        demand_move(by, "save", practice, revision, seen_version)
        for section, values in _by_section(file, keys).items():
            revision = save_section(
                by=by, revision_id=revision.pk, section=section, values=values, seen_version=revision.lock_version
            )
    return revision


def forget_offline(*, by: Viewer, file_id: int) -> None:
    """Let a file go; the draft does not change."""
    with transaction.atomic():
        _waiting(by, file_id).delete()


def clear_expired_offline() -> int:
    """Delete the files that nobody chose from in time, and return how many."""
    deleted, _each = OfflineFile.objects.filter(expires_at__lte=clock.now()).delete()
    return deleted


def _demand_room(practice: Practice, user_id: int, digest: str) -> None:
    """Refuse one file too many; the practice is locked, so two sent at once are counted one after the other."""
    others = OfflineFile.objects.filter(practice=practice).exclude(user_id=user_id, digest=digest)
    if others.count() >= MOST_WAITING:
        sentence = _("%(max)d fichiers attendent déjà pour cette fiche. Effacez-en un, puis renvoyez celui-ci.")
        raise NotPossible(sentence % {"max": MOST_WAITING})


def _waiting(by: Viewer, file_id: int) -> OfflineFile:
    found = OfflineFile.objects.waiting_for(by).filter(pk=file_id).first()
    if found is None:
        raise NotAllowed
    return found


def _by_section(file: OfflineFile, keys: Collection[str]) -> Mapping[str, dict[str, Any]]:
    chosen: dict[str, dict[str, Any]] = {}
    for one in travelling():
        if one.key in keys and one.key in file.values:
            chosen.setdefault(one.section, {})[one.key] = file.values[one.key]
    return chosen
