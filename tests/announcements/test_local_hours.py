"""Each letter leaves at the hour chosen, in its reader's zone."""

from datetime import UTC, date, datetime

import pytest

from announcements import actions
from mailing.models import Letter

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hour", "expected"),
    [
        ("Africa/Dakar", 9, "2026-11-24 09:00"),  # past today: tomorrow
        ("Africa/Dakar", 15, "2026-11-23 15:00"),
        ("America/Montreal", 9, "2026-11-23 14:00"),
        ("Asia/Beirut", 9, "2026-11-24 07:00"),
        ("Pacific/Auckland", 0, "2026-11-24 11:00"),
    ],
)
def test_the_next_time_that_it_is_this_hour_there(zone, hour, expected):
    found = actions.local_time(NOW, zone, hour, None)
    assert found.astimezone(UTC).strftime("%Y-%m-%d %H:%M") == expected


def test_not_before_a_day_there():
    found = actions.local_time(NOW, "Africa/Tunis", 9, date(2026, 12, 1))
    assert found.astimezone(UTC).strftime("%Y-%m-%d %H:%M") == "2026-12-01 08:00"
    assert actions.local_time(NOW, "Africa/Tunis", 9, date(2020, 1, 1)) > NOW


@pytest.mark.parametrize(("day", "hour"), [(date(2027, 3, 28), 2), (date(2026, 10, 25), 2)])
def test_an_hour_that_a_clock_change_skips_or_repeats(day, hour):
    before = datetime(day.year, day.month, day.day - 1, 12, tzinfo=UTC)
    found = actions.local_time(before, "Europe/Brussels", hour, None)
    assert found > before
    assert (found - before).total_seconds() < 16 * 3600


def test_letters_wait_for_the_hour_of_their_readers(tested, office, liege_editor, dakar_coordinator):
    actions.start(by=office, announcement_id=tested(hour=7).pk, seen_version=1)
    waiting = {letter.recipient_id: letter for letter in Letter.objects.filter(key__regex=r"^announcement/\d+/\d+$")}
    for person in (liege_editor, dakar_coordinator):
        letter = waiting[person.pk]
        assert letter.next_try_at == letter.not_before
        assert letter.not_before.astimezone(person.zone).strftime("%H:%M") == "07:00"
