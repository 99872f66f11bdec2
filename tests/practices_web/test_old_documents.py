"""A document that has readers of its own is read through an old version no more widely than it is now."""

import pytest

pytestmark = pytest.mark.django_db
DOCUMENT = {"title": "Rapport d’évaluation", "url": "https://ville.example/rapport", "visibility": "public"}


def _version(client, practice, number):
    return client.get(f"/fr/pratiques/{practice.slug}/versions/{number}/")


@pytest.mark.parametrize(
    "now",
    [
        {"title": "Rapport d’évaluation"},
        {"title": "Rapport final", "url": "https://ville.example/rapport/"},
        {"title": "Tout autre titre"},
    ],
)
def test_a_document_narrowed_since_is_not_read_through_an_old_version(client, client_of, renewed, tunis_reader, now):
    rows = [{**now, "visibility": "members"}]
    practice = renewed(first={"evaluation_documents": [DOCUMENT]}, evaluation_documents=rows)
    assert DOCUMENT["title"] not in _version(client, practice, 1).content.decode()
    assert DOCUMENT["title"] in _version(client_of(tunis_reader), practice, 1).content.decode()


def test_a_document_opened_since_stays_narrow_in_what_came_before(client, client_of, renewed, tunis_reader):
    first = {"evaluation_documents": [{**DOCUMENT, "visibility": "members"}]}
    practice = renewed(first=first, evaluation_documents=[DOCUMENT])
    assert DOCUMENT["title"] in client.get(f"/fr/pratiques/{practice.slug}/").content.decode()
    assert DOCUMENT["title"] not in _version(client, practice, 1).content.decode()
    assert DOCUMENT["title"] in _version(client_of(tunis_reader), practice, 1).content.decode()
