"""What each resource says."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from declarations.models import Declaration


def test_the_list_of_practices_has_the_filters_and_words_of_the_site(read, published_practice):
    published_practice(title="Médiation de nuit", themes=["youth_work"])
    published_practice(title="L’École ouverte", themes=["education_citizenship"])
    assert read("practices/?q=ecole").json()["results"][0]["title"] == "L’École ouverte"
    assert read("practices/?theme=youth_work").json()["count"] == 1
    assert read("practices/?theme=youth_work&theme=education_citizenship").json()["count"] == 2
    assert read("practices/?city=liege&country=BE&domain=youth_prevention").json()["count"] == 2
    assert read("practices/?city=dakar").json() == {
        "count": 0,
        "page": 1,
        "pages": 1,
        "next": None,
        "previous": None,
        "results": [],
    }


def test_pages_follow_each_other(read, db, settings):
    first = read("cities/?country=FR&page_size=2").json()
    assert (first["page"], first["previous"], len(first["results"])) == (1, None, 2)
    assert first["next"] == f"{settings.SITE_URL}/api/v1/cities/?country=FR&page_size=2&page=2"
    second = read(first["next"].partition("/api/v1/")[2]).json()
    assert second["previous"].endswith("page=1")
    assert {city["slug"] for city in first["results"]}.isdisjoint(city["slug"] for city in second["results"])


def test_a_practice_names_its_city_its_language_and_its_values(read, published_practice):
    practice = published_practice()
    body = read(f"practices/{practice.slug}/?lang=fr").json()
    assert body["city"] == {"slug": "liege", "name": "Liège", "country": {"code": "BE", "name": "Belgique"}}
    assert (body["language"], body["original_language"], body["is_translation"]) == ("fr", "fr", False)
    assert body["record"]["budget_amount"]["value"] == 120000
    assert body["record"]["staff_fte"]["value"] == 4.5
    assert body["record"]["themes"]["value"] == ["youth_work", "community_engagement"]
    assert body["record"]["volunteers"]["value"] is None
    assert body["url"].endswith(f"/fr/pratiques/{practice.slug}/")


def test_few_persons_are_not_counted(read, published_practice):
    practice = published_practice(reach=[{"count": 4, "unit": "participants", "period_from": 2024}])
    (row,) = read(f"practices/{practice.slug}/").json()["record"]["reach"]["value"]
    assert (row["count"], row["count_below"]) == (None, 10)


@pytest.mark.parametrize(("language", "name"), [("fr", "Beyrouth"), ("en", "Beirut")])
def test_names_follow_the_language_asked(read, db, language, name):
    assert read(f"cities/beyrouth/?lang={language}").json()["name"] == name
    assert read("cities/beyrouth/", **{"Accept-Language": language}).json()["name"] == name


def test_the_cookie_of_the_site_decides_no_language(client, db):
    client.cookies["django_language"] = "en"
    assert client.get("/api/v1/cities/beyrouth/").json()["name"] == "Beyrouth"


def test_a_city_is_a_member_only_by_its_accounts(read, dakar_coordinator):
    assert read("cities/dakar/").json()["is_member"] is True
    assert read("cities/tunis/").json()["is_member"] is False


def test_vocabularies_are_in_three_languages(read, db):
    names = [vocabulary["name"] for vocabulary in read("vocabularies/").json()["vocabularies"]]
    assert "theme" in names
    term = read("vocabularies/theme/?lang=ar").json()["terms"][0]
    assert term["fr"]
    assert term["en"]
    assert term["label"] == term["ar"]


def test_the_declaration_of_2016_has_its_25_cities_and_no_text(read, db):
    declaration = Declaration.unguarded.get()
    body = read(f"declarations/{declaration.slug}/").json()
    assert (body["signature_count"], body["texts"], body["version"]) == (25, [], 0)
    wall = read(f"declarations/{declaration.slug}/signatures/").json()
    assert wall["count"] == len(wall["signatures"]) == 25
    assert {line["state"] for line in wall["signatures"]} == {"recorded"}
    assert {line["name"] for line in wall["signatures"]} == {""}


def test_a_declaration_in_preparation_is_nobody_s_yet(read, db):
    Declaration.unguarded.create(slug="en-preparation", short_title={"fr": "En préparation"})
    assert read("declarations/en-preparation/").status_code == 404
    assert read("declarations/").json()["count"] == 1


def statements(read, path):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert read(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("path", ["practices/?page_size=100", "cities/?page_size={n}", "declarations/"])
def test_a_list_costs_the_same_whatever_its_length(read, published_practice, path):
    published_practice(title="La première")
    read(path.format(n=1))  # vocabularies are read once
    before = statements(read, path.format(n=1))
    for number in range(3):
        published_practice(title=f"La suivante {number}")
    assert statements(read, path.format(n=50)) == before <= 4


def test_answers_say_what_they_depend_on(read, key):
    anonymous, keyed = read("cities/"), read("cities/", key().secret)
    assert {"Accept-Language", "Authorization"} <= {name.strip() for name in anonymous["Vary"].split(",")}
    assert "no-store" in keyed["Cache-Control"]
    assert "Set-Cookie" not in anonymous
