"""A marker word in every field: lists, counts, the search, the API and exports hold no more than the page."""

import io

import pytest
from django.core.management import call_command
from django.test import Client
from marking import MARKER, SHOWN_TO, marker

from cities.models import City
from commitments import actions as commitments
from commitments.models import YearlyAnswer, YearlyQuestion
from common import clock
from common.audience import Audience
from practices.models import IndexEntry
from tests.declarations.cast import adopt, prepare


@pytest.fixture
def opened_article(db):
    """An adopted text of two articles, and the yearly question to Liège about it."""
    declaration = adopt(prepare())
    liege = City.objects.get(slug="liege")
    question = YearlyQuestion.objects.create(declaration=declaration, city=liege, year=2027, asked_at=clock.now())
    return declaration, question


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


def test_the_page_of_an_article_shows_no_more_than_the_lists(marked, readers, liege_editor, viewer_for, opened_article):
    practice, audiences = marked
    declaration, question = opened_article
    commitments.set_links(
        by=viewer_for(liege_editor), practice_id=practice.pk, articles=[(declaration.pk, "article-1")], seen=[]
    )
    for audience, anchor in (("public", "article-1"), ("members", "article-2")):
        YearlyAnswer.unguarded.create(
            question=question,
            version=declaration.version,
            anchor=anchor,
            text=f"Mot {marker('answer', audience)}.",
            audience=audience,
            practice=practice,
            written_by=liege_editor,
            written_at=clock.now(),
        )
        audiences[marker("answer", audience)] = audience
    for reader in ("stranger", "member", "named", "own"):
        for anchor in ("article-1", "article-2"):
            address = f"/fr/declarations/{declaration.slug}/articles/{anchor}/"
            shown = set(MARKER.findall(readers[reader].get(address).content.decode()))
            assert shown <= {word for word, audience in audiences.items() if audience in SHOWN_TO[reader]}, address
            assert (marker("answer", "members") in shown) == (reader != "stranger" and anchor == "article-2")
        first = readers[reader].get(f"/fr/declarations/{declaration.slug}/articles/article-1/").content.decode()
        assert marker("title") in first
