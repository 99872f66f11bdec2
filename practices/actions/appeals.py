"""A city asks that somebody else read what was refused or sent back: once for each decision."""

from django.db import transaction
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common import clock
from common.errors import Invalid, NotAllowed, NotPossible
from practices import mails, permissions
from practices.actions.locking import clean_note, demand_move, lock_open_revision, lock_revision
from practices.actions.telling import tell
from practices.actions.writing import copy_of, hand_over
from practices.models import Appeal, Outcome, Point, Practice, Revision, RevisionState
from practices.review.surroundings import findings


def appeal(*, by: Viewer, revision_id: int, reason: str) -> Appeal:
    """Ask that somebody else read a revision that was declined or sent back; once."""
    with transaction.atomic():
        practice, revision = lock_revision(revision_id)
        demand_move(by, "appeal", practice, revision, revision.lock_version)
        written = clean_note(reason, needed=True)
        found = Appeal.objects.filter(revision=revision).first()
        if found is not None and (found.reason, found.author_id) == (written, by.user_id):
            return found
        if (
            found is not None
            or not permissions.is_last(revision)
            or by.user_id is None
            or revision.decided_by_id is None
        ):
            raise NotPossible(_("Cette décision ne peut plus faire l’objet d’un appel."))
        made = Appeal.objects.create(
            revision=revision, reason=written, author_id=by.user_id, first_decider_id=revision.decided_by_id
        )
        entry = tell("practice.appealed", by, practice, revision=revision, note=written)
        mails.tell_appealed(entry, practice, made)
    return made


def decide_appeal(*, by: Viewer, appeal_id: int, outcome: str, answer: str) -> Appeal:
    """Confirm a decision, or have somebody else read: never by who took it, nor by who wrote the version."""
    revision_id = Appeal.objects.filter(pk=appeal_id).values_list("revision_id", flat=True).first()
    if not by.is_secretariat or revision_id is None:
        raise NotAllowed
    with transaction.atomic():
        practice, revision = lock_revision(revision_id)
        found = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal_id)
        if not permissions.can_decide_appeal(by, found, revision):
            raise NotAllowed(_("Une autre personne que celle qui a décidé doit répondre à cet appel."))
        if found.decided_at is not None:
            raise NotPossible
        if outcome not in Outcome.values:
            raise Invalid(fields={"outcome": [_("Choisissez une réponse de la liste.")]})
        found.answer, found.outcome = clean_note(answer, needed=True), outcome
        found.decided_by_id, found.decided_at = by.user_id, clock.now()
        if outcome == Outcome.UPHELD:
            _uphold(practice, revision, found)
        found.save()
        entry = tell(f"practice.appeal_{outcome}", by, practice, revision=revision, note=found.answer)
        mails.tell_appeal_decided(entry, practice, found)
    return found


def _uphold(practice: Practice, revision: Revision, found: Appeal) -> None:
    """Bring a refused version back; lift the points of one that was sent back, whose draft the city then submits."""
    if revision.state == RevisionState.DECLINED:
        _bring_back(practice, revision, found)
        return
    asked = Point.objects.filter(practice=practice, sent_at=revision.decided_at, accepted_at__isnull=True)
    asked.update(accepted_at=found.decided_at, accepted_by=found.decided_by_id)


def _bring_back(practice: Practice, revision: Revision, found: Appeal) -> None:
    """Put the same content before the secretariat again; a draft that the city has begun meanwhile comes first."""
    if lock_open_revision(practice) is not None:
        return
    last = Revision.unguarded.filter(practice=practice).order_by("-number").values_list("number", flat=True)[0]
    again = copy_of(revision, number=last + 1, author_id=revision.author_id, contributors=list(revision.contributors))
    hand_over(again, submitted_by_id=revision.submitted_by_id, found=findings(again))
    found.decided_at = again.submitted_at
