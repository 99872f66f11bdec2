"""The list of cities and a city's page."""

import json
from pathlib import Path

import pytest

from cities.models import City

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def listed(client, tags):
    """Return the cities that a stranger finds with an address."""

    def names(asked=""):
        html = client.get(f"/fr/villes/{asked}").content.decode()
        results = html.partition('id="resultats"')[2]
        links = [attrs["href"] for tag, attrs in tags(results).found if tag == "a" and attrs.get("class") == "action"]
        return [link.split("/")[3] for link in links if link.startswith("/fr/villes/") and link != "/fr/villes/"]

    return names


def test_all_cities_are_listed_by_name(listed):
    found = listed()
    assert len(found) == City.objects.count() == 123
    assert found == list(City.objects.order_by("sort_key").values_list("slug", flat=True))


@pytest.mark.parametrize("words", ["Liege", "liège", "LIÈGE", "lieg", "لييج"])
def test_a_name_is_found_however_it_is_typed(listed, words):
    assert listed(f"?q={words}") == ["liege"]


def test_filters_narrow_together(listed):
    assert len(listed("?signatory=2016")) == 25
    belgian = listed("?country=BE")
    assert "liege" in belgian
    assert "montreal" not in belgian
    assert set(listed("?signatory=2016&country=BE")) == {"bruxelles", "liege"}


def test_a_member_is_a_city_with_an_account_and_nothing_else(listed, liege_editor):
    assert listed("?member=1") == ["liege"]
    from cities.models import Membership
    from common import clock

    Membership.objects.update(ended_at=clock.now())
    assert listed("?member=1") == []


def test_an_empty_list_says_what_to_do(client, words):
    text = words(client.get("/fr/villes/?q=Atlantide").content.decode())
    assert "Aucune ville ne répond à cette recherche." in text
    assert "Ma ville n’est pas dans la liste" in text


@pytest.mark.parametrize(
    "asked", ["?q=%00", "?country=%F0%9F%92%A9", "?q=" + "a" * 5000, "?q=(((&country=<b>", "?signatory=x"]
)
def test_strange_questions_are_no_error(client, asked):
    assert client.get(f"/fr/villes/{asked}").status_code == 200


def test_statements_do_not_grow_with_the_list(client, real_records, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get("/fr/villes/")


def test_a_city_says_who_it_is_and_from_where_we_know(client, words):
    html = client.get("/fr/villes/liege/").content.decode()
    text = words(html)
    assert "Belgique" in text
    assert "Signataire 2016" in text
    assert "ne pas comparer entre villes" in text
    assert "geonames.org" in html
    assert "creativecommons.org/licenses/by/4.0/" in html
    assert "Titre de la fonction de maire Inconnu" in text
    assert "Déclaration de Paris (2016)" in text
    assert "à confirmer par la ville" in text


def test_a_city_without_anything_says_so(client, words):
    text = words(client.get("/fr/villes/agadez/").content.decode())
    assert "Aucune fiche de cette ville n’est publiée." in text
    assert "Aucune signature de cette ville n’est enregistrée." in text
    assert "Signataire 2016" not in text


def test_whether_a_city_was_struck_or_said_to_be_a_member_is_shown_nowhere(client):
    raw = json.loads((ROOT / "cities" / "data" / "cities.json").read_text())
    struck = [row for row in raw["cities"] if row["struck"]]
    assert len(struck) >= 10
    for row in struck[:4]:
        html = client.get(f"/fr/villes/{row['slug']}/").content.decode()
        for word in ("frapp", "struck", "named_struck", "member_believed", "member_sourced", "attentat"):
            assert word not in html.partition("<main")[2], (row["slug"], word)
        if row["aimf_evidence"]:
            assert row["aimf_evidence"] not in html


def test_each_reads_the_practices_of_their_scope(client, client_of, published_practice, dakar_coordinator):
    published_practice(title="Pour tout le monde")
    published_practice(title="Pour les villes membres", visibility="members")
    published_practice(title="Pour Dakar", visibility="named", named_cities=["tunis"])
    stranger = client.get("/fr/villes/liege/").content.decode()
    member = client_of(dakar_coordinator).get("/fr/villes/liege/").content.decode()
    assert "1 pratique" in stranger
    assert "Pour les villes membres" not in stranger
    assert "2 pratiques" in member
    assert "Pour les villes membres" in member
    assert "Pour Dakar" not in stranger + member


def test_the_name_follows_the_language(client, words):
    assert "<h1>لييج</h1>" in client.get("/ar/villes/liege/").content.decode()
    assert "Geneva" in words(client.get("/en/villes/geneve/").content.decode())


def test_an_unknown_city_is_absent(client):
    assert client.get("/fr/villes/atlantide/").status_code == 404


def test_only_the_coordination_finds_the_way_to_its_team(client_of, liege_coordinator, liege_editor, dakar_coordinator):
    link = 'href="/fr/villes/liege/equipe/"'
    assert link in client_of(liege_coordinator).get("/fr/villes/liege/").content.decode()
    for other in (liege_editor, dakar_coordinator):
        assert link not in client_of(other).get("/fr/villes/liege/").content.decode()
