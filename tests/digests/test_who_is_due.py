"""One period for each reader and week, in the reader's zone, whatever the clocks and the scheduler do."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from accounts.models import User
from common import clock
from digests import due
from digests.models import Run
from mailing.models import Letter

BRUSSELS = "Europe/Brussels"


def periods(user: User) -> list[str]:
    return list(Run.objects.filter(reader=user).order_by("id").values_list("period", flat=True))


def test_nobody_is_due_before_monday_at_eight_where_they_are(db, at, reader):
    brussels, montreal = reader(BRUSSELS), reader("America/Toronto")
    at("2026-11-23 07:59", BRUSSELS)
    assert due.queue(due.due_now()) == 0
    at("2026-11-23 08:00", BRUSSELS)
    assert due.queue(due.due_now()) == 1
    assert periods(brussels) == ["2026-W47"]
    at("2026-11-23 08:00", "America/Toronto")
    due.queue(due.due_now())
    assert periods(montreal) == ["2026-W47"]
    assert sorted(Letter.objects.values_list("key", flat=True)) == [
        f"digest/2026-W47/{user.pk}" for user in (brussels, montreal)
    ]


def test_a_second_run_queues_nothing(db, at, reader):
    reader(BRUSSELS)
    at("2026-11-23 08:00", BRUSSELS)
    plans = list(due.due_now())
    assert [due.queue(plans), due.queue(plans), due.queue(due.due_now())] == [1, 0, 0]


def test_eight_runs_at_once_make_one_letter_each(real_commits, at, reader):
    users = [reader(BRUSSELS, f"n{number}") for number in range(30)]
    at("2026-11-23 09:00", BRUSSELS)
    gate, queued = threading.Barrier(8), []

    def run() -> None:
        try:
            plans = list(due.due_now())
            gate.wait(30)
            queued.append(due.queue(plans))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(queued) == 8
    assert sum(queued) == len(users) == Run.objects.count() == Letter.objects.count()


def test_those_who_said_no_or_left_are_not_due(db, at, reader):
    reader(BRUSSELS, "off", digest="off")
    reader(BRUSSELS, "gone", is_active=False)
    at("2026-11-23 08:00", BRUSSELS)
    assert list(due.due_now()) == []


def test_weeks_that_were_missed_come_in_one_letter(db, at, reader):
    user = reader(BRUSSELS)
    at("2026-11-02 08:00", BRUSSELS)
    due.queue(due.due_now())
    at("2026-11-26 11:00", BRUSSELS)
    assert due.queue(due.due_now()) == 1
    first, second = Run.objects.filter(reader=user).order_by("id")
    assert (first.period, second.period) == ("2026-W44", "2026-W47")
    assert second.starts_at == first.ends_at == clock.period("2026-W45", BRUSSELS).start
    assert second.ends_at == clock.period("2026-W47", BRUSSELS).end


def test_a_merged_letter_does_not_go_back_for_ever(db, at, reader):
    reader(BRUSSELS)
    at("2026-01-05 08:00", BRUSSELS)
    due.queue(due.due_now())
    at("2026-11-23 08:00", BRUSSELS)
    (plan,) = due.due_now()
    assert plan.starts_at == clock.period("2026-W47", BRUSSELS).start - due.LOOK_BACK


@pytest.mark.parametrize(
    ("monday", "period", "hours"),
    [
        ("2026-10-26", "2026-W43", 7 * 24 + 1),  # clocks went back on Sunday 25 October
        ("2026-03-30", "2026-W13", 7 * 24 - 1),  # clocks went forward on Sunday 29 March
        ("2027-01-04", "2026-W53", 7 * 24),
        ("2028-03-06", "2028-W09", 7 * 24),  # holds 29 February
    ],
)
def test_weeks_are_named_and_bounded_in_the_readers_zone(db, at, reader, monday, period, hours):
    reader(BRUSSELS)
    at(f"{monday} 08:00", BRUSSELS)
    (plan,) = due.due_now()
    assert plan.period == period
    assert plan.ends_at.astimezone(plan.ends_at.tzinfo).hour == 0
    assert plan.ends_at.timestamp() - plan.starts_at.timestamp() == hours * 3600


def test_a_clock_ten_minutes_wrong_changes_no_period(db, at, reader):
    user = reader(BRUSSELS)
    for moment in ("2026-11-23 08:05", "2026-11-23 07:55", "2026-11-23 08:05"):
        at(moment, BRUSSELS)
        due.queue(due.due_now())
    assert periods(user) == ["2026-W47"]


def test_a_reader_who_moves_gets_no_second_letter_and_misses_no_hour(db, at, reader):
    user = reader("Asia/Ho_Chi_Minh")
    at("2026-11-23 08:00", "Asia/Ho_Chi_Minh")
    due.queue(due.due_now())
    User.objects.filter(pk=user.pk).update(time_zone="America/Toronto")
    at("2026-11-23 08:00", "America/Toronto")
    assert due.queue(due.due_now()) == 0
    at("2026-11-30 08:00", "America/Toronto")
    due.queue(due.due_now())
    first, second = Run.objects.filter(reader=user).order_by("id")
    assert second.starts_at == first.ends_at


def test_a_zone_that_does_not_exist_holds_up_its_own_readers_only(db, at, reader, caplog):
    reader("Nowhere/Atlantis")
    brussels = reader(BRUSSELS)
    at("2026-11-23 08:00", BRUSSELS)
    assert [plan.reader_id for plan in due.due_now()] == [brussels.pk]


def test_a_week_closed_early_continues_in_the_next_letter(db, at, reader):
    user = reader(BRUSSELS)
    now = at("2026-11-25 12:00", BRUSSELS)
    assert due.queue(due.of_period("2026-W48")) == 1
    assert list(due.of_period("2026-W48")) == []
    at("2026-11-30 08:00", BRUSSELS)
    assert list(due.due_now()) == []  # 2026-W48 was told about already, early
    at("2026-12-07 08:00", BRUSSELS)
    due.queue(due.due_now())
    first, second = Run.objects.filter(reader=user).order_by("id")
    assert (first.ends_at, second.starts_at) == (now, now)
    assert second.ends_at - second.starts_at > timedelta(days=7)


def test_a_week_that_has_not_begun_or_was_told_about_is_for_nobody(db, at, reader):
    reader(BRUSSELS)
    at("2026-11-23 08:00", BRUSSELS)
    due.queue(due.due_now())
    assert list(due.of_period("2026-W49")) == []
    assert list(due.of_period("2026-W40")) == []
