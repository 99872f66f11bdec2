"""Names stand in the order of their language, by a stored key that every database sorts alike."""

from random import Random

import pytest
from django.test import Client

from cities import ordering
from cities.models import City

PARIS = "declarations/paris-2016-terrorisme-prevention/"


@pytest.mark.parametrize(
    "expected",
    [
        ["أبيدجان", "الدار البيضاء", "باريس", "باماكو", "بيروت", "پاريس", "تونس", "داكار", "لييج", "نانت", "يواندي"],
        ["Abidjan", "Béjaïa", "Beyrouth", "Bruxelles", "Ivry", "La Marsa", "Lausanne", "Le Kef", "Łódź", "Zürich"],
        ["Port Louis", "Port-Louis", "Port-Vila", "Portes"],
        ["آسفي", "إربد", "أغادير", "المحرق"],
    ],
)
def test_letters_first_then_marks(expected: list[str]) -> None:
    mixed = expected.copy()
    Random(7).shuffle(mixed)
    assert sorted(mixed, key=ordering.key) == expected


@pytest.mark.parametrize(("language", "first", "second"), [("en", "Beirut", "Bordeaux"), ("ar", "باريس", "بيروت")])
def test_the_wall_and_the_list_of_cities_follow_it(
    db: None, client: Client, language: str, first: str, second: str
) -> None:
    for address in (f"/{language}/{PARIS}", f"/{language}/villes/"):
        page = client.get(address).content.decode()
        page = page[page.index("<main") :]
        assert -1 < page.find(first) < page.find(second)


def test_the_database_sorts_it_as_python_does(db: None) -> None:
    cities = list(City.objects.order_by("sort_ar", "id"))
    assert cities == sorted(cities, key=lambda city: (city.sort_ar, city.pk))
