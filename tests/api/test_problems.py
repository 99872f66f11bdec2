"""Every error has the one documented shape."""

import pytest
from django.test import Client


def problem(answer, status):
    body = answer.json()
    assert answer.status_code == status == body["status"]
    assert answer["Content-Type"] == "application/problem+json"
    assert set(body) == {"type", "title", "status", "detail", "errors"}
    assert body["title"]
    assert body["detail"]
    return body


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("practices/?couleur=bleu", "couleur"),
        ("practices/?domain=inconnu", "domain"),
        ("practices/?domain=youth_prevention&domain=inconnu", "domain"),
        ("practices/?city=atlantide", "city"),
        ("practices/?country=ZZ", "country"),
        ("practices/?sort=title", "sort"),
        ("practices/?page=0", "page"),
        ("practices/?page=-1", "page"),
        ("practices/?page=٣", "page"),
        ("practices/?page=1&page=2", "page"),
        ("practices/?page_size=101", "page_size"),
        ("practices/?lang=de", "lang"),
        ("practices/?format=xml", "format"),
        ("practices/?q=" + "a" * 201, "q"),
        ("practices/?q=%00", "q"),
        ("cities/?signatory_2016=peut-etre", "signatory_2016"),
        ("vocabularies/?page=1", "page"),
        ("practices/quoi/?lang=xx", "lang"),
    ],
)
def test_a_wrong_parameter_is_named_and_never_ignored(read, db, path, parameter):
    body = problem(read(path), 400)
    assert [error["parameter"] for error in body["errors"]] == [parameter]
    assert body["errors"][0]["detail"]


@pytest.mark.parametrize("path", ["cities/atlantide/", "practices/?page=2", "nulle/part/", "practices/a b/", ""])
def test_nothing_there(read, db, path):
    problem(read(path), 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_the_api_only_reads(client, db, method):
    for path in ("/api/v1/practices/", "/api/v1/cities/liege/", "/api/schema/"):
        problem(getattr(client, method)(path), 405)


def test_an_address_without_its_last_slash_leads_to_the_right_one(client, db):
    assert client.get("/api/v1/cities")["Location"] == "/api/v1/cities/"
    assert client.get("/api/v1/cities/liege?lang=en")["Location"] == "/api/v1/cities/liege/?lang=en"
    problem(client.get("/api/nulle/part", follow=True), 404)


def test_reading_the_head_only(client, db):
    answer = client.head("/api/v1/cities/liege/")
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_form_of_answer_that_does_not_exist(client, db):
    problem(client.get("/api/v1/cities/", headers={"Accept": "text/csv"}), 406)


def test_a_failure_says_nothing_of_itself(db, monkeypatch):
    def fails(*_given, **_named):
        raise RuntimeError("un secret de l’intérieur")

    monkeypatch.setattr("api.v1.cities._city", fails)
    answer = Client(raise_request_exception=False).get("/api/v1/cities/liege/")
    problem(answer, 500)
    assert "secret" not in answer.content.decode()


def test_problems_speak_the_language_asked(read, db):
    french = read("cities/atlantide/", **{"Accept-Language": "fr"}).json()["title"]
    assert french == "Introuvable"
