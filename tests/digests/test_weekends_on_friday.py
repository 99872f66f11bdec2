"""Where people rest on Friday, the week is read on the day that begins it there."""

from datetime import timedelta

import pytest

from accounts.models import Weekday
from digests import due
from digests.models import Run


@pytest.mark.parametrize(
    ("zone", "weekday", "eve", "morning", "period"),
    [
        # Rest on Friday and Saturday: back at work on Sunday
        ("Asia/Amman", Weekday.SUNDAY, "2026-11-28 23:59", "2026-11-29 08:00", "2026-W47"),
        ("Africa/Cairo", Weekday.SUNDAY, "2026-11-29 07:59", "2026-11-29 08:00", "2026-W47"),
        # Rest on Thursday and Friday: back on Saturday
        ("Asia/Tehran", Weekday.SATURDAY, "2026-11-28 07:59", "2026-11-28 08:00", "2026-W47"),
    ],
)
def test_the_week_is_read_when_work_begins_again(db, at, reader, zone, weekday, eve, morning, period):
    user = reader(zone, digest_weekday=weekday)
    at("2026-11-25 12:00", zone)
    due.queue(due.due_now())
    at(eve, zone)
    assert list(due.due_now()) == []
    at(morning, zone)
    assert [due.queue(due.due_now()), due.queue(due.due_now())] == [1, 0]
    before, run = Run.objects.filter(reader=user).order_by("id")
    assert (run.period, run.starts_at) == (period, before.ends_at)
    first, last = (moment.astimezone(user.zone) for moment in (run.starts_at, run.ends_at - timedelta(seconds=1)))
    assert first.weekday() == weekday
    assert (first.weekday() - last.weekday()) % 7 == 1
    assert last - first == timedelta(days=7) - timedelta(seconds=1)


def test_colleagues_of_one_city_may_begin_on_other_days(db, at, reader):
    sunday = reader("Asia/Amman", "sunday", digest_weekday=Weekday.SUNDAY)
    monday = reader("Asia/Amman", "monday")
    at("2026-11-24 08:00", "Asia/Amman")
    due.queue(due.due_now())
    at("2026-11-29 08:00", "Asia/Amman")
    assert [plan.reader_id for plan in due.due_now()] == [sunday.pk]
    due.queue(due.due_now())
    at("2026-11-30 08:00", "Asia/Amman")
    assert [plan.reader_id for plan in due.due_now()] == [monday.pk]
