"""load_reference: the 123 cities, loaded once however often it runs, or refused whole with every error named."""

import json

import pytest

from cities import reference
from cities.models import City

pytestmark = pytest.mark.django_db


def rows():
    return json.loads(reference.FILE.read_text(encoding="utf-8"))["cities"]


def test_the_cities_are_there_and_a_second_run_doubles_nothing():
    before = dict(City.objects.values_list("slug", "pk"))
    assert reference.load() == "cities: 123"
    assert dict(City.objects.values_list("slug", "pk")) == before
    assert len(before) == 123


def test_a_second_run_repairs_what_the_file_says_and_keeps_what_it_does_not():
    City.objects.filter(slug="liege").update(name_fr="Autre", office="bourgmestre")
    reference.load()
    liege = City.objects.get(slug="liege")
    assert (liege.name_fr, liege.office) == ("Liège", "bourgmestre")


def test_names_are_ordered_without_regard_to_accents():
    names = list(City.objects.filter(slug__in=["beyrouth", "bejaia", "bangui"]).values_list("sort_key", flat=True))
    assert names == sorted(names)
    assert City.objects.get(slug="liege").sort_key == "liege"


def test_the_25_signatories_of_2016_are_marked():
    assert City.objects.filter(signatory_2016=True).count() == 25


def test_which_cities_were_struck_is_kept_nowhere():
    assert any(row["struck"] for row in rows())
    assert not [field.name for field in City._meta.get_fields() if "struck" in field.name]


def test_every_error_is_named_by_city_and_field():
    bad = rows()[:3]
    bad[0] |= {"country": "ZZ", "time_zone": "Mars/Phobos"}
    bad[1] |= {"name_ar": "", "lat": 120, "population": -4}
    bad[2]["slug"] = bad[1]["slug"]
    errors = list(reference.errors_of(bad))
    assert [error.partition(":")[0] for error in errors] == [
        "abidjan, country",
        "abidjan, time_zone",
        *[f"{bad[1]['slug']}, {field}" for field in ("name_ar", "lat", "population", "slug")],
    ]


def test_a_bad_file_is_refused_whole(tmp_path):
    data = {"meta": {}, "cities": [rows()[0] | {"name_fr": "Changé"}, rows()[1] | {"country": "ZZ"}]}
    path = tmp_path / "cities.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ValueError, match="country"):
        reference.load(path)
    assert City.objects.get(slug="abidjan").name_fr == "Abidjan"
