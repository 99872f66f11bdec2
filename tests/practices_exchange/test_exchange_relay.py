"""A city asks another for an exchange: nobody is named before a person there accepts."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cities.models import Membership
from common import clock
from common.errors import Invalid, NotAllowed, NotPossible
from journal.models import Entry
from mailing.models import Letter
from practices import actions, tasks
from practices.models import ContactRequest

pytestmark = pytest.mark.django_db

ASKED = {
    "kind": "visit",
    "purpose": "Voir une tournée de nuit avec vos équipes.",
    "proposed_time": "La semaine du 12 janvier 2027",
}


@pytest.fixture
def ask(practice, dakar):
    """Dakar asks Liège for an exchange about its practice; changes are values."""

    def made(by=dakar, practice_id=practice.pk, **changes):
        return actions.ask_exchange(by=by, to_city_id=practice.city_id, practice_id=practice_id, **{**ASKED, **changes})

    return made


@pytest.fixture
def later(monkeypatch):
    """Move the clock of the actions forward."""

    def move(**by):
        now = clock.now() + timedelta(**by)
        monkeypatch.setattr("practices.actions.relay.clock.now", lambda: now)

    return move


def _said(message):
    return " ".join((message.subject, *message.paragraphs, message.quote, *message.closing))


def test_the_asked_city_reads_which_city_and_why_and_no_person(ask, dakar_coordinator, liege_coordinator, written):
    ask()
    told = written("contact.asked")
    assert set(told) == {"editrice@liege.example", "coordination@liege.example"}
    words = _said(told["editrice@liege.example"])
    assert "Dakar" in words
    assert ASKED["purpose"] in words
    for hidden in (dakar_coordinator.name, dakar_coordinator.email):
        assert hidden not in words


def test_once_accepted_each_receives_the_other_and_nobody_else(
    ask, liege, liege_editor, liege_coordinator, dakar_coordinator, dakar_editor, written
) -> None:
    made = ask()
    assert not Letter.objects.filter(kind="contact.accepted").exists()
    actions.accept_exchange(by=liege, request_id=made.pk, answer="Venez le mardi.")
    told = written("contact.accepted")
    assert set(told) == {liege_editor.email, dakar_coordinator.email}
    to_asker = _said(told[dakar_coordinator.email])
    assert liege_editor.name in to_asker
    assert liege_editor.email in to_asker
    assert "Venez le mardi." in to_asker
    to_answerer = _said(told[liege_editor.email])
    assert dakar_coordinator.name in to_answerer
    assert dakar_coordinator.email in to_answerer
    again = actions.accept_exchange(by=liege, request_id=made.pk)
    assert again.answered_at is not None
    assert Letter.objects.filter(kind="contact.accepted").count() == 2


def test_a_person_who_has_left_is_named_to_nobody(ask, liege, liege_editor, dakar_coordinator, written) -> None:
    actions.accept_exchange(by=liege, request_id=ask().pk)
    Membership.objects.filter(user=dakar_coordinator).update(ended_at=clock.now())
    assert written("contact.accepted") == {liege_editor.email: None, dakar_coordinator.email: None}


def test_a_refusal_gives_its_reason_and_no_name(ask, liege, liege_editor, dakar_coordinator, written) -> None:
    made = ask()
    with pytest.raises(Invalid):
        actions.decline_exchange(by=liege, request_id=made.pk, answer=" ")
    actions.decline_exchange(by=liege, request_id=made.pk, answer="Nos équipes sont au complet.")
    words = _said(written("contact.declined")[dakar_coordinator.email])
    assert "Nos équipes sont au complet." in words
    assert liege_editor.name not in words
    assert liege_editor.email not in words
    with pytest.raises(NotPossible):
        actions.accept_exchange(by=liege, request_id=made.pk)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("kind", "dinner", "Choisissez un appel"),
        ("purpose", " ", "Dites ce que vous cherchez."),
        ("purpose", "x" * 1001, "Raccourcissez ce texte"),
        ("purpose", "Écrivez à moi@ville.example", "Retirez les adresses"),
        ("purpose", "Appelez le +221 33 849 09 00", "Retirez les adresses"),
        ("purpose", "Appelez le 04 221 33 55 66", "Retirez les adresses"),
        ("proposed_time", "", "Proposez un moment"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(ask, field, value, sentence) -> None:
    with pytest.raises(Invalid) as refused:
        ask(**{field: value})
    assert sentence in str(refused.value.fields[field][0])
    assert not ContactRequest.unguarded.exists()


def test_dates_and_hours_are_not_taken_for_telephones(ask) -> None:
    assert ask(purpose="Entre 2019 et 2026, 1 200 jeunes.", proposed_time="2027-01-12 ou 13/01/2027, 14 h 00 à 16 h 30")


def test_the_same_request_twice_is_one_and_another_waits(ask, dakar, practice) -> None:
    assert ask().pk == ask().pk
    assert Entry.objects.filter(verb="contact.asked").count() == 1
    with pytest.raises(NotPossible):
        ask(purpose="Encore une fois.")
    ask(kind="call")
    ask(practice_id=None)
    with pytest.raises(NotPossible):
        ask(practice_id=None, purpose="Autre chose.")
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactRequest.unguarded.create(
            from_city_id=dakar.city_id,
            to_city_id=practice.city_id,
            practice=None,
            asked_by_id=dakar.user_id,
            expires_at=clock.now(),
            **ASKED,
        )


def test_what_was_declined_is_not_asked_again_at_once(ask, liege, later) -> None:
    actions.decline_exchange(by=liege, request_id=ask().pk, answer="Pas cette année.")
    with pytest.raises(NotPossible):
        ask()
    later(days=31)
    assert ask()


def test_a_city_has_twenty_waiting_requests_at_most(ask, dakar, practice) -> None:
    from cities.models import City

    for city in City.objects.exclude(pk__in=[dakar.city_id, practice.city_id])[:20]:
        ContactRequest.unguarded.create(
            from_city_id=dakar.city_id,
            to_city=city,
            asked_by_id=dakar.user_id,
            expires_at=clock.now() + timedelta(days=30),
            **ASKED,
        )
    with pytest.raises(NotPossible):
        ask()


def test_who_may_ask_answer_and_take_back(ask, practice, liege, dakar, dakar_editor, tunis_reader, viewer_for) -> None:
    made = ask()
    tunis = viewer_for(tunis_reader)
    for refused in (
        lambda: ask(by=liege),
        lambda: actions.ask_exchange(by=liege, to_city_id=tunis.city_id, **ASKED),  # Tunis has readers only
        lambda: actions.accept_exchange(by=dakar, request_id=made.pk),
        lambda: actions.accept_exchange(by=tunis, request_id=made.pk),
        lambda: actions.decline_exchange(by=tunis, request_id=made.pk, answer="Non."),
        lambda: actions.take_back_exchange(by=liege, request_id=made.pk),
        lambda: actions.take_back_exchange(by=viewer_for(dakar_editor), request_id=made.pk),
    ):
        with pytest.raises(NotAllowed):
            refused()
    actions.take_back_exchange(by=dakar, request_id=made.pk)
    actions.take_back_exchange(by=dakar, request_id=made.pk)
    assert Entry.objects.filter(verb="contact.withdrawn").count() == 1


def test_one_reminder_after_a_week_and_an_end_after_thirty_days(ask, later, liege, dakar_coordinator, written) -> None:
    made = ask()
    tasks.keep_exchanges()
    assert not Letter.objects.filter(kind="contact.waiting").exists()
    later(days=8)
    tasks.keep_exchanges()
    tasks.keep_exchanges()
    assert set(written("contact.waiting")) == {"editrice@liege.example"}
    assert Letter.objects.filter(kind="contact.waiting").count() == 1
    later(days=31)
    with pytest.raises(NotPossible):
        actions.accept_exchange(by=liege, request_id=made.pk)
    tasks.keep_exchanges()
    tasks.keep_exchanges()
    made.refresh_from_db()
    assert made.state == "expired"
    assert set(written("contact.expired")) == {dakar_coordinator.email}
    assert written("contact.waiting")["editrice@liege.example"] is None


def test_a_request_past_its_time_gives_its_place_before_the_timetable_closes_it(ask, later) -> None:
    first = ask()
    later(days=31)
    assert ask().pk != first.pk
