"""Whether a published practice stays before its readers, and what a city asks about the record drawn about it."""

from django.db import transaction
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common import clock
from common.errors import NotAllowed, NotPossible
from journal.models import Entry
from practices import index, mails, permissions, workflow
from practices.actions.freshness import close_rounds
from practices.actions.locking import clean_note, demand_move, lock_practice
from practices.actions.telling import published_audience, settle_claims, tell
from practices.models import Answer, Claim, ClaimKind, Origin, Practice, PracticeState


def confirm(*, by: Viewer, practice_id: int) -> Practice:
    """The city says that the record is still true."""
    with transaction.atomic():
        practice = lock_practice(practice_id)
        demand_move(by, "confirm", practice, None, None)
        if practice.origin != Origin.CITY:
            raise NotPossible(_("Cette notice vient de sources publiques : publiez la version de votre ville."))
        now = clock.now()
        practice.last_confirmed_on = now.date()
        practice.save(update_fields=["last_confirmed_on"])
        close_rounds(practice, Answer.RUNNING, by=by, now=now)
        index.refresh(practice)
        tell("practice.confirmed", by, practice, audience=published_audience(practice))
    return practice


def withdraw(*, by: Viewer, practice_id: int, note: str) -> Practice:
    """Take a practice away from its readers; the city and the secretariat keep it."""
    with transaction.atomic():
        practice, entry = _change("withdraw", "practice.withdrawn", by, practice_id, note)
        settle_claims(practice, by, ClaimKind.WITHDRAWAL)
        mails.tell_withdrawn(entry, practice)
    return practice


def archive(*, by: Viewer, practice_id: int, note: str) -> Practice:
    """Take a practice out of the lists; its page stays, to be cited."""
    with transaction.atomic():
        practice, entry = _change("archive", "practice.archived", by, practice_id, note)
        mails.tell_archived(entry, practice)
    return practice


def restore(*, by: Viewer, practice_id: int, note: str = "") -> Practice:
    """Bring a withdrawn or archived practice back before its readers."""
    with transaction.atomic():
        practice, entry = _change("restore", "practice.restored", by, practice_id, note)
        close_rounds(practice, Answer.RESTORED, by=by, now=clock.now())
        index.refresh(practice)
        mails.tell_restored(entry, practice)
    return practice


def claim(*, by: Viewer, practice_id: int, note: str = "") -> Claim:
    """A city says that the record drawn about it from public sources is its own to write."""
    return _ask(by, practice_id, ClaimKind.CLAIM, "practice.claimed", clean_note(note, needed=False))


def ask_withdrawal(*, by: Viewer, practice_id: int, note: str) -> Claim:
    """A city asks that the record drawn about it from public sources be withdrawn."""
    return _ask(by, practice_id, ClaimKind.WITHDRAWAL, "practice.withdrawal_asked", clean_note(note, needed=True))


def settle_claim(*, by: Viewer, claim_id: int, note: str = "") -> Claim:
    """The secretariat has dealt with what a city asked."""
    if not by.is_secretariat:
        raise NotAllowed
    with transaction.atomic():
        found = Claim.objects.select_for_update(of=("self",)).filter(pk=claim_id).first()
        if found is None or found.handled_at is not None:
            raise NotPossible
        found.handled_at = clock.now()
        found.handled_by_id = by.user_id
        found.save(update_fields=["handled_at", "handled_by"])
        practice = Practice.unguarded.get(pk=found.practice_id)
        answer = clean_note(note, needed=False)
        entry = tell("practice.claim_settled", by, practice, note=answer, claim=found.pk)
        mails.tell_settled(entry, practice, found)
    return found


def _change(name: str, verb: str, by: Viewer, practice_id: int, note: str) -> tuple[Practice, Entry]:
    practice = lock_practice(practice_id)
    demand_move(by, name, practice, None, None)
    move = workflow.MOVES[name]
    practice.state = move.to or practice.state
    reasons = clean_note(note, needed=move.needs_note)
    practice.save(update_fields=["state"])
    index.refresh(practice)
    return practice, tell(verb, by, practice, note=reasons)


def _ask(by: Viewer, practice_id: int, kind: ClaimKind, verb: str, note: str) -> Claim:
    with transaction.atomic():
        practice = lock_practice(practice_id)
        if by.user_id is None or not permissions.can_edit(by, practice):
            raise NotAllowed
        if practice.origin != Origin.PUBLIC_SOURCES or practice.state == PracticeState.WITHDRAWN:
            raise NotPossible
        if Claim.objects.filter(practice=practice, kind=kind, handled_at__isnull=True).exists():
            raise NotPossible(_("Cette demande attend déjà une réponse du secrétariat."))
        made = Claim.objects.create(
            practice=practice, kind=kind, city_id=practice.city_id, user_id=by.user_id, note=note
        )
        entry = tell(verb, by, practice, note=note, claim=made.pk)
        mails.tell_claimed(entry, practice, made)
    return made
