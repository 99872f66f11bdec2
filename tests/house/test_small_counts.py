"""A count of fewer than ten persons is nobody's business outside the city: every surface says « moins de 10 »."""

import io
import json
import re

import pytest
from django.core.management import call_command
from django.test import Client

from cities.viewer import STRANGER
from practices import differences, record
from practices.models import IndexEntry, Revision
from practices.record.shapes import counts_persons

pytestmark = pytest.mark.django_db

SMALL, RULE = 7, "comptage zqreglezq"
REACH = [
    {"count": SMALL, "unit": "people_accompanied", "period_from": 2024, "counting_rule": RULE},
    {"count": 8, "unit": "events", "period_from": 2024},
]
INDICATORS = [
    {"name": "zqsuivizq", "unit": "jeunes", "baseline": 3, "baseline_year": 2022, "value": 6, "value_year": 2024},
    {"name": "zqtauxzq", "unit": "% de jeunes", "value": 4, "value_year": 2024},
]


@pytest.fixture
def practice(published_practice):
    return published_practice(reach=REACH, indicators=INDICATORS)


def _words(html):
    body = re.sub(r"<(style|script)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def _has_the_small_ones(text):
    return bool(re.search(rf"\b{SMALL} (personnes|people)", text) or re.search(r"\b[36](,0)? (jeunes)", text))


def test_the_page_says_fewer_than_ten_and_its_city_reads_the_count(
    practice, client, client_of, tunis_reader, liege_editor
):
    address = f"/fr/pratiques/{practice.slug}/"
    for reader in (client, client_of(tunis_reader)):
        text = _words(reader.get(address).content.decode())
        assert "moins de 10 personnes accompagnées" in text
        assert "8 événements" in text
        assert "moins de 10 jeunes" in text
        assert "4 % de jeunes" in text
        assert not _has_the_small_ones(text)
    own = _words(client_of(liege_editor).get(address).content.decode())
    assert "7 personnes accompagnées" in own
    assert "6 jeunes" in own


def test_other_languages_and_views_of_it_hide_it_too(practice, client, client_of, tunis_reader):
    assert "Fewer than 10" in client.get(f"/en/pratiques/{practice.slug}/").content.decode() or not _has_the_small_ones(
        _words(client.get(f"/en/pratiques/{practice.slug}/").content.decode())
    )
    for address in ("/fr/", "/fr/pratiques/", "/fr/villes/liege/", "/fr/statistiques/", "/fr/ma-ville/"):
        assert not _has_the_small_ones(_words(client_of(tunis_reader).get(address).content.decode()))


def test_the_api_gives_a_bound_and_no_count(practice):
    told = Client().get(f"/api/v1/practices/{practice.slug}/").json()["record"]
    reach, indicators = told["reach"], told["indicators"]
    assert (reach["value"][0]["count"], reach["value"][0]["count_below"]) == (None, 10)
    assert reach["value"][1]["count"] == 8
    assert reach["text"].startswith("moins de 10")
    followed, share = indicators["value"]
    assert (followed["value"], followed["value_below"]) == (None, 10)
    assert (followed["baseline"], followed["baseline_below"]) == (None, 10)
    assert share["value"] == 4
    assert "moins de 10, 2022, moins de 10, 2024" in indicators["text"]


def test_an_export_writes_a_bound_in_the_place_of_the_count(practice):
    for scope in ("public", "members"):
        out = io.StringIO()
        call_command("export_practices", scope=scope, stdout=out)
        (told,) = json.loads(out.getvalue())["practices"]
        assert [(row["count"], row["unit"]) for row in told["reach"]] == [
            ("moins de 10", "people_accompanied"),
            (8, "events"),
        ]
        followed, share = told["indicators"]
        assert (followed["value"], followed["baseline"], share["value"]) == ("moins de 10", "moins de 10", 4)
        assert "_below" not in out.getvalue()
        assert followed["value_year"] == 2024


def test_an_export_that_holds_bounds_can_be_read_back(practice, tmp_path):
    path = tmp_path / "export.json"
    call_command("export_practices", scope="public", output=path)
    told = json.loads(path.read_text())
    told["practices"][0] |= {"slug": "liege-autre", "title": "Une autre fiche"}
    path.write_text(json.dumps(told))
    call_command("import_practices", str(path), verbosity=0)
    held = Revision.unguarded.get(practice__slug="liege-autre")
    assert [row["unit"] for row in held.reach] == ["events"]
    assert [row["name"] for row in held.indicators] == ["zqtauxzq"]


def test_no_search_finds_a_small_count(practice):
    vectors = " ".join(str(vector) for vector in IndexEntry.objects.values_list("vector", flat=True))
    assert not re.search(rf"'{SMALL}'", vectors)


def test_differences_as_another_reader_reads_them_say_nothing(practice, viewer_for, tunis_reader):
    revision = Revision.unguarded.select_related("practice__city").get(pk=practice.published_id)
    found = differences.differences(None, revision, viewer_for(tunis_reader))
    told = {one.key: [run.text for row in one.rows for cell in row.cells for run in cell.runs] for one in found}
    assert "moins de 10" in told["reach"]
    assert "moins de 10" in told["indicators"]
    assert str(SMALL) not in told["reach"]
    assert not {"3", "6"} & set(told["indicators"])


def test_the_preview_as_the_public_hides_what_the_public_will_not_read(draft_practice, client_of, liege_editor):
    draft = draft_practice(reach=REACH, indicators=INDICATORS)
    address = f"/fr/pratiques/{draft.practice.slug}/apercu/?lecteurs=public"
    text = _words(client_of(liege_editor).get(address).content.decode())
    assert "moins de 10 personnes accompagnées" in text
    assert not _has_the_small_ones(text)


def test_the_review_reads_a_bound_too(practice, secretariat, viewer_for):
    revision = Revision.unguarded.select_related("practice__city").get(pk=practice.published_id)
    for viewer in (STRANGER, viewer_for(secretariat)):
        assert record.view(revision, viewer).value("reach")[0]["count_below"] == 10


@pytest.mark.parametrize(
    ("unit", "persons"),
    [
        ("jeunes", True),
        ("Familles suivies", True),
        ("élèves", True),
        ("people", True),
        ("أشخاص", True),
        ("% de familles", False),
        ("note sur 10 donnée par les jeunes", False),
        ("ateliers", False),
        ("lieux", False),
        ("", False),
    ],
)
def test_the_free_unit_of_an_indicator_is_understood(unit, persons):
    assert counts_persons(unit) is persons
