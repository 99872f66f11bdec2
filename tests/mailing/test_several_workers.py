"""Much mail calls a second worker; what workers read for many letters is never older than a second."""

import pytest
from django.db import transaction

from accounts.models import User
from mailing import batch, delivery, outbox, tasks, wake
from mailing.models import Letter, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def calls(monkeypatch):
    found = []
    monkeypatch.setattr(wake, "call", lambda: found.append(1))
    monkeypatch.setattr(delivery, "MOST", 2)
    return found


@pytest.mark.parametrize(("number", "called"), [(1, 0), (2, 0), (3, 1)])
def test_more_than_one_worker_takes_at_once_calls_another(people, queue, smtp_sink, calls, number, called):
    for one in range(number):
        queue(people[0], f"k{one}")
    calls.clear()
    tasks.send()
    assert len(calls) == called
    assert Letter.objects.filter(state=State.SENT).count() == number


def test_nobody_is_called_while_the_server_is_away(people, queue, settings, calls):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nothing listens on the discard port
    for one in range(3):
        queue(people[0], f"k{one}")
    calls.clear()
    tasks.send()
    assert calls == []
    assert Letter.objects.filter(state=State.QUEUED).count() == 3


def test_a_choice_made_while_a_batch_leaves_is_obeyed_a_second_later(people, queue, smtp_sink, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(batch, "monotonic", lambda: now[0])
    first, second = queue(people[0], "first"), queue(people[1], "second")

    send = delivery.Line.send

    def leave(line, message):
        answer = send(line, message)
        now[0] += batch.FRESH + 0.1
        User.objects.filter(pk=people[1].pk).update(is_active=False)
        return answer

    monkeypatch.setattr(delivery.Line, "send", leave)
    delivery.deliver()
    states = dict(Letter.objects.values_list("pk", "state"))
    assert (states[first.pk], states[second.pk]) == (State.SENT, State.DROPPED)


def test_where_reading_for_many_takes_too_long_each_letter_is_read_for_alone(people, queue, smtp_sink, monkeypatch):
    now, asked = [0.0], []
    monkeypatch.setattr(batch, "monotonic", lambda: now[0])
    persons = batch.people.persons

    def slowly(ids):
        asked.append(len(ids))
        now[0] += batch.FRESH + 0.1
        return persons(ids)

    monkeypatch.setattr(batch.people, "persons", slowly)
    for one in people[:2]:
        queue(one, f"k{one.pk}")
    delivery.deliver()
    assert asked[:2] == [2, 1]
    assert delivery._that_stay_fresh(1, 0.5) == 2  # after a pause, the pace comes back
    assert Letter.objects.filter(state=State.SENT).count() == 2


def test_what_one_person_waits_for_leaves_before_what_many_receive(people, queue):
    with transaction.atomic():
        outbox.queue_each("digest", [outbox.Due(f"many/{one.pk}", one.pk, {}) for one in people])
    queue(people[0], "waited for")
    assert [letter.key for letter in delivery.claim("worker", most=1)] == ["waited for"]


def test_what_is_kept_for_many_batches_is_forgotten_after_a_second(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(batch, "monotonic", lambda: now[0])
    kept = batch.Lasting()
    kept["read"] = 1
    now[0] += batch.FRESH / 2
    batch.Batch([], kept)
    assert kept == {"read": 1}
    now[0] += 0.1
    batch.Batch([], kept)
    assert kept == {}
