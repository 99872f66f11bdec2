"""What should have left and did not is counted, put back on its way, and shown on the desk."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from digests.models import Run
from mailing import reconciling
from mailing.models import Letter, State


def letter(number, **fields):
    common = {"kind": "x", "address": "a@b.example", "message_id": f"<{number}@x>"}
    return Letter.objects.create(key=f"x/{number}", **(common | fields))


@pytest.fixture
def troubles(db, liege_editor):
    User.objects.filter(pk=liege_editor.pk).update(digest="off")
    now = timezone.now()
    letter(1, next_try_at=now - timedelta(minutes=11))
    letter(2, next_try_at=now - timedelta(minutes=9))
    letter(3, state=State.SENDING, owner="dead", lease_until=now - timedelta(seconds=1))
    letter(4, state=State.SENDING, owner="alive", lease_until=now + timedelta(seconds=50))
    letter(5, state=State.FAILED, finished_at=now - timedelta(days=1))
    letter(6, state=State.FAILED, finished_at=now - timedelta(days=8))


def found():
    return {check.name: number for check, number in reconciling.counters().items()}


def test_each_trouble_is_counted_once(troubles):
    assert found() == {"overdue": 1, "stuck": 1, "failed": 1, "missing": 0}


def test_what_can_be_mended_is(troubles):
    reconciling.reconcile()
    assert found()["stuck"] == 0
    assert Letter.objects.get(key="x/3").state == State.QUEUED
    assert Letter.objects.get(key="x/4").owner == "alive"


def test_a_digest_that_nobody_queued_is_missing_then_queued(db, liege_editor, monkeypatch):
    from common import clock

    monday = clock.period("2026-W47", "Europe/Brussels").end
    monkeypatch.setattr(clock, "now", lambda: monday + timedelta(hours=8, minutes=20))
    assert found()["missing"] == 0  # the timetable still has time
    monkeypatch.setattr(clock, "now", lambda: monday + timedelta(hours=8, minutes=31))
    assert found()["missing"] == 1
    reconciling.reconcile()
    assert Run.objects.get().period == "2026-W47"
    assert found()["missing"] == 0


def test_the_command_says_it_and_fails_when_asked_to_check(troubles):
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("reconcile", "--check", stdout=out)
    assert "     1 stuck" in out.getvalue()
    call_command("reconcile", stdout=out)
    Letter.objects.all().delete()
    call_command("reconcile", "--check", stdout=out)


def test_the_desk_shows_what_was_found_last(troubles, client_of, secretariat, monkeypatch):
    client = client_of(secretariat)
    assert "abandonnées" not in client.get("/admin/").content.decode()
    reconciling.reconcile()
    page = client.get("/admin/").content.decode()
    assert "Lettres abandonnées depuis sept jours\u00a0: 1" in page
    assert "contrôle du courrier" not in page
    later = timezone.now() + timedelta(minutes=25)
    monkeypatch.setattr("desk.queue.clock.now", lambda: later)
    assert "contrôle du courrier" in client.get("/admin/").content.decode()
