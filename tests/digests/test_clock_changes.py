"""The night when clocks change: a day of 23 or 25 hours, and one letter, though its hour is skipped or comes twice."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from common import clock
from digests import due
from digests.models import Run

BRUSSELS, CAIRO = "Europe/Brussels", "Africa/Cairo"
NIGHTS = [("2026-03-29", 23), ("2026-10-25", 25), ("2027-03-28", 23), ("2027-10-31", 25)]


def days_around(day: str) -> list[str]:
    first = datetime.fromisoformat(day)
    return [(first + timedelta(days=n)).date().isoformat() for n in (-2, -1, 0, 1)]


@pytest.mark.parametrize(("day", "hours"), NIGHTS)
def test_a_daily_reader_gets_one_letter_each_day(db, at, reader, day, hours):
    """Four days by the clock of the database, which does not change, asked every half hour."""
    zone = ZoneInfo(BRUSSELS)
    users = {hour: reader(BRUSSELS, f"n{hour}", digest="daily", digest_hour=hour) for hour in (0, 2, 3, 8)}
    moment = datetime.combine(datetime.fromisoformat(day) - timedelta(days=1), time(), zone).astimezone(UTC)
    queued: dict[int, list[int]] = {user.pk: [] for user in users.values()}
    for tick in range(4 * 48 - 4):
        now = at((moment + timedelta(minutes=30 * tick)).strftime("%Y-%m-%d %H:%M"))
        plans = list(due.due_now())
        assert due.queue(plans) == len(plans)
        for plan in plans:
            queued[plan.reader_id].append(now.astimezone(zone).hour)
    for hour, user in users.items():
        runs = list(Run.objects.filter(reader=user).order_by("id"))
        assert [run.period for run in runs] == days_around(day)
        assert all(before.ends_at == after.starts_at for before, after in pairwise(runs))
        lengths = [run.ends_at - run.starts_at for run in runs]
        assert lengths == [timedelta(hours=one) for one in (24, 24, hours, 24)]
        is_skipped = hours == 23 and hour == 2
        assert queued[user.pk] == [hour, 3 if is_skipped else hour, hour, hour]


@pytest.mark.parametrize(("day", "hours"), NIGHTS)
def test_the_month_of_the_change_is_as_long_as_its_nights(day, hours):
    found = clock.period(day[:7], BRUSSELS)
    assert found.end.timestamp() - found.start.timestamp() == (31 * 24 + hours - 24) * 3600


def test_a_day_that_begins_at_one_has_no_hour_outside_it(db, at, reader):
    """In Cairo clocks go forward at midnight: that Friday begins at one o’clock."""
    user = reader(CAIRO, digest="daily", digest_hour=0)
    changed = clock.period("2026-04-24", CAIRO)
    assert changed.end.timestamp() - changed.start.timestamp() == 23 * 3600
    assert clock.period("2026-04-23", CAIRO).end.timestamp() == changed.start.timestamp()
    assert changed.start.astimezone(UTC).astimezone(ZoneInfo(CAIRO)).hour == 1
    at("2026-04-23 21:59")  # 23:59 there
    due.queue(due.due_now())
    at("2026-04-23 22:00")  # one o'clock there
    due.queue(due.due_now())
    assert [run.period for run in Run.objects.filter(reader=user).order_by("id")] == ["2026-04-22", "2026-04-23"]
