"""The home page tells the truth of the day, in few statements."""

import pytest

from practices import index
from practices.models import IndexEntry

pytestmark = pytest.mark.django_db


def test_counts_are_those_of_the_list(client, real_records, words):
    text = words(client.get("/fr/").content.decode())
    total = IndexEntry.objects.filter(scope="public").count()
    cities = IndexEntry.objects.filter(scope="public").values("city").distinct().count()
    countries = IndexEntry.objects.filter(scope="public").values("country").distinct().count()
    assert f"{total} fiches de {cities} villes et {countries} pays" in text
    assert f"{total} sont tirées de sources publiques" in text
    assert f"Voir les {total} fiches" in text
    assert "25 villes signataires" in text


def test_a_practice_that_travels_is_drawn_with_its_stops(client, real_records, words):
    html = client.get("/fr/").content.decode()
    text = words(html)
    assert "Montréal Centre de prévention de la radicalisation menant à la violence (CPRMV)" in text
    assert "Strasbourg s’en est inspirée" in text
    assert html.count('data-stop="reported"') >= 2


def test_the_newest_comes_first(client, real_records, published_practice, words):
    published_practice(title="La toute dernière")
    text = words(client.get("/fr/").content.decode())
    new = text.partition("Ce qui est nouveau")[2].partition("Trois façons")[0]
    assert "La toute dernière" in new


def test_what_is_for_members_counts_for_members_only(client, client_of, published_practice, dakar_coordinator, words):
    published_practice(title="Publique")
    published_practice(title="Réservée aux membres", visibility="members")
    stranger = words(client.get("/fr/").content.decode())
    member = words(client_of(dakar_coordinator).get("/fr/").content.decode())
    assert "Réservée aux membres" not in stranger
    assert "1 fiche, 1 ville, 1 pays" in stranger
    assert "2 fiches de 1 villes" in member


def test_an_empty_platform_says_so(client, words):
    text = words(client.get("/fr/").content.decode())
    assert "Aucune fiche n’est encore publiée." in text
    assert "Ce qui est nouveau" not in text


def test_what_is_fictitious_is_not_news(client, published_practice, words):
    practice = published_practice(title="Une fiction de démonstration")
    practice.illustrative = True
    practice.save()
    index.refresh(practice)
    assert "Une fiction de démonstration" not in words(client.get("/fr/").content.decode())


def test_statements_are_few(client, real_records, django_assert_max_num_queries):
    client.get("/fr/")
    with django_assert_max_num_queries(8):
        client.get("/fr/")
