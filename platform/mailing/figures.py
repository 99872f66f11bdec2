"""Figures of delivery, from the outbox alone: no letter reports back to us, by a picture, a link or anything else."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek

from common import clock
from mailing import registry
from mailing.models import WAITING, Letter, State

WEEKS = 12


@dataclass(frozen=True)
class Row:
    """One kind of letters in one week, by what became of them."""

    week: date  # its Monday
    kind: str
    sent: int
    waiting: int
    failed: int
    elsewhere: int  # said in another letter, or left to the digest
    dropped: int
    total: int


def by_week() -> list[Row]:
    """Return the last weeks, the latest first; one statement."""
    since = clock.now() - timedelta(weeks=WEEKS)
    counted = (
        Letter.objects.filter(created_at__gte=since)
        .annotate(week=TruncWeek("created_at"))
        .values("week", "kind")
        .annotate(
            sent=Count("id", filter=Q(state=State.SENT)),
            waiting=Count("id", filter=Q(state__in=(*WAITING, State.SENDING))),
            failed=Count("id", filter=Q(state=State.FAILED)),
            elsewhere=Count("id", filter=Q(state__in=(State.JOINED, State.HELD))),
            dropped=Count("id", filter=Q(state=State.DROPPED)),
            total=Count("id"),
        )
        .order_by("-week", "kind")
    )
    return [Row(**{**row, "week": row["week"].date(), "kind": registry.label(row["kind"])}) for row in counted]
