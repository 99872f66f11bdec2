"""Signing in: alike for known and unknown addresses, limited whatever the headers say, in the person's language."""

from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from members import PASSWORD

from accounts.models import User
from mailing.models import Letter
from tests.cities.helpers import letters, link_of

pytestmark = pytest.mark.django_db

LOGIN = "/fr/compte/login/"
RESET = "/fr/compte/password/reset/"


def sign_in(client, email, password=PASSWORD, **kwargs):
    return client.post(LOGIN, {"login": email, "password": password}, **kwargs)


def test_a_person_signs_in_and_goes_on_in_their_language(client, tunis_reader):
    response = sign_in(client, tunis_reader.email)
    assert response.headers["Location"] == "/ar/ma-ville/"
    assert client.cookies["django_language"].value == "ar"


def test_the_page_asked_for_comes_next_in_their_language(client, tunis_reader):
    response = client.post(LOGIN, {"login": tunis_reader.email, "password": PASSWORD, "next": "/fr/compte/"})
    assert response.headers["Location"] == "/ar/compte/"


def test_the_page_asked_for_is_never_elsewhere(client, tunis_reader):
    response = client.post(
        LOGIN, {"login": tunis_reader.email, "password": PASSWORD, "next": "https://ailleurs.example/"}
    )
    assert response.headers["Location"] == "/ar/ma-ville/"


def test_known_and_unknown_addresses_get_the_same_answer(liege_editor):
    pages = []
    for email in (liege_editor.email, "inconnu@liege.example"):
        page = sign_in(Client(), email, "faux").content.decode()
        assert "L’adresse ou le mot de passe ne convient pas." in page
        pages.append(page.replace(email, "…"))
    csrf = [page.partition('name="csrfmiddlewaretoken" value="')[2][:64] for page in pages]
    assert pages[0].replace(csrf[0], "") == pages[1].replace(csrf[1], "")


@pytest.mark.parametrize("email", ["editrice@liege.example", "inconnu@liege.example", "ferme@liege.example"])
def test_the_hasher_runs_once_on_every_path(email, liege_editor):
    User.objects.create_user("ferme@liege.example", PASSWORD, name="Fermé", is_active=False)
    with patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode) as encode:
        sign_in(Client(), email, "faux")
    assert encode.call_count == 1


def test_limits_hold_when_the_forwarded_address_changes(client, liege_editor):
    answers = [
        sign_in(client, liege_editor.email, "faux", headers={"X-Forwarded-For": f"203.0.113.{number}"}).content.decode()
        for number in range(7)
    ]
    assert "ne convient pas" in answers[0]
    assert "Trop d’essais sans succès" in answers[-1]
    assert (
        "Trop d’essais sans succès" in sign_in(client, liege_editor.email).content.decode()
    )  # even with the right one


def test_behind_a_proxy_the_last_address_counts_not_the_one_that_the_visitor_wrote(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = {"city_name": "N", "country": "BE", "name": "N", "office": "N", "email": "n@namur.example", "message": ""}

    def ask(forged, seen):
        headers = {"X-Forwarded-For": f"{forged}, {seen}"}
        return client.post("/fr/ville-absente/", request, headers=headers).status_code

    assert [ask(f"198.51.100.{number}", "203.0.113.7") for number in range(6)] == [302] * 5 + [429]
    assert ask("198.51.100.1", "203.0.113.8") == 302


def test_there_is_no_sign_up(client):
    page = client.get("/fr/compte/signup/")
    assert "sur invitation" in page.content.decode()
    client.post("/fr/compte/signup/", {"email": "intrus@liege.example", "password1": PASSWORD})
    assert not User.objects.filter(email="intrus@liege.example").exists()


def test_a_reset_answers_alike_and_writes_to_both(liege_editor):
    answers = []
    for email in (liege_editor.email, "inconnu@liege.example"):
        response = Client().post(RESET, {"email": email})
        answers.append((response.status_code, response.headers["Location"]))
    assert len(set(answers)) == 1
    assert [letter.address for letter in Letter.objects.order_by("id")] == [liege_editor.email, "inconnu@liege.example"]


def test_the_link_of_a_reset_works_once(client, liege_editor):
    client.post(RESET, {"email": liege_editor.email})
    link = link_of(letters("account.password_reset_key")[0])
    form = client.get(link).headers["Location"]
    new = "encore une phrase bien longue"
    assert client.post(form, {"password1": new, "password2": new}).status_code == 302
    assert sign_in(Client(), liege_editor.email, new).status_code == 302
    assert "n’est plus valable" in Client().get(link).content.decode()
    assert len(letters("account.password_reset")) == 1


def test_a_forged_host_never_reaches_a_letter(client, liege_editor, settings):
    settings.ALLOWED_HOSTS = ["testserver", "pirate.example"]
    client.post(RESET, {"email": liege_editor.email}, headers={"Host": "pirate.example"})
    letter = Letter.objects.get()
    assert "pirate" not in letter.text + letter.html + letter.subject
    assert link_of(letter).startswith("/fr/compte/password/reset/key/")


def test_a_letter_of_the_account_speaks_the_reader_s_language(client, tunis_reader):
    client.post(RESET, {"email": tunis_reader.email})
    assert Letter.objects.get().language == "ar"


def test_a_closed_account_does_not_enter(client):
    User.objects.create_user("ferme@liege.example", PASSWORD, name="Fermé", is_active=False)
    sign_in(client, "ferme@liege.example")
    assert "_auth_user_id" not in client.session


def test_changing_the_password_ends_the_other_sessions(liege_editor):
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        sign_in(browser, liege_editor.email)
    new = "encore une phrase bien longue"
    here.post("/fr/compte/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get("/fr/compte/").status_code == 200
    assert elsewhere.get("/fr/compte/").status_code == 302


def test_other_sessions_are_listed_and_ended(liege_editor):
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        sign_in(browser, liege_editor.email, headers={"User-Agent": "Mozilla/5.0 (Android 14; Mobile) Firefox/140.0"})
    page = here.get("/fr/compte/sessions/", headers={"User-Agent": "sans importance"}).content.decode()
    assert (page.count("Firefox, Android"), page.count("Cette session")) == (2, 1)
    here.post("/fr/compte/sessions/")
    assert here.get("/fr/compte/").status_code == 200
    assert elsewhere.get("/fr/compte/").status_code == 302
