"""A passkey: added with a recent proof, then enough to sign in; one made for another site is worth nothing."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from members import PASSWORD

from tests.accounts.passkey import Passkey
from tests.cities.helpers import letters

pytestmark = pytest.mark.django_db

ADD = "/fr/compte/2fa/webauthn/add/"
LOGIN = "/fr/compte/2fa/webauthn/login/"


def add(user, client_of, key):
    """Add a passkey through the page."""
    browser = client_of(user)
    browser.post("/fr/compte/reauthenticate/", {"password": PASSWORD})
    page = browser.get(ADD)
    options = page.context["js_data"]["creation_options"]
    return browser.post(ADD, {"name": "Téléphone", "passwordless": "on", "credential": key.created(plain(options))})


def plain(options):
    """Return the options as the browser reads them: through JSON."""
    return json.loads(json.dumps(options, cls=DjangoJSONEncoder))


def enter(key):
    browser = Client()
    options = browser.get(LOGIN, headers={"X-Requested-With": "XMLHttpRequest"}).json()["request_options"]
    return browser, browser.post(LOGIN, {"credential": key.used(options)})


def test_it_is_added_and_then_enough_to_sign_in(liege_coordinator, client_of, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    key = Passkey()
    assert add(liege_coordinator, client_of, key).status_code == 302
    assert [letter.address for letter in letters("account.webauthn_added")] == [liege_coordinator.email]
    browser, response = enter(key)
    assert response.headers["Location"] == "/fr/ma-ville/"
    assert browser.get("/fr/compte/").status_code == 200


def test_one_made_for_another_site_is_refused(liege_coordinator, client_of):
    key = Passkey(site="pirate.example")
    add(liege_coordinator, client_of, key)
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_another_key_does_not_enter(liege_coordinator, client_of):
    key = Passkey()
    add(liege_coordinator, client_of, key)
    thief = Passkey()
    thief.id, thief.owner = key.id, key.owner
    browser, _response = enter(thief)
    assert "_auth_user_id" not in browser.session


def test_a_browser_without_scripts_gets_a_page_and_not_an_error(client):
    response = client.post(LOGIN, {"credential": ""}, follow=True)
    assert response.status_code == 200
    assert "Se connecter" in response.content.decode()


def test_it_is_a_second_factor_after_the_password(liege_coordinator, client_of):
    key = Passkey()
    add(liege_coordinator, client_of, key)
    browser = Client()
    login = browser.post("/fr/compte/login/", {"login": liege_coordinator.email, "password": PASSWORD})
    page = browser.get(login.headers["Location"])
    options = plain(page.context["js_data"]["request_options"])
    response = browser.post("/fr/compte/2fa/authenticate/", {"credential": key.used(options)})
    assert response.headers["Location"] == "/fr/ma-ville/"


def test_its_pages_open_and_it_can_be_renamed_and_removed(liege_coordinator, client_of):
    add(liege_coordinator, client_of, Passkey())
    browser = client_of(liege_coordinator)
    browser.post("/fr/compte/reauthenticate/", {"password": PASSWORD})
    pk = Authenticator.objects.get(type="webauthn").pk
    for path in ("", "add/", f"keys/{pk}/edit/", f"keys/{pk}/remove/", "reauthenticate/"):
        page = browser.get(f"/fr/compte/2fa/webauthn/{path}")
        assert page.status_code == 200, path
        assert "style=" not in page.content.decode()
    browser.post(f"/fr/compte/2fa/webauthn/keys/{pk}/edit/", {"name": "Ordinateur"})
    assert "Ordinateur" in browser.get("/fr/compte/2fa/webauthn/").content.decode()
    browser.post(f"/fr/compte/2fa/webauthn/keys/{pk}/remove/")
    assert not Authenticator.objects.filter(type="webauthn").exists()
