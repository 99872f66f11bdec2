"""Who is due for which period, and one letter each. Called every ten minutes; calling it twice is harmless."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, QuerySet

from accounts.models import DigestRhythm, User
from common import clock
from common.clock import Week
from digests.models import Run
from mailing import outbox

log = logging.getLogger(__name__)

HOUR = time(8)  # on Monday, where the reader is
LOOK_BACK = timedelta(weeks=8)  # how far a letter that merges missed weeks may begin before its own
_CHUNK = 200  # readers in one transaction


@dataclass(frozen=True)
class Plan:
    """A period that a reader has not been told about: from ``starts_at`` included to ``ends_at`` excluded."""

    reader_id: int
    period: str
    starts_at: datetime
    ends_at: datetime


def due_now() -> list[Plan]:
    """Return the last complete week of each reader whose Monday morning has come."""
    now, plans = clock.now(), list[Plan]()
    for zone in _zones():
        try:
            week = due_week(now, zone)
        except (KeyError, ValueError):  # a zone that this machine does not know holds up its own readers only
            log.exception("digest: unknown time zone %s", zone)
            continue
        if week is not None:
            plans += _plans(week, zone, until=week.end)
    return plans


def due_week(now: datetime, zone: str) -> Week | None:
    """Return the last complete week in a zone, or None on Monday before eight."""
    present = clock.week_of(now, zone)
    opening = datetime.combine(present.start.date(), HOUR, ZoneInfo(zone))
    return clock.week_of(present.start - timedelta(microseconds=1), zone) if now >= opening else None


def of_week(name: str) -> list[Plan]:
    """Return a week for everybody who has not had it; one still running ends now, and its rest comes with the next."""
    now, plans = clock.now(), list[Plan]()
    for zone in _zones():
        week = clock.week(name, zone)
        if week.start < now:
            plans += _plans(week, zone, until=min(week.end, now))
    return plans


def queue(plans: Iterable[Plan]) -> int:
    """Store the periods and queue their letters; return how many letters are new."""
    waiting = iter(plans)
    chunks = iter(lambda: list(islice(waiting, _CHUNK)), [])
    return sum(_queue(chunk) for chunk in chunks)


@transaction.atomic
def _queue(plans: list[Plan]) -> int:
    runs = [Run(reader_id=p.reader_id, period=p.period, starts_at=p.starts_at, ends_at=p.ends_at) for p in plans]
    Run.objects.bulk_create(runs, ignore_conflicts=True)
    letters = [
        outbox.queue(
            key=f"digest/{plan.period}/{plan.reader_id}",
            kind="digest",
            recipient_id=plan.reader_id,
            data={"period": plan.period},
        )
        for plan in plans
    ]
    return sum(letter is not None for letter in letters)


def _readers() -> QuerySet[User]:
    return User.objects.filter(is_active=True, digest=DigestRhythm.WEEKLY)


def _zones() -> Iterator[str]:
    return _readers().order_by("time_zone").values_list("time_zone", flat=True).distinct().iterator()


def _plans(week: Week, zone: str, *, until: datetime) -> list[Plan]:
    """Return the period of each reader of a zone. It begins where their last one ended: weeks are merged."""
    told = Run.objects.filter(period=week.name).values("reader_id")
    ids = list(_readers().filter(time_zone=zone).exclude(pk__in=told).order_by("pk").values_list("pk", flat=True))
    last = dict(Run.objects.filter(reader_id__in=ids).values_list("reader_id").annotate(end=Max("ends_at")))
    starts = {pk: max(last.get(pk, week.start), week.start - LOOK_BACK) for pk in ids}
    return [Plan(pk, week.name, start, until) for pk, start in starts.items() if start < until]
