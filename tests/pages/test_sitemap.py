"""The sitemap: public, real, in three languages, and nothing else."""

from xml.etree import ElementTree

import pytest

from pages import sitemaps

pytestmark = pytest.mark.django_db
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def _addresses(client, path="/sitemap.xml"):
    response = client.get(path)
    assert response.status_code == 200
    return {found.text for found in ElementTree.fromstring(response.content).iter(LOC)}


def test_public_pages_are_there_in_three_languages(client, published_practice):
    slug = published_practice().slug
    found = _addresses(client)
    for language in ("fr", "en", "ar"):
        assert f"http://testserver/{language}/" in found
        assert f"http://testserver/{language}/pratiques/{slug}/" in found
        assert f"http://testserver/{language}/villes/liege/" in found
        assert f"http://testserver/{language}/declarations/paris-2016-terrorisme-prevention/" in found


def test_every_address_is_open_to_a_stranger(client, published_practice):
    published_practice()
    for address in _addresses(client):
        if "/fr/" in address and ("/villes/" not in address or address.endswith("/liege/")):
            assert client.get(address.removeprefix("http://testserver")).status_code == 200, address


def test_what_is_not_public_is_not_there(client, published_practice, draft_practice):
    members = published_practice(title="Pour les membres", visibility="members")
    draft = draft_practice(title="En brouillon").practice
    fictitious = published_practice(title="Une fiction")
    fictitious.illustrative = True
    fictitious.save()
    from practices import index

    index.refresh(fictitious)
    text = client.get("/sitemap.xml").content.decode()
    for practice in (members, draft, fictitious):
        assert practice.slug not in text
    for private in ("/compte/", "/ma-ville/", "/admin/"):
        assert private not in text


def test_a_fictitious_declaration_is_not_there(client):
    from declarations.models import Declaration
    from declarations.workflow import State

    Declaration.unguarded.create(slug="fiction", state=State.OPEN, short_title={"fr": "Fiction"}, is_fictitious=True)
    assert "/declarations/fiction/" not in client.get("/sitemap.xml").content.decode()


def test_very_many_records_are_told_in_parts(client, published_practice, monkeypatch):
    monkeypatch.setattr(sitemaps, "PRACTICES_PER_PART", 1)
    slugs = {published_practice(title=f"Pratique {number}").slug for number in range(3)}
    parts = _addresses(client)
    assert parts == {f"http://testserver/sitemap.xml?p={number}" for number in (1, 2, 3)}
    found = set().union(*(_addresses(client, part.removeprefix("http://testserver")) for part in parts))
    assert {f"http://testserver/fr/pratiques/{slug}/" for slug in slugs} <= found


@pytest.mark.parametrize("part", ["0", "-1", "x", "99", "١", "9999999999"])
def test_a_part_that_does_not_exist_is_absent(client, part):
    assert client.get("/sitemap.xml", {"p": part}).status_code == 404
