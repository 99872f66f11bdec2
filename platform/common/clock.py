"""The one clock: the database's time. Periods have names, never "now minus seven days"."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection


def now() -> datetime:
    """Return the database's present time, aware, in UTC. Tests replace this function."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(UTC)


@dataclass(frozen=True)
class Week:
    """An ISO week in one time zone: ``start`` included, ``end`` excluded, both aware."""

    name: str
    start: datetime
    end: datetime


def week(name: str, zone: str) -> Week:
    """Return the ISO week called ``2026-W48`` in a zone; ValueError when no such week exists."""
    year, _, number = name.partition("-W")
    first = date.fromisocalendar(int(year), int(number), 1)
    tz = ZoneInfo(zone)
    return Week(
        f"{int(year):04d}-W{int(number):02d}",
        datetime.combine(first, time(), tz),
        datetime.combine(first + timedelta(days=7), time(), tz),
    )


def week_of(moment: datetime, zone: str) -> Week:
    """Return the ISO week that holds a moment, in a zone."""
    year, number, _ = moment.astimezone(ZoneInfo(zone)).isocalendar()
    return week(f"{year:04d}-W{number:02d}", zone)
