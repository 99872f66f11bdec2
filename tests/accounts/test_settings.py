"""One's own settings: name, office, language, time zone."""

import pytest
from django.test import Client
from members import PASSWORD

pytestmark = pytest.mark.django_db

PAGE = "/fr/compte/"
VALUES = {"name": "Élise R.", "office": "Échevine", "language": "en", "time_zone": "Africa/Dakar"}


def test_what_is_saved_is_kept_and_the_language_follows(client_of, liege_editor):
    browser = client_of(liege_editor)
    response = browser.post(PAGE, VALUES)
    assert response.headers["Location"] == "/en/compte/"
    assert browser.cookies["django_language"].value == "en"
    liege_editor.refresh_from_db()
    assert (liege_editor.name, liege_editor.office, liege_editor.language) == ("Élise R.", "Échevine", "en")
    assert liege_editor.time_zone == "Africa/Dakar"


@pytest.mark.parametrize(
    "wrong", [{"time_zone": "Mars/Phobos"}, {"language": "xx"}, {"name": ""}, {"name": "\u202e\u200b"}]
)
def test_a_wrong_value_is_said_in_words_and_nothing_is_saved(wrong, client_of, liege_editor):
    page = client_of(liege_editor).post(PAGE, VALUES | wrong)
    assert page.status_code == 200
    assert "<title>Erreur – " in page.content.decode()
    liege_editor.refresh_from_db()
    assert liege_editor.office == ""


def test_nobody_makes_themselves_secretariat(client_of, liege_editor):
    client_of(liege_editor).post(PAGE, VALUES | {"is_staff": "on", "is_superuser": "on", "email": "x@x.example"})
    liege_editor.refresh_from_db()
    assert (liege_editor.is_staff, liege_editor.is_superuser) == (False, False)
    assert liege_editor.email == "editrice@liege.example"


def test_direction_changing_signs_never_reach_a_name(client_of, liege_editor):
    client_of(liege_editor).post(PAGE, VALUES | {"name": "Éli\u202ese\u2066 عليّ"})
    liege_editor.refresh_from_db()
    assert liege_editor.name == "Élise عليّ"


def test_hours_are_shown_in_ones_own_time_zone(liege_editor):
    browser = Client()
    browser.post("/fr/compte/login/", {"login": liege_editor.email, "password": PASSWORD})
    seen = []
    for zone in ("America/Montreal", "Asia/Beirut"):
        browser.post(PAGE, VALUES | {"language": "fr", "time_zone": zone})
        seen.append(browser.get("/fr/compte/sessions/").content.decode())
    hours = [page.partition("Depuis le ")[2].partition("·")[0] for page in seen]
    assert all(" à " in hour for hour in hours)
    assert hours[0] != hours[1]
