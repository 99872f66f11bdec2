"""29 February, week 53 and the end of the year: each period has its name, its bounds, and the right one after it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Weekday
from common import clock
from digests import due
from digests.models import Run

BRUSSELS = "Europe/Brussels"


def bounds(period: clock.Period) -> tuple[str, str]:
    return period.start.date().isoformat(), period.end.date().isoformat()


def of(moment: str, rhythm: str, weekday: int = 0) -> str:
    then = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(BRUSSELS))
    return clock.period_of(then, BRUSSELS, rhythm, weekday).name


@pytest.mark.parametrize(
    ("name", "weekday", "first", "after"),
    [
        ("2028-02-29", 0, "2028-02-29", "2028-03-01"),
        ("2028-02", 0, "2028-02-01", "2028-03-01"),
        ("2027-02", 0, "2027-02-01", "2027-03-01"),
        ("2026-W53", 0, "2026-12-28", "2027-01-04"),  # ends on Sunday 3 January
        ("2027-W01", 0, "2027-01-04", "2027-01-11"),
        ("2026-W53", Weekday.SUNDAY, "2027-01-03", "2027-01-10"),
        ("2026-12", 0, "2026-12-01", "2027-01-01"),
        ("2026-12-31", 0, "2026-12-31", "2027-01-01"),
    ],
)
def test_the_bounds_of_a_name(name, weekday, first, after):
    found = clock.period(name, BRUSSELS, weekday)
    assert bounds(found) == (first, after)
    rhythm = clock.rhythm_of(name)
    assert clock.period_of(found.start, BRUSSELS, rhythm, weekday) == found
    assert clock.period_of(found.end, BRUSSELS, rhythm, weekday).start == found.end


@pytest.mark.parametrize(
    ("moment", "rhythm", "weekday", "name"),
    [
        ("2027-01-01 00:00", clock.WEEKLY, 0, "2026-W53"),
        ("2027-01-03 23:59", clock.WEEKLY, 0, "2026-W53"),
        ("2027-01-04 00:00", clock.WEEKLY, 0, "2027-W01"),
        ("2027-01-02 23:59", clock.WEEKLY, Weekday.SUNDAY, "2026-W52"),
        ("2027-01-03 00:00", clock.WEEKLY, Weekday.SUNDAY, "2026-W53"),
        ("2025-12-29 00:00", clock.WEEKLY, 0, "2026-W01"),  # a week of the next year begins in December
        ("2026-12-31 23:59", clock.DAILY, 0, "2026-12-31"),
        ("2026-12-31 23:59", clock.MONTHLY, 0, "2026-12"),
        ("2027-01-01 00:00", clock.MONTHLY, 0, "2027-01"),
    ],
)
def test_the_name_of_a_moment(moment, rhythm, weekday, name):
    assert of(moment, rhythm, weekday) == name


@pytest.mark.parametrize("name", ["2027-02-29", "2027-W53", "2026-W00", "2026-00"])
def test_a_day_or_a_week_that_a_year_has_not(name):
    with pytest.raises(ValueError):
        clock.period(name, BRUSSELS)


@pytest.mark.parametrize(
    ("rhythm", "mornings", "periods"),
    [
        ("weekly", ["2026-12-28", "2027-01-04", "2027-01-11"], ["2026-W52", "2026-W53", "2027-W01"]),
        ("daily", ["2028-02-29", "2028-03-01", "2028-03-02"], ["2028-02-28", "2028-02-29", "2028-03-01"]),
        ("daily", ["2026-12-31", "2027-01-01", "2027-01-02"], ["2026-12-30", "2026-12-31", "2027-01-01"]),
        ("monthly", ["2026-12-01", "2027-01-01", "2027-02-01"], ["2026-11", "2026-12", "2027-01"]),
        ("monthly", ["2028-02-01", "2028-03-01", "2028-04-01"], ["2028-01", "2028-02", "2028-03"]),
    ],
)
def test_one_letter_after_the_other(db, at, reader, rhythm, mornings, periods):
    user = reader(BRUSSELS, digest=rhythm)
    for morning in mornings:
        at(f"{morning} 08:00", BRUSSELS)
        assert [due.queue(due.due_now()), due.queue(due.due_now())] == [1, 0]
    runs = list(Run.objects.filter(reader=user).order_by("id"))
    assert [run.period for run in runs] == periods
    assert [run.starts_at for run in runs[1:]] == [run.ends_at for run in runs[:-1]]
