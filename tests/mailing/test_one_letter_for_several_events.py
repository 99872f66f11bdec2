"""What happens to one record within ten minutes makes one letter: exactly one, that tells all of it."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from mailing import actions, delivery, outbox, registry
from mailing import people as readers
from mailing.models import Letter

RECORD = "practice/1"


def body(message):
    return message.get_body(("plain",)).get_content()


def states():
    return dict(Letter.objects.values_list("key", "state"))


def test_events_on_one_record_wait_and_leave_as_one_letter(people, queue, smtp_sink, time_passes):
    first = queue(people[0], "a", group=RECORD, words="Un")
    queue(people[0], "b", group=RECORD, words="Deux")
    waits = Letter.objects.values_list(F("next_try_at") - Now(), flat=True).get(key="a")
    assert timedelta(minutes=9) < waits <= timedelta(minutes=10)
    assert delivery.deliver() == 0
    time_passes()
    delivery.deliver()
    (message,) = smtp_sink.messages
    assert message["Message-ID"] == first.message_id
    assert "Bonjour Un" in body(message)
    assert "Bonjour Deux" in body(message)
    assert states() == {"a": "sent", "b": "sent"}


def test_another_record_another_person_and_another_time_make_another_letter(people, queue, smtp_sink, time_passes):
    queue(people[0], "a", group=RECORD)
    queue(people[0], "b", group="practice/2")
    queue(people[1], "c", group=RECORD)
    time_passes()
    delivery.deliver()
    queue(people[0], "d", group=RECORD)
    time_passes()
    delivery.deliver()
    assert len(smtp_sink.messages) == 4


def test_security_never_waits(people, queue, smtp_sink):
    queue(people[0], "a", kind="test.security", group=RECORD)
    delivery.deliver()
    assert states() == {"a": "sent"}


def test_the_same_event_queued_twice_is_told_once(people, queue):
    queue(people[0], "a", group=RECORD)
    queue(people[0], "b", group=RECORD)
    for key in ("a", "b"):
        with transaction.atomic():
            assert outbox.queue(key=key, kind="test.note", recipient_id=people[0].pk, data={}, group=RECORD) is None
    assert states() == {"a": "queued", "b": "joined"}


def test_eight_events_at_once_make_one_letter(people, smtp_sink, time_passes):
    begin = threading.Barrier(8)

    def happen(number):
        try:
            begin.wait()
            with transaction.atomic():
                outbox.queue(key=f"k{number}", kind="test.note", recipient_id=people[0].pk, data={}, group=RECORD)
        finally:
            connection.close()

    threads = [threading.Thread(target=happen, args=(number,)) for number in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(states().values()) == ["joined"] * 7 + ["queued"]
    time_passes()
    delivery.deliver()
    assert len(smtp_sink.messages) == 1
    assert set(states().values()) == {"sent"}


def test_the_database_refuses_a_second_gathering(people, queue):
    queue(people[0], "a", group=RECORD)
    fields = {"kind": "test.note", "recipient_id": people[0].pk, "group": RECORD, "gathers": True}
    with pytest.raises(IntegrityError):
        Letter.objects.create(key="b", message_id="<b@x>", **fields)


def test_a_letter_that_was_on_its_way_gathers_nothing_more(people, queue, smtp_sink, time_passes):
    """Its reader may have it already: what joined it would be taken for a repetition and never be read."""
    queue(people[0], "a", group=RECORD, words="Un")
    time_passes()
    delivery.claim("a worker that dies after the server's yes")
    queue(people[0], "b", group=RECORD, words="Deux")
    time_passes()
    delivery.sweep()
    queue(people[0], "c", group=RECORD, words="Trois")
    time_passes()
    delivery.deliver()
    first, second = sorted(map(body, smtp_sink.messages), key=len)
    assert "Bonjour Un" in first
    assert "Bonjour Deux" in second
    assert "Bonjour Trois" in second


def test_a_dead_worker_loses_no_event(people, queue, smtp_sink, time_passes):
    for key in ("a", "b"):
        queue(people[0], key, group=RECORD, words=key)
    time_passes()
    delivery.claim("dead")
    time_passes()
    assert delivery.sweep() == 1
    delivery.deliver()
    (message,) = smtp_sink.messages
    assert "Bonjour a" in body(message)
    assert "Bonjour b" in body(message)
    assert states() == {"a": "sent", "b": "sent"}


def test_an_event_that_may_no_longer_be_read_is_left_out_of_the_letter(people, queue, smtp_sink, time_passes):
    queue(people[0], "a", group=RECORD, nothing=True)
    queue(people[0], "b", group=RECORD, words="Deux")
    queue(people[0], "c", group=RECORD, nothing=True)
    time_passes()
    delivery.deliver()
    (message,) = smtp_sink.messages
    assert "Bonjour Deux" in body(message)
    assert states() == {"a": "sent", "b": "sent", "c": "dropped"}


def test_who_chose_the_digest_meanwhile_gets_no_letter_and_loses_nothing(people, queue, smtp_sink, time_passes):
    queue(people[0], "a", group=RECORD)
    queue(people[0], "b", group=RECORD)
    readers.choose(people[0].pk, {"comments": "digest"})
    time_passes()
    delivery.deliver()
    assert smtp_sink.messages == []
    assert states() == {"a": "held", "b": "held"}
    assert not Letter.objects.filter(held_at=None).exists()


@pytest.fixture
def one_of_each(people, queue, monkeypatch):
    """A letter of two events, one of which its reader wants in the digest."""
    kinds = {
        **registry._kinds,
        "test.point": registry.Kind("test.point", "Essai", registry.kind("test.note").write, True, "points"),
    }
    monkeypatch.setattr(registry, "_kinds", kinds)
    queue(people[0], "a", group=RECORD, words="Un")
    queue(people[0], "b", kind="test.point", group=RECORD, words="Deux")
    readers.choose(people[0].pk, {"points": "digest"})
    return people[0]


def test_a_letter_given_up_leaves_to_the_digest_what_was_chosen_for_it(
    one_of_each, smtp_sink, time_passes, monkeypatch
):
    monkeypatch.setattr(delivery, "TRIES", 2)
    smtp_sink.answers[one_of_each.email] = "450 later"
    for _ in range(2):
        time_passes()
        delivery.deliver()
    assert states() == {"a": "failed", "b": "held"}
    assert Letter.objects.get(key="b").held_at is not None


def test_a_letter_sent_again_takes_nothing_out_of_the_digest(one_of_each, smtp_sink, time_passes):
    time_passes()
    delivery.deliver()
    left = Letter.objects.get(key="b").held_at
    first = Letter.objects.get(key="a")
    actions.resend(actor_id=one_of_each.pk, letter_id=first.pk, seen_version=actions.seen(first))
    time_passes()
    delivery.deliver()
    assert len(smtp_sink.messages) == 2
    assert states() == {"a": "sent", "b": "held"}
    assert Letter.objects.get(key="b").held_at == left


def test_a_refused_letter_ends_all_its_events(people, queue, smtp_sink, time_passes):
    queue(people[0], "a", group=RECORD)
    queue(people[0], "b", group=RECORD)
    smtp_sink.answers[people[0].email] = "550 unknown"
    time_passes()
    delivery.deliver()
    assert states() == {"a": "failed", "b": "failed"}


def test_without_waiting_each_event_has_its_letter(people, queue, smtp_sink, settings):
    settings.GATHER_MINUTES = 0
    queue(people[0], "a", group=RECORD)
    queue(people[0], "b", group=RECORD)
    delivery.deliver()
    assert len(smtp_sink.messages) == 2
