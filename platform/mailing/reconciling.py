"""Finds what should have left and did not, puts it back on its way, and says how much of it there was.

Called every five minutes and by ``reconcile``; what was found is kept for the desk. Rooms above add, when they start,
what they know to be missing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common import clock
from mailing import delivery, wake
from mailing.models import WAITING, Counter, Letter, State

LATE = timedelta(minutes=10)  # the sweep passes each minute: what waits longer does not leave
RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Check:
    """One kind of trouble: its words, how many there are, and what mends it."""

    name: str
    words: Promise
    count: Callable[[], int]
    mend: Callable[[], object] | None = None


_checks: dict[str, Check] = {}


def register(check: Check) -> None:
    """Add a kind of trouble; a room does it when it starts."""
    _checks[check.name] = check


def counters() -> dict[Check, int]:
    """Return how many there are of each kind of trouble, zero included; changes nothing."""
    return {check: check.count() for check in _checks.values()}


def reconcile() -> dict[Check, int]:
    """Mend what can be mended, keep the counts for the desk, and return what there was before."""
    found = counters()
    rows = [Counter(name=check.name, number=number, counted_at=clock.now()) for check, number in found.items()]
    Counter.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["name"], update_fields=["number", "counted_at"]
    )
    for check, number in found.items():
        if number and check.mend:
            check.mend()
    if delivery.has_more():
        wake.call()
    return found


def last_found() -> tuple[datetime | None, list[tuple[str, int]]]:
    """Return when letters were last reconciled, and the troubles found then, in words."""
    rows = {row.name: row for row in Counter.objects.all()}
    found = [(str(_checks[name].words), row.number) for name, row in rows.items() if row.number and name in _checks]
    return min((row.counted_at for row in rows.values()), default=None), found


def _overdue() -> int:
    return Letter.objects.filter(state__in=WAITING, next_try_at__lt=clock.now() - LATE).count()


def _stuck() -> int:
    return Letter.objects.filter(state=State.SENDING, lease_until__lt=clock.now()).count()


def _failed() -> int:
    return Letter.objects.filter(state=State.FAILED, finished_at__gte=clock.now() - RECENT).count()


register(Check("overdue", _("Lettres qui auraient pu partir il y a dix minutes"), _overdue))
register(Check("stuck", _("Lettres tenues par un envoi interrompu"), _stuck, delivery.sweep))
register(Check("failed", _("Lettres abandonnées depuis sept jours"), _failed))
