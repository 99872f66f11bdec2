"""After ten working days without an answer, the authors are told, once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from common import clock
from mailing.models import Letter
from practices import actions, tasks
from practices.review.lateness import is_late, working_days

MONDAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("days", "counted"),
    [(0, 0), (1, 1), (4, 4), (5, 4), (6, 4), (7, 5), (11, 9), (12, 9), (13, 9), (14, 10), (28, 20)],
)
def test_working_days_from_a_monday(days, counted):
    assert working_days(MONDAY, MONDAY + timedelta(days=days)) == counted


def test_a_saturday_counts_for_nothing():
    saturday = datetime(2026, 11, 7, 9, tzinfo=UTC)
    assert not is_late(saturday, saturday + timedelta(days=12))
    assert is_late(saturday, saturday + timedelta(days=13))


def test_the_authors_are_told_once(submitted, monkeypatch, letters, told):
    assert tasks.tell_the_late() == 0
    later = clock.now() + timedelta(days=15)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert tasks.tell_the_late() == 1
    assert tasks.tell_the_late() == 0
    assert letters("practice.late") == ["editrice@liege.example"]
    assert "ne vous a pas encore répondu" in told("practice.late")


def test_the_letter_is_dropped_when_the_answer_came_meanwhile(submitted, office, monkeypatch, liege_editor):
    from mailing.people import reader_of
    from mailing.registry import kind

    later = clock.now() + timedelta(days=15)
    monkeypatch.setattr(clock, "now", lambda: later)
    tasks.tell_the_late()
    actions.publish(by=office, revision_id=submitted.pk, seen_version=submitted.lock_version)
    letter = Letter.objects.get(kind="practice.late")
    assert kind("practice.late").write(reader_of(liege_editor), letter.data) is None
