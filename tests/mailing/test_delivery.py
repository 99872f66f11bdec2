"""What becomes of a letter: sent once, tried again, given up, or dropped."""

import pytest
from django.db.models import F
from django.db.models.functions import Now

from mailing import delivery, line
from mailing import people as readers
from mailing.models import Letter


def states() -> dict[str, str]:
    return dict(Letter.objects.values_list("key", "state"))


def test_a_letter_is_sent_once_and_says_who_and_what_it_is(people, queue, smtp_sink):
    letter = queue(people[0], "one", words="à tous")
    assert delivery.deliver() == 1
    assert delivery.deliver() == 0
    (message,) = smtp_sink.messages
    assert message["To"] == "p0@ville.example"
    assert message["Message-ID"] == letter.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert "Bonjour à tous" in message.get_body(("plain",)).get_content()
    assert "Bonjour à tous" in message.get_body(("html",)).get_content()
    assert states() == {"one": "sent"}
    assert Letter.objects.filter(finished_at__isnull=False, owner="", lease_until=None).count() == 1


def test_one_connection_serves_a_batch(people, queue, smtp_sink):
    for number, user in enumerate(people):
        queue(user, f"n{number}")
    delivery.deliver()
    assert len(smtp_sink.messages) == 20
    assert smtp_sink.sessions == 1


def test_a_letter_waits_for_its_hour(people, smtp_sink, queue):
    letter = queue(people[0], "later")
    Letter.objects.filter(pk=letter.pk).update(next_try_at=Now() + delivery.LEASE)
    assert delivery.deliver() == 0


def test_a_temporary_refusal_is_tried_again_later_and_later_then_given_up(people, queue, smtp_sink, time_passes):
    letter = queue(people[0], "busy")
    smtp_sink.answers[people[0].email] = "450 try again"
    waits = []
    for tries in range(1, delivery.TRIES):
        delivery.deliver()
        letter.refresh_from_db()
        assert (letter.state, letter.attempts, letter.answer) == ("retrying", tries, "450 try again")
        waits.append(Letter.objects.values_list(F("next_try_at") - Now(), flat=True).get())
        assert delivery.deliver() == 0
        time_passes()
    assert waits[-1] > waits[3] > waits[0]
    assert max(waits).total_seconds() <= 24 * 3600
    delivery.deliver()
    assert states() == {"busy": "failed"}
    assert smtp_sink.messages == []


def test_a_temporary_refusal_ends_well(people, queue, smtp_sink, time_passes):
    letter = queue(people[0], "busy")
    smtp_sink.answers[f"rcpt {people[0].email}"] = "451 greylisted"
    delivery.deliver()
    smtp_sink.answers.clear()
    time_passes()
    delivery.deliver()
    assert smtp_sink.ids() == [letter.message_id]


@pytest.mark.parametrize("where", ["rcpt ", ""])
def test_a_final_refusal_fails_at_once_and_holds_nobody(people, queue, smtp_sink, where):
    smtp_sink.answers[f"{where}{people[0].email}"] = "550 no such person"
    for number in range(3):
        queue(people[number], f"n{number}")
    delivery.deliver()
    assert states() == {"n0": "failed", "n1": "sent", "n2": "sent"}
    assert Letter.objects.get(key="n0").answer == "550 no such person"


@pytest.mark.parametrize("trouble", ["hang", "drop"])
def test_a_line_that_breaks_holds_nobody_and_is_not_counted_against_the_letter(
    people, queue, smtp_sink, time_passes, monkeypatch, trouble
):
    monkeypatch.setattr(line, "SECONDS", 1)
    smtp_sink.answers[people[0].email] = trouble
    letters = [queue(people[number], f"n{number}") for number in range(3)]
    delivery.deliver()
    assert states() == {"n0": "queued", "n1": "sent", "n2": "sent"}
    assert Letter.objects.get(key="n0").attempts == 0
    smtp_sink.answers.clear()
    time_passes()
    delivery.deliver()
    assert sorted(smtp_sink.ids()) == sorted(letter.message_id for letter in letters)


def test_a_server_that_breaks_every_line_is_left_alone_until_the_next_sweep(people, queue, smtp_sink, time_passes):
    for number in range(10):
        queue(people[number], f"n{number}")
        smtp_sink.answers[people[number].email] = "drop"
    delivery.deliver()
    assert smtp_sink.sessions == line.ENOUGH
    assert set(states().values()) == {"queued"}
    assert not Letter.objects.exclude(attempts=0).exists()
    smtp_sink.answers.clear()
    time_passes()
    delivery.deliver()
    assert set(states().values()) == {"sent"}


def test_no_server_at_all_burns_no_try(people, queue, smtp_sink, settings):
    queue(people[0], "patient")
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    delivery.deliver()
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts, letter.owner) == ("queued", 0, "")
    settings.EMAIL_PORT = port
    delivery.deliver()
    assert smtp_sink.ids() == [letter.message_id]


def test_a_letter_that_cannot_be_written_holds_nobody(people, queue, smtp_sink, caplog):
    queue(people[0], "poison", **{"break": True})
    queue(people[1], "unknown", kind="test.forgotten")
    queue(people[2], "fine")
    delivery.deliver()
    assert states() == {"poison": "retrying", "unknown": "retrying", "fine": "sent"}
    assert Letter.objects.get(key="poison").answer == "not written: LookupError"


def test_an_impossible_address_fails_and_holds_nobody(people, queue, smtp_sink):
    type(people[0]).objects.filter(pk=people[0].pk).update(email="no address at all\n@@")
    queue(people[0], "bad")
    queue(people[1], "fine")
    delivery.deliver()
    assert states() == {"bad": "failed", "fine": "sent"}


def test_nobody_writes_to_a_closed_account_nor_what_its_reader_does_not_want(people, queue, smtp_sink):
    people[0].is_active = False
    people[0].save()
    readers.choose(people[1].pk, {"comments": "never"})
    queue(people[0], "closed")
    queue(people[1], "unwanted")
    queue(people[1], "security", kind="test.security")
    queue(people[2], "nothing", nothing=True)
    delivery.deliver()
    assert states() == {"closed": "dropped", "unwanted": "dropped", "security": "sent", "nothing": "dropped"}
    assert [message["To"] for message in smtp_sink.messages] == [people[1].email]
