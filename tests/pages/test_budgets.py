"""What travels: the first view in one flight of a fresh connection, blocked by nothing; the rest is small."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

FIRST_VIEW = 14_336  # bytes: ten segments, one flight
THE_REST = 16 * 1024
pytestmark = pytest.mark.django_db

MEASURED = (
    "/fr/",
    "/fr/pratiques/",
    "/ar/pratiques/",
    "/en/pratiques/?page=2",
    "/fr/pratiques/montreal-cprmv/",
    "/ar/pratiques/montreal-cprmv/",
    "/fr/villes/montreal/",
)


def _received(client, path):
    """Return the page, and the number of bytes that travelled for it."""
    response = client.get(path, headers={"accept-encoding": "gzip"})
    assert response.status_code == 200
    assert response.headers["Content-Encoding"] == "gzip"
    return gzip.decompress(response.content).decode(), len(response.content)


def _asked_besides(found):
    """Return the addresses that a browser asks for besides the page."""
    links = [attrs["href"] for tag, attrs in found if tag == "link" and attrs.get("rel") != "canonical"]
    return links + [attrs["src"] for _tag, attrs in found if attrs.get("src")]


def test_the_first_view_travels_in_one_flight_and_waits_for_nothing(client, real_records, tags):
    for path in MEASURED:
        html, size = _received(client, path)
        assert size < FIRST_VIEW, path
        for tag, attrs in tags(html).found:
            assert not (tag == "link" and "stylesheet" in (attrs.get("rel") or "")), path
            assert tag != "script" or "defer" in attrs, path
            assert tag not in {"img", "iframe", "video"}, path


def test_everything_else_is_small(client, real_records, tags):
    for path in MEASURED:
        html, _size = _received(client, path)
        asked = _asked_besides(tags(html).found)
        assert 1 <= len(asked) <= 3, path
        files = [Path(finders.find(address.removeprefix("/static/"))) for address in asked]
        assert sum(len(gzip.compress(file.read_bytes())) for file in files) < THE_REST


def test_the_board_of_a_city_travels_in_one_flight_too(client_of, liege_editor, real_records):
    _html, size = _received(client_of(liege_editor), "/fr/ma-ville/")
    assert size < FIRST_VIEW
