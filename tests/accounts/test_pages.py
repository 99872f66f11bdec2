"""Every page about accounts opens, in three languages, without inline style or a third party, and warns of nothing."""

import re
from base64 import b64decode
from urllib.parse import unquote

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from members import PASSWORD

from tests.accounts.test_second_factor import SECRET
from tests.cities.helpers import membership_of

pytestmark = pytest.mark.django_db

PUBLIC = (
    "login/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/1-faux/",
    "password/reset/key/done/",
    "signup/",
    "inactive/",
    "confirm-email/",
    "confirm-email/faux/",
    "second-facteur-perdu/",
    "second-facteur-perdu/annuler/faux/",
    "adresse/confirmer/faux/",
)
OWN = (
    "",
    "adresse/",
    "logout/",
    "reauthenticate/",
    "password/change/",
    "2fa/",
    "2fa/reauthenticate/",
    "2fa/recovery-codes/",
    "2fa/recovery-codes/generate/",
    "2fa/totp/deactivate/",
    "2fa/webauthn/",
    "sessions/",
    "quitter/liege/",
)


def check(response):
    page = response.content.decode()
    assert response.status_code in {200, 404}
    assert "style=" not in page
    assert not re.findall(r"<script(?![^>]*(?:src=|application/json))", page)
    assert not re.findall(r"(?:src|href)=\"https?://", page)
    return page


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages(language, path, client):
    check(client.get(f"/{language}/compte/{path}"))


@pytest.fixture
def browser(client_of, liege_coordinator):
    """Somebody with a code application and recovery codes, who has just proved who they are."""
    authenticator = TOTP.activate(liege_coordinator, SECRET)
    RecoveryCodes.activate(authenticator.instance.user)
    browser = client_of(liege_coordinator)
    browser.post("/fr/compte/reauthenticate/", {"password": PASSWORD})
    return browser


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("path", OWN)
def test_own_pages(language, path, browser):
    assert check(browser.get(f"/{language}/compte/{path}"))


def test_activation_of_a_code_application(client_of, liege_editor):
    browser = client_of(liege_editor)
    browser.post("/fr/compte/reauthenticate/", {"password": PASSWORD})
    page = check(browser.get("/fr/compte/2fa/totp/activate/"))
    drawing = unquote(page.partition('src="data:image/svg+xml;')[2].partition('"')[0])
    assert "white" in (b64decode(drawing.removeprefix("base64,")).decode() if "base64," in drawing else drawing)


def test_team_pages(browser, liege_coordinator, liege_editor):
    for user in (liege_coordinator, liege_editor):
        page = check(browser.get(f"/fr/villes/liege/equipe/{membership_of(user, 'liege').pk}/"))
        assert user.name in page
    assert "Élise Rédac" in check(browser.get("/fr/villes/liege/equipe/"))
    assert browser.get("/fr/ma-ville/equipe/").headers["Location"] == "/fr/villes/liege/equipe/"


def test_everything_of_ones_own_is_closed_to_strangers(client):
    for path in OWN:
        response = client.get(f"/fr/compte/{path}")
        assert response.status_code in {302, 405}, path
        assert response.headers.get("Location", "").startswith(("/fr/compte/login/", "/fr/")), path


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_pages_take_what_forms_send_and_nothing_else(method, client):
    for path in ("/fr/compte/login/", "/fr/compte/password/reset/", "/fr/ville-absente/", "/fr/nulle-part/"):
        assert getattr(client, method)(path).status_code == 405, path
