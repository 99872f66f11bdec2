"""Leaving a city: history stays, rights end at the next request, sessions end with the last city."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from members import PASSWORD

from cities.models import Membership
from journal.models import Entry
from tests.cities.helpers import acting, join, letters, membership_of

pytestmark = pytest.mark.django_db


def sign_in(user):
    """Sign in through the page, as people do: only then is the session listed as theirs."""
    browser = Client()
    response = browser.post("/fr/compte/login/", {"login": user.email, "password": PASSWORD})
    assert response.status_code == 302, response.content.decode()
    return browser


def test_leaving_the_last_city_ends_every_session(liege_editor, liege_coordinator):
    here, elsewhere = sign_in(liege_editor), sign_in(liege_editor)
    assert here.get("/fr/compte/").status_code == 200
    assert here.post("/fr/compte/quitter/liege/").headers["Location"] == "/fr/"
    for browser in (here, elsewhere):
        assert browser.get("/fr/compte/").headers["Location"].startswith("/fr/compte/login/")
    assert not UserSession.objects.filter(user=liege_editor).exists()


def test_the_membership_stays_as_history(liege_editor, client_of):
    client_of(liege_editor).post("/fr/compte/quitter/liege/")
    membership = Membership.objects.get(user=liege_editor)
    assert membership.ended_at is not None
    assert Entry.objects.get(subject_type="membership").verb == "membership.ended"
    assert letters("membership.ended") == []  # the actor is not told of what they did


def test_somebody_who_keeps_another_city_stays_signed_in(liege_editor):
    join(liege_editor, "dakar")
    browser = sign_in(liege_editor)
    browser.post("/fr/compte/quitter/liege/")
    page = browser.get("/fr/compte/")
    assert page.status_code == 200
    assert page.wsgi_request.viewer.city_id == membership_of(liege_editor, "dakar").city_id


def test_the_last_coordinator_stays(liege_coordinator, liege_editor, client_of):
    page = client_of(liege_coordinator).post("/fr/compte/quitter/liege/", follow=True).content.decode()
    assert "dernière personne à la coordination" in page
    assert membership_of(liege_coordinator, "liege")


def test_a_coordinator_removes_somebody_whose_next_request_is_refused(liege_coordinator, liege_editor, client_of):
    editor = sign_in(liege_editor)
    browser = client_of(liege_coordinator)
    membership = membership_of(liege_editor, "liege")
    browser.post(f"/fr/villes/liege/equipe/{membership.pk}/fin/", acting(browser, membership))
    assert editor.get("/fr/compte/").status_code == 302
    assert [letter.recipient_id for letter in letters("membership.ended")] == [liege_editor.pk]


def test_a_role_taken_away_is_refused_at_the_next_request(liege_coordinator, client_of):
    browser = client_of(liege_coordinator)
    assert browser.get("/fr/villes/liege/equipe/").status_code == 200
    Membership.objects.filter(user=liege_coordinator).update(role="reader")
    assert browser.get("/fr/villes/liege/equipe/").status_code == 404


def test_nobody_leaves_a_city_that_is_not_theirs(liege_editor, dakar_coordinator, client_of):
    assert client_of(liege_editor).post("/fr/compte/quitter/dakar/").status_code == 404


def test_the_secretariat_may_end_even_the_last_coordination(secretariat, liege_coordinator, client_of):
    membership = membership_of(liege_coordinator, "liege")
    client_of(secretariat).post(f"/fr/villes/liege/equipe/{membership.pk}/fin/")
    assert not Membership.objects.current().filter(user=liege_coordinator).exists()
