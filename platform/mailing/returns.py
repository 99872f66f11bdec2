"""The score of an address: soft 1, hard 2, a complaint 5; above 4 the address rests.

It heals after thirty days, by a letter that did arrive (nothing came back of it for five days), by an answer from the
address, or when its person confirms it. While it rests only the letters that nobody may refuse still leave.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.db.models.functions import Now

from common import clock
from journal import log
from journal.models import Entry
from mailing import people
from mailing.models import Letter, Return, ReturnKind, State

WEIGHTS = {ReturnKind.SOFT: 1, ReturnKind.HARD: 2, ReturnKind.COMPLAINT: 5}
RESTS_ABOVE = 4
REMEMBERED = timedelta(days=30)
ARRIVED_AFTER = timedelta(days=5)  # how long servers try before they give a letter back


@transaction.atomic
def count(letter: Letter, address: str, kind: ReturnKind, status: str = "") -> bool:
    """Count a letter that came back; False when it was counted already. The address may rest from now on."""
    row = Return(letter=letter, address=address.lower(), kind=kind, status=status[:12])
    user = people.lock_person_at(row.address)  # two letters that come back at once are added up one after the other
    if not _is_new(row):
        return False
    if user is not None and score(row.address, user.pk) > RESTS_ABOVE:
        _rest(user)
    return True


def _is_new(row: Return) -> bool:
    """Insert, unless the letter was counted; another process that does the same at this moment waits here."""
    bounced = Q(kind=ReturnKind.COMPLAINT) if row.kind == ReturnKind.COMPLAINT else ~Q(kind=ReturnKind.COMPLAINT)
    Letter.objects.select_for_update(of=("self",)).get(pk=row.letter_id)
    if Return.objects.filter(bounced, letter=row.letter_id).exists():
        return False
    row.save()
    return True


def score(address: str, user_id: int) -> int:
    """Return the present score of a person's address."""
    since = clock.now() - REMEMBERED
    arrived = _last_arrived(user_id)
    if arrived is not None:
        since = max(since, arrived)
    kinds = Return.objects.filter(address=address.lower(), healed_at=None, received_at__gt=since)
    return sum(WEIGHTS[ReturnKind(kind)] for kind in kinds.values_list("kind", flat=True))


def _last_arrived(user_id: int) -> datetime | None:
    """Return when the last letter left of which nothing came back, long enough ago to be sure."""
    sent = Letter.objects.filter(recipient_id=user_id, state=State.SENT, finished_at__lt=Now() - ARRIVED_AFTER)
    found: datetime | None = sent.filter(returns=None).aggregate(last=Max("finished_at"))["last"]
    return found


def rests_since(user_id: int) -> datetime | None:
    """Return when the address of a person last began to rest."""
    found = Entry.objects.filter(verb="account.address_rests", subject_type="user", subject_id=user_id)
    return found.order_by("-id").values_list("at", flat=True).first()


def _rest(user: Any) -> None:
    """Let the address rest until nothing came back for thirty days."""
    if not user.address_rests:
        log.record("account.address_rests", subject_type="user", subject_id=user.pk, actor_id=None)
    people.rest(user.pk, clock.now() + REMEMBERED)


@transaction.atomic
def heal(user: Any, *, actor_id: int | None) -> None:
    """The address works: what came back of it counts no longer. Twice changes nothing."""
    waiting = Return.objects.filter(address=user.email.lower(), healed_at=None)
    if waiting.update(healed_at=Now()) and user.address_rests:
        log.record("account.address_healed", subject_type="user", subject_id=user.pk, actor_id=actor_id)
    people.rest(user.pk, None)
