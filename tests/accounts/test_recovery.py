"""« J’ai perdu mon second facteur »: a delay, a notice, somebody of the secretariat; the person can stop it."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from members import PASSWORD, make_user

from accounts import actions
from accounts.models import RecoveryRequest
from accounts.views import ANSWER_TIME
from common import clock
from common.errors import NotAllowed, NotPossible
from journal.models import Entry
from mailing.models import Letter
from tests.accounts.test_second_factor import SECRET, code
from tests.cities.helpers import letters, link_of

pytestmark = pytest.mark.django_db

PAGE = "/fr/compte/second-facteur-perdu/"


@pytest.fixture
def person(liege_coordinator):
    TOTP.activate(liege_coordinator, SECRET)
    return liege_coordinator


@pytest.fixture
def asked(person, secretariat, client):
    client.post(PAGE, {"email": person.email})
    return RecoveryRequest.objects.get()


def let_the_delay_pass():
    RecoveryRequest.objects.update(ready_at=clock.now() - timedelta(seconds=1))


def test_known_and_unknown_addresses_get_the_same_answer(person, liege_editor, secretariat):
    answers = set()
    for email in (person.email, liege_editor.email, "inconnu@liege.example"):
        response = Client().post(PAGE, {"email": email}, follow=True)
        answers.add((response.redirect_chain[0], "une lettre vient de lui être envoyée" in response.content.decode()))
    assert answers == {(("/fr/compte/login/", 302), True)}
    assert [request.user for request in RecoveryRequest.objects.all()] == [person]


def test_known_and_unknown_addresses_take_the_same_time(person, secretariat):
    def took(email):
        start = time.monotonic()
        Client().post(PAGE, {"email": email})
        return time.monotonic() - start

    assert min(took(person.email), took("inconnu@liege.example")) >= ANSWER_TIME


def test_the_person_and_the_secretariat_are_told(asked, person, secretariat):
    assert [letter.address for letter in letters("account.recovery_requested")] == [person.email]
    assert [letter.recipient_id for letter in letters("account.recovery_to_grant")] == [secretariat.pk]


def test_asking_again_changes_nothing(asked, person, client):
    client.post(PAGE, {"email": person.email})
    assert RecoveryRequest.objects.get() == asked
    assert len(letters("account.recovery_requested")) == 1


def test_the_secretariat_waits_48_hours(asked, person, secretariat):
    assert asked.ready_at - asked.created_at >= timedelta(hours=48) - timedelta(minutes=1)
    with pytest.raises(NotPossible):
        actions.grant_recovery(by=secretariat, request_id=asked.pk)
    assert Authenticator.objects.filter(user=person).exists()


def test_granted_the_factor_goes_the_sessions_end_and_the_person_is_told(asked, person, secretariat):
    browser = Client()
    let_the_delay_pass()
    browser.force_login(person)
    actions.grant_recovery(by=secretariat, request_id=asked.pk)
    assert not Authenticator.objects.filter(user=person).exists()
    assert [letter.address for letter in letters("account.recovery_granted")] == [person.email]
    entry = Entry.objects.get(verb="account.recovery_granted")
    assert (entry.actor_id, entry.subject_id) == (secretariat.pk, person.pk)
    with pytest.raises(NotPossible):
        actions.grant_recovery(by=secretariat, request_id=asked.pk)


def test_only_somebody_else_of_the_secretariat_grants(asked, person, secretariat, liege_editor):
    let_the_delay_pass()
    with pytest.raises(NotAllowed):
        actions.grant_recovery(by=liege_editor, request_id=asked.pk)
    RecoveryRequest.objects.update(user=secretariat)
    with pytest.raises(NotAllowed):
        actions.grant_recovery(by=secretariat, request_id=asked.pk)
    actions.grant_recovery(by=make_user("autre@aimf.example", "Autre", is_staff=True), request_id=asked.pk)


def test_the_link_of_the_letter_stops_it_on_post_only(asked, person, secretariat, client):
    link = link_of(letters("account.recovery_requested")[0])
    assert client.get(link).status_code == 200
    asked.refresh_from_db()
    assert asked.cancelled_at is None
    client.post(link)
    asked.refresh_from_db()
    assert asked.cancelled_at is not None
    let_the_delay_pass()
    with pytest.raises(NotPossible):
        actions.grant_recovery(by=secretariat, request_id=asked.pk)


def test_signing_in_with_the_factor_stops_it(asked, person):
    browser = Client()
    browser.post("/fr/compte/login/", {"login": person.email, "password": PASSWORD})
    asked.refresh_from_db()
    assert asked.cancelled_at is None  # the password alone stops nothing
    browser.post("/fr/compte/2fa/authenticate/", {"code": code()})
    asked.refresh_from_db()
    assert asked.cancelled_at is not None


def test_too_many_from_one_place_are_refused(client):
    answers = [client.post(PAGE, {"email": f"{n}@liege.example"}).status_code for n in range(12)]
    assert answers == [302] * 10 + [429] * 2
    assert not Letter.objects.exists()
