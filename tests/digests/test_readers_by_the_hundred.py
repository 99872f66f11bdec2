"""However many readers there are, their periods are planned a handful at a time, and nobody is passed over."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from digests import due
from digests.models import Run
from mailing import reconciling
from mailing.models import Letter

BRUSSELS = "Europe/Brussels"


@pytest.fixture
def five(db, at, reader, monkeypatch):
    """Five readers of one habit, planned two at a time, and one of another zone."""
    monkeypatch.setattr(due, "_CHUNK", 2)
    at("2026-11-23 12:00", BRUSSELS)
    reader("Africa/Tunis")
    return [reader(BRUSSELS, f"n{number}") for number in range(5)]


def test_the_readers_of_a_habit_are_asked_for_a_few_at_a_time(five):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        first = next(due.due_now())
    (people,) = [one["sql"] for one in asked.captured_queries if 'SELECT "accounts_user"."id"' in one["sql"]]
    assert "LIMIT 2" in people
    assert first.period == "2026-W47"


def test_letters_queued_meanwhile_make_nobody_wait_for_the_next_run(five):
    assert due.queue(due.due_now()) == 6
    assert Run.objects.filter(reader__in=five).count() == 5
    assert Letter.objects.filter(kind="digest").count() == 6
    assert due.queue(due.due_now()) == 0


def test_who_left_the_list_between_two_handfuls_takes_nobody_along(five):
    plans = due.of_period("2026-W47")
    told = {next(plans).reader_id for _number in range(4)}
    five[0].delete()  # whoever was planned already
    assert {plan.reader_id for plan in plans} | told >= {user.pk for user in five[1:]}


def test_the_reconciler_counts_them_all(five):
    (missing,) = [number for check, number in reconciling.counters().items() if check.name == "missing"]
    assert missing == 6
