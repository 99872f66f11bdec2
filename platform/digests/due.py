"""Who is due for which period, and one letter each. Called every ten minutes; calling it twice is harmless."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import DigestRhythm, User
from common import clock
from common.clock import Period
from digests.models import Run
from mailing import outbox
from mailing.outbox import Due
from mailing.reconciling import Check

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(weeks=8)  # how far a letter that merges missed periods may begin before its own
_CHUNK = 200  # readers in one transaction


@dataclass(frozen=True)
class Plan:
    """A period that a reader has not been told about: from ``starts_at`` included to ``ends_at`` excluded."""

    reader_id: int
    rhythm: str
    period: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Habit:
    """What readers who are served together have chosen; the weekday counts for weekly letters only."""

    rhythm: str
    zone: str
    hour: int
    weekday: int

    def readers(self) -> QuerySet[User]:
        """Return the readers of this habit."""
        chosen = {"digest": self.rhythm, "time_zone": self.zone, "digest_hour": self.hour}
        return _readers().filter(**chosen, digest_weekday=self.weekday)


def due_now(since: timedelta = timedelta()) -> Iterator[Plan]:
    """Yield the last complete period of each reader whose hour has come, so long ago at least."""
    now = clock.now() - since
    for habit in _habits():
        try:
            last = last_complete(now, habit)
        except (KeyError, ValueError):  # a zone that this machine does not know holds up its own readers only
            log.exception("digest: unknown time zone %s", habit.zone)
            continue
        if last is not None:
            yield from _plans(last, habit, until=last.end)


def last_complete(now: datetime, habit: Habit) -> Period | None:
    """Return the last complete period of a habit, or None before the hour of its first day."""
    present = clock.period_of(now, habit.zone, habit.rhythm, habit.weekday)
    opening = datetime.combine(present.start.date(), time(habit.hour), ZoneInfo(habit.zone))
    if now < opening:
        return None
    return clock.period_of(present.start - timedelta(microseconds=1), habit.zone, habit.rhythm, habit.weekday)


def of_period(name: str) -> Iterator[Plan]:
    """Return a period for its readers who have not had it; one still running ends now, its rest comes with the next.

    ValueError for a name without a period, whether anybody reads at this rhythm or not.
    """
    clock.period(name, "UTC")
    return _of_period(name, clock.now())


def _of_period(name: str, now: datetime) -> Iterator[Plan]:
    for habit in _habits():
        if habit.rhythm == clock.rhythm_of(name):
            asked = clock.period(name, habit.zone, habit.weekday)
            if asked.start < now:
                yield from _plans(asked, habit, until=min(asked.end, now))


def coming(reader: User) -> tuple[datetime, datetime]:
    """Return the bounds of what a person's next letter holds so far; for who receives none, this week and the last."""
    now, off = clock.now(), reader.digest == DigestRhythm.OFF
    rhythm = clock.WEEKLY if off else reader.digest
    present = clock.period_of(now, reader.time_zone, rhythm, reader.digest_weekday)
    last_day = present.start - timedelta(microseconds=1)
    before = clock.period_of(last_day, reader.time_zone, rhythm, reader.digest_weekday)
    told = None if off else Run.objects.filter(reader=reader).aggregate(end=Max("ends_at"))["end"]
    return max(told or before.start, before.start - LOOK_BACK), now


def queue(plans: Iterable[Plan]) -> int:
    """Store the periods and queue their letters; return how many letters are new."""
    waiting = iter(plans)
    chunks = iter(lambda: list(islice(waiting, _CHUNK)), [])
    return sum(_queue(chunk) for chunk in chunks)


@transaction.atomic
def _queue(plans: list[Plan]) -> int:
    runs = [
        Run(reader_id=p.reader_id, kind=p.rhythm, period=p.period, starts_at=p.starts_at, ends_at=p.ends_at)
        for p in plans
    ]
    Run.objects.bulk_create(runs, ignore_conflicts=True)
    letters = [Due(f"digest/{p.period}/{p.reader_id}", p.reader_id, {"period": p.period}) for p in plans]
    return len(outbox.queue_each("digest", letters))


def _readers() -> QuerySet[User]:
    """Who has a letter coming. While an address rests no period is told: all of it comes with the next letter."""
    wanted = User.objects.filter(is_active=True).exclude(digest=DigestRhythm.OFF)
    return wanted.exclude(address_rests_until__gt=clock.now())


def _habits() -> list[Habit]:
    """Return what is chosen by anybody, so that readers are asked for by the hundred and not one by one."""
    chosen = _readers().values_list("digest", "time_zone", "digest_hour", "digest_weekday").distinct()
    return [Habit(*row) for row in chosen.order_by("time_zone", "digest", "digest_hour", "digest_weekday")]


def _plans(period: Period, habit: Habit, *, until: datetime) -> Iterator[Plan]:
    """Yield the period of each reader of a habit. It begins where their last one ended: missed ones are merged."""
    for ids in _by_the_hundred(period, habit):
        last = dict(Run.objects.filter(reader_id__in=ids).values_list("reader_id").annotate(end=Max("ends_at")))
        starts = {pk: max(last.get(pk, period.start), period.start - LOOK_BACK) for pk in ids}
        yield from (Plan(pk, habit.rhythm, period.name, start, until) for pk, start in starts.items() if start < until)


def _by_the_hundred(period: Period, habit: Habit) -> Iterator[list[int]]:
    """Yield the readers not told of a period yet: never all of them at once, however many they are."""
    told = Run.objects.filter(reader=OuterRef("pk"), kind=habit.rhythm, period=period.name)
    waiting = habit.readers().exclude(Exists(told)).order_by("pk").values_list("pk", flat=True)
    ids = list(waiting[:_CHUNK])
    while ids:
        yield ids
        ids = list(waiting.filter(pk__gt=ids[-1])[:_CHUNK])


# The timetable queues every ten minutes
MISSING = Check(
    "missing",
    _("Lettres de synthèse dont l’heure est passée et qui manquent"),
    lambda: sum(1 for _plan in due_now(timedelta(minutes=30))),
    lambda: queue(due_now()),
)
