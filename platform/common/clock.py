"""The one clock: the database's time. Periods have names, never "now minus seven days"."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.db import connection

_held: ContextVar[list[datetime] | None] = ContextVar("held", default=None)


def now() -> datetime:
    """Return the database's present time, aware, in UTC. Tests replace this function."""
    held = _held.get()
    if held:
        return held[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0].astimezone(UTC)
    if held is not None:
        held.append(moment)
    return moment


@contextmanager
def held() -> Iterator[None]:
    """Read the clock once for all who ask inside: a page that gathers much speaks of one moment."""
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)


@cache
def time_zones() -> frozenset[str]:
    """Return the names of the zones that this machine knows: asked once, since the answer is read file by file."""
    return frozenset(available_timezones())


def place_of(zone: str) -> str:
    """Return the city whose hour a time zone gives, as its name says it."""
    return zone.rpartition("/")[2].replace("_", " ")


@dataclass(frozen=True)
class Period:
    """A day, a week or a month in one time zone: ``start`` included, ``end`` excluded, both aware."""

    name: str  # 2026-11-23, 2026-W48 or 2026-11
    start: datetime
    end: datetime


DAILY, WEEKLY, MONTHLY = "daily", "weekly", "monthly"
_NAMES = {DAILY: r"\d{4}-\d\d-\d\d", WEEKLY: r"\d{4}-W\d\d", MONTHLY: r"\d{4}-\d\d"}


def rhythm_of(name: str) -> str:
    """Return daily, weekly or monthly from the form of a period's name; ValueError for any other."""
    for rhythm, form in _NAMES.items():
        if re.fullmatch(form, name):
            return rhythm
    raise ValueError(name)


def period(name: str, zone: str, weekday: int = 0) -> Period:
    """Return the period of this name in a zone; ValueError when no such day, week or month exists.

    A week is an ISO week, Monday to Sunday. For another ``weekday`` (1: Tuesday) it begins on that day of the ISO week.
    """
    match rhythm_of(name):
        case "daily":
            first = date.fromisoformat(name)
            last = first + timedelta(days=1)
        case "weekly":
            first = date.fromisocalendar(int(name[:4]), int(name[6:]), weekday + 1)
            last = first + timedelta(days=7)
        case _:
            first = date(int(name[:4]), int(name[5:]), 1)
            last = (first + timedelta(days=32)).replace(day=1)
    tz = ZoneInfo(zone)
    return Period(name, datetime.combine(first, time(), tz), datetime.combine(last, time(), tz))


def period_of(moment: datetime, zone: str, rhythm: str = WEEKLY, weekday: int = 0) -> Period:
    """Return the period of this rhythm that holds a moment, in a zone."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    if rhythm == DAILY:
        return period(day.isoformat(), zone)
    if rhythm == MONTHLY:
        return period(f"{day:%Y-%m}", zone)
    year, number, _ = (day - timedelta(days=weekday)).isocalendar()
    return period(f"{year:04d}-W{number:02d}", zone, weekday)
