"""A marker word in every field: lists, counts, the search, the API and exports hold no more than the page."""

import io

import pytest
from django.core.management import call_command
from django.test import Client
from marking import MARKER, SHOWN_TO, marker

from common.audience import Audience
from practices.models import IndexEntry


@pytest.mark.parametrize("reader", ["stranger", "member"])
def test_no_other_page_shows_more_than_the_page_of_the_practice(marked, readers, reader):
    _practice, audiences = marked
    forbidden = {word for word, audience in audiences.items() if audience not in SHOWN_TO[reader]}
    for address in (
        "/fr/",
        "/fr/pratiques/",
        "/en/pratiques/",
        "/fr/villes/",
        "/fr/villes/liege/",
        "/ar/villes/liege/",
        "/fr/ma-ville/",
        "/fr/statistiques/",
        "/sitemap.xml",
        "/api/v1/practices/",
        "/api/v1/cities/",
        "/api/v1/vocabularies/",
    ):
        text = readers[reader].get(address, follow=True).content.decode()
        assert not set(MARKER.findall(text)) & forbidden, address


@pytest.mark.parametrize(("reader", "scope"), [("stranger", "public"), ("member", "members")])
def test_a_search_never_counts_a_hidden_word(marked, readers, reader, scope):
    practice, audiences = marked
    link = f'href="/fr/pratiques/{practice.slug}/"'
    assert link in readers[reader].get("/fr/pratiques/", {"q": marker("summary")}).content.decode()
    for word, audience in audiences.items():
        if audience not in SHOWN_TO[reader]:
            assert link not in readers[reader].get("/fr/pratiques/", {"q": word}).content.decode(), word
    hidden = [word for word, audience in audiences.items() if audience not in SHOWN_TO[reader]]
    vectors = " ".join(
        str(vector) for vector in IndexEntry.objects.filter(scope=scope).values_list("vector", flat=True)
    )
    assert not [word for word in hidden if word in vectors]


def test_the_api_gives_what_a_stranger_reads(marked):
    practice, audiences = marked
    shown = set(MARKER.findall(Client().get(f"/api/v1/practices/{practice.slug}/").content.decode()))
    assert marker("summary") in shown
    assert shown <= {word for word, audience in audiences.items() if audience == Audience.PUBLIC}


def test_an_export_gives_what_its_scope_reads(marked):
    _practice, audiences = marked
    for scope, reader in (("public", "stranger"), ("members", "member")):
        out = io.StringIO()
        call_command("export_practices", scope=scope, stdout=out)
        shown = set(MARKER.findall(out.getvalue()))
        assert marker("summary") in shown
        assert shown <= {word for word, audience in audiences.items() if audience in SHOWN_TO[reader]}
