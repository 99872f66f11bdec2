"""The second factor: demanded of coordinators, signatories and the secretariat, offered to the others."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from members import PASSWORD

from accounts.context import second_factor_notice

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"


def code(secret=SECRET):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def demanded(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def offered(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.mark.parametrize("person", ["liege_coordinator", "dakar_signatory", "secretariat"])
@pytest.mark.parametrize("path", ["/fr/compte/", "/fr/ma-ville/", "/admin/", "/fr/"])
def test_those_who_must_have_one_are_led_to_set_it_up(person, path, request, client_of, demanded):
    response = client_of(request.getfixturevalue(person)).get(path)
    assert (response.status_code, response.headers["Location"]) == (302, "/fr/compte/2fa/")


@pytest.mark.parametrize("person", ["liege_coordinator", "dakar_signatory", "secretariat"])
def test_nothing_can_be_posted_meanwhile(person, request, client_of, demanded):
    user = request.getfixturevalue(person)
    response = client_of(user).post("/fr/compte/", {"name": "Autre"})
    assert response.headers["Location"] == "/fr/compte/2fa/"
    user.refresh_from_db()
    assert user.name != "Autre"


@pytest.mark.parametrize("person", ["liege_editor", "tunis_reader"])
def test_the_others_go_on(person, request, client_of, demanded):
    assert client_of(request.getfixturevalue(person)).get("/fr/compte/").status_code == 200


def test_with_one_they_go_on(client_of, liege_coordinator, demanded):
    TOTP.activate(liege_coordinator, SECRET)
    assert client_of(liege_coordinator).get("/fr/compte/").status_code == 200


def test_recovery_codes_alone_are_not_one(client_of, liege_coordinator, demanded):
    Authenticator.objects.create(user=liege_coordinator, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert client_of(liege_coordinator).get("/fr/compte/").status_code == 302


def test_setting_up_signing_out_and_languages_stay_open(client_of, liege_coordinator, demanded):
    browser = client_of(liege_coordinator)
    for path in ("/fr/compte/2fa/", "/fr/compte/logout/", "/fr/compte/reauthenticate/"):
        assert browser.get(path).status_code == 200, path


def test_in_the_demonstration_a_banner_says_so(client_of, liege_coordinator, liege_editor, offered):
    for user, shown in ((liege_coordinator, True), (liege_editor, False)):
        page = client_of(user).get("/fr/compte/")
        assert page.status_code == 200
        assert second_factor_notice(page.wsgi_request) is shown


def test_no_banner_where_it_is_demanded(client_of, liege_coordinator, demanded):
    TOTP.activate(liege_coordinator, SECRET)
    assert not second_factor_notice(client_of(liege_coordinator).get("/fr/compte/").wsgi_request)


def test_it_is_added_with_a_recent_proof_and_asked_at_the_next_sign_in(liege_coordinator, offered):
    browser = Client()
    login = {"login": liege_coordinator.email, "password": PASSWORD}
    browser.post("/fr/compte/login/", login)
    assert "/reauthenticate/" in browser.get("/fr/compte/2fa/totp/activate/").headers["Location"]
    browser.post("/fr/compte/reauthenticate/", {"password": PASSWORD})
    page = browser.get("/fr/compte/2fa/totp/activate/")
    assert "JavaScript" not in page.content.decode()
    secret = page.context["form"].secret
    assert (
        "Ce code ne convient pas" in browser.post("/fr/compte/2fa/totp/activate/", {"code": "000000"}).content.decode()
    )
    assert browser.post("/fr/compte/2fa/totp/activate/", {"code": code(secret)}).status_code == 302

    again = Client()
    assert again.post("/fr/compte/login/", login).headers["Location"].startswith("/fr/compte/2fa/authenticate/")
    assert "_auth_user_id" not in again.session
    assert again.get("/fr/compte/").status_code == 302


def test_the_code_lets_in(liege_coordinator, demanded):
    TOTP.activate(liege_coordinator, SECRET)
    browser = Client()
    browser.post("/fr/compte/login/", {"login": liege_coordinator.email, "password": PASSWORD})
    page = browser.get("/fr/compte/2fa/authenticate/").content.decode()
    assert "Indiquez le code de votre application" in page
    browser.post("/fr/compte/2fa/authenticate/", {"code": "000000"})
    assert "_auth_user_id" not in browser.session
    assert browser.post("/fr/compte/2fa/authenticate/", {"code": code()}).headers["Location"] == "/fr/ma-ville/"
    assert browser.get("/fr/compte/").status_code == 200


def test_the_desk_is_entered_through_the_same_sign_in(client, secretariat):
    for path in ("/admin/", "/admin/login/"):
        response = client.get(path, follow=True)
        assert response.redirect_chain[-1][0].split("?")[0].endswith("/compte/login/")


def test_the_name_in_the_code_application_is_the_site_s_whatever_the_host(rf, liege_coordinator, settings):
    from accounts.adapter import MFAAdapter

    settings.SITE_URL = "https://plateforme.example"
    adapter = MFAAdapter()
    assert adapter.get_totp_issuer() == str(settings.SITE_NAME)
    assert adapter.get_public_key_credential_rp_entity()["id"] == "plateforme.example"
