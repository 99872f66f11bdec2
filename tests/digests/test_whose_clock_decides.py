"""A machine whose clock is wrong takes no letter early, forgets none, and finds its wake-up calls still good."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from celery import Celery
from django.db import connection, transaction

from common import clock
from config.celery import app
from digests import due
from mailing import delivery, outbox, wake

WRONG = timedelta(minutes=10)
BOTH_WAYS = pytest.mark.parametrize("error", [WRONG, -WRONG], ids=["ahead", "behind"])


@BOTH_WAYS
def test_the_time_is_the_databases(db, error):
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        before = cursor.fetchone()[0]
    with time_machine.travel(datetime.now(UTC) + error):
        assert timedelta() <= clock.now() - before < timedelta(minutes=1)


@BOTH_WAYS
def test_nobody_is_due_by_the_clock_of_a_machine(db, reader, error):
    """The reader's hour is the next to come or the last that came, by the database's clock."""
    now = clock.now()
    for shift in (0, 1):
        reader("UTC", f"n{shift}", digest="daily", digest_hour=(now + timedelta(hours=shift)).hour)
    right = list(due.due_now())
    with time_machine.travel(datetime.now(UTC) + error):
        assert list(due.due_now()) == right


@BOTH_WAYS
def test_a_letter_leaves_at_its_hour(db, liege_editor, error):
    hours = {"past": -timedelta(minutes=5), "to come": timedelta(minutes=5)}
    now = clock.now()
    with transaction.atomic():
        for name, hour in hours.items():
            due_then = outbox.Due(name, liege_editor.pk, {}, now + hour)
            outbox.queue_each("digest", [due_then])
    with time_machine.travel(datetime.now(UTC) + error):
        assert [letter.key for letter in delivery.claim("a machine that is wrong")] == ["past"]
        assert delivery.sweep() == 0


def test_a_call_is_still_good_for_a_worker_whose_clock_is_ahead(monkeypatch):
    """Celery compares the end of a call with the worker's own clock: a short one would be thrown away unread."""
    calls: list[float] = []
    monkeypatch.setattr(Celery, "send_task", lambda *_given, expires, **_more: calls.append(expires))
    wake._publish()
    ends = {name: entry.get("options", {}).get("expires") for name, entry in app.conf.beat_schedule.items()}
    ends["wake"] = calls[0]
    assert [name for name, seconds in ends.items() if seconds and seconds <= WRONG.total_seconds()] == []
