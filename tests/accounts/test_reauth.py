"""A recent proof of identity: signing in is not one, five minutes later it is over."""

import time

import pytest
from django.http import HttpResponse
from members import PASSWORD

from accounts import reauth

pytestmark = pytest.mark.django_db


def recently(browser):
    return reauth.recently(browser.get("/fr/compte/").wsgi_request)


def test_signing_in_alone_is_not_a_recent_proof(client, liege_editor):
    client.post("/fr/compte/login/", {"login": liege_editor.email, "password": PASSWORD})
    assert not recently(client)


def test_the_password_given_again_is_one_for_five_minutes(client_of, liege_editor, monkeypatch):
    browser = client_of(liege_editor)
    browser.post("/fr/compte/reauthenticate/", {"password": "faux"})
    assert not recently(browser)
    browser.post("/fr/compte/reauthenticate/", {"password": PASSWORD})
    assert recently(browser)
    later = time.time() + 301
    monkeypatch.setattr("allauth.account.internal.flows.reauthentication.time.time", lambda: later)
    assert not recently(browser)


def test_a_page_that_requires_it_is_not_entered_by_a_stranger(client):
    from allauth.core.exceptions import ReauthenticationRequired

    request = client.get("/fr/compte/login/").wsgi_request
    with pytest.raises(ReauthenticationRequired):
        reauth.required(lambda _request: HttpResponse())(request)
