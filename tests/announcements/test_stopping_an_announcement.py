"""An announcement stopped under way: what has not left does not leave, and what happened is counted."""

import pytest

from announcements import queries
from announcements.actions import start
from common import clock
from mailing import delivery
from mailing.models import Letter, State

HOME = "/admin/announcements/announcement/"


@pytest.fixture
def started(tested, office, liege_editor, tunis_reader, dakar_coordinator):
    made = tested()
    return start(by=office, announcement_id=made.pk, seen_version=1)


def letter_of(person):
    return Letter.objects.get(key__regex=r"^announcement/\d+/\d+$", recipient_id=person.pk)


def test_what_has_not_left_does_not_leave(desk, started, liege_editor, mailoutbox):
    Letter.objects.filter(pk=letter_of(liege_editor).pk).update(next_try_at=clock.now())
    delivery.deliver()
    assert desk.post(f"{HOME}{started.pk}/stop/").status_code == 302
    Letter.objects.filter(state__in=(State.QUEUED, State.RETRYING)).update(next_try_at=clock.now())
    delivery.deliver()
    to = [message.to[0] for message in mailoutbox if not message.subject.startswith("Essai")]
    assert to == [liege_editor.email]
    started.refresh_from_db()
    assert queries.progress(started) == queries.Progress(sent=1, waiting=0, failed=0, stopped=2, left_out=0)
    assert desk.post(f"{HOME}{started.pk}/stop/").status_code == 409
    assert desk.post(f"{HOME}{started.pk}/start/", {"seen_version": 1}).status_code == 409


def test_a_letter_in_the_hands_of_a_worker_asks_again(desk, started, tunis_reader, mailoutbox):
    letter = letter_of(tunis_reader)
    Letter.objects.filter(pk=letter.pk).update(next_try_at=clock.now())
    claimed = delivery.claim("worker", most=50)
    assert letter.pk in [one.pk for one in claimed]
    desk.post(f"{HOME}{started.pk}/stop/")
    Letter.objects.filter(state=State.SENDING).update(lease_until=clock.now())
    delivery.sweep()
    delivery.deliver()
    assert tunis_reader.email not in [message.to[0] for message in mailoutbox]
    started.refresh_from_db()
    assert queries.progress(started).stopped == 3


def test_a_stopped_letter_is_not_sent_again_from_the_outbox(desk, started, tunis_reader):
    desk.post(f"{HOME}{started.pk}/stop/")
    letter = letter_of(tunis_reader)
    seen = int(letter.finished_at.timestamp() * 1000)
    assert desk.post(f"/admin/mailing/letter/{letter.pk}/resend/", {"seen_version": seen}).status_code == 409
