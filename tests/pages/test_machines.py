"""What machines ask: health, robots, and the language of the address without one."""

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder

from pages.views import machines

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget():
    machines._migrations_applied.cache_clear()
    yield
    machines._migrations_applied.cache_clear()


def test_the_process_answers_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/health/live")
    assert response.status_code == 200


def test_the_site_is_ready(client):
    response = client.get("/health/ready")
    assert (response.status_code, response.content) == (200, b"ready\n")
    assert "no-store" in response.headers["Cache-Control"]


def test_it_is_not_ready_without_its_migrations(client, monkeypatch):
    applied = MigrationRecorder.applied_migrations

    def without_one(recorder):
        found = applied(recorder)
        return {key: value for key, value in found.items() if key[0] != "practices"}

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", without_one)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert b"migrat" in response.content


def test_a_yes_is_remembered_and_a_no_is_asked_again(client, monkeypatch):
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _recorder: {})
    assert client.get("/health/ready").status_code == 503
    monkeypatch.undo()
    assert client.get("/health/ready").status_code == 200


def test_it_is_not_ready_without_its_database(client, monkeypatch):
    def silent():
        raise OperationalError("password of the database in the message")

    monkeypatch.setattr(machines.connection, "cursor", silent)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert b"password" not in response.content


@pytest.mark.parametrize(
    ("browser", "language"), [("ar", "ar"), ("en-GB,en;q=0.8", "en"), ("fr-CA", "fr"), ("de", "fr")]
)
def test_the_browser_chooses_the_language(client, browser, language):
    response = client.get("/", headers={"accept-language": browser})
    assert response.headers["Location"] == f"/{language}/"
    assert "Accept-Language" in response.headers["Vary"]


def test_a_person_finds_their_own_language(client_of, tunis_reader):
    response = client_of(tunis_reader).get("/", headers={"accept-language": "en"})
    assert response.headers["Location"] == "/ar/"


def test_robots_are_told_where_the_map_is(client):
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /admin/" in text
