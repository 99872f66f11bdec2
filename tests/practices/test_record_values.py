"""One set of checks for every value, whoever brings it."""

from decimal import Decimal

import pytest

from common.errors import Invalid
from practices import actions, record
from practices.models import Revision
from practices.record import FIELDS, clean_value

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("key", "raw", "stored"),
    [
        ("title", "  L\u2019a\u0300 \u202egauche\x00 ", "L’à gauche"),
        ("title", "Deux\nlignes", "Deux lignes"),
        ("summary", "Un\r\ndeux", "Un\ndeux"),
        ("objectives", "Un\n\nDeux\nUn", ["Un", "Deux"]),
        ("objectives", "- Un\n• Deux\n-10 % d’appels", ["Un", "Deux", "-10 % d’appels"]),
        ("themes", ["youth_work", "gender", "youth_work"], ["youth_work", "gender"]),
        ("start_date", "2016-04-08", "2016-04-08"),
        ("start_date", "8/4/2016", "2016-04-08"),
        ("start_date", "4/2016", "2016-04"),
        ("sources", [{"title": "Presse", "date": "12/2016"}], [{"title": "Presse", "date": "2016-12"}]),
        ("budget_amount", "1\u202f234,50", Decimal("1234.50")),
        ("staff_fte", 4, Decimal(4)),
        ("volunteers", "", None),
        ("age_min", "0", 0),
        ("location_sensitive", "on", True),
        ("reach", [{"count": "12", "unit": "calls"}, {"count": "", "unit": ""}], [{"count": 12, "unit": "calls"}]),
        ("sources", [{"title": "Presse", "date": "2015-12/2016-01"}], [{"title": "Presse", "date": "2015-12/2016-01"}]),
        (
            "public_contact",
            {"service": "Mairie", "email": "mairie@ville.example"},
            {"service": "Mairie", "email": "mairie@ville.example"},
        ),
        ("mayor_approval", {"name_role": "", "date": ""}, {}),
    ],
)
def test_what_is_right_is_stored_clean(key, raw, stored):
    assert clean_value(FIELDS[key], raw) == stored


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        ("title", "é" * 121),
        ("title", 12),
        ("summary", "Écrivez à camille.contact@ville.example"),
        ("partners", [{"name": "Camille camille@ville.example"}]),
        ("objectives", [str(number) for number in range(6)]),
        ("objectives", ["é" * 301]),
        ("themes", ["no_such_term"]),
        ("themes", ["youth_work", "gender", "dialogue", "multi_agency", "media_literacy"]),
        ("lead_type", ["municipality"]),
        ("city_role", "mayor"),
        ("start_date", "avril 2016"),
        ("indicators", [{"name": "Appels", "unit": "appels", "value": "-1e30"}]),
        ("indicators", [{"name": "Appels", "unit": "appels", "value": "1e30"}]),
        ("start_date", "2016-13"),
        ("start_date", "2016-02-30"),
        ("start_date", "0016"),
        ("budget_amount", "-1"),
        ("budget_amount", "NaN"),
        ("budget_amount", "1e400"),
        ("budget_amount", "beaucoup"),
        ("budget_amount", True),
        ("budget_year", 1789),
        ("budget_currency", "FRF"),
        ("age_min", "14,5"),
        ("age_max", 121),
        ("reach", [{"count": 12}]),
        ("reach", [{"count": 12, "unit": "souls"}]),
        ("reach", [{"count": -1, "unit": "calls"}]),
        ("reach", [{"count": 1, "unit": "calls", "period_from": 2020, "period_to": 2019}]),
        ("reach", [{"count": 1, "unit": "calls", "name": "x"}]),
        ("reach", "douze"),
        ("reach", ["douze"]),
        ("funding_sources", [{"name": "A", "share_percent": 60}, {"name": "B", "share_percent": 41}]),
        ("deliverables", [{"title": "Guide", "url": "javascript:alert(1)"}]),
        ("deliverables", [{"title": "Guide", "url": "https://"}]),
        ("deliverables", [{"title": "Guide", "url": "https://user@ville.example/"}]),
        ("deliverables", [{"title": "Guide", "url": "//ville.example"}]),
        ("deliverables", [{"title": "Guide", "url": "https://[::1"}]),
        ("public_contact", {"service": "Mairie", "email": "mairie"}),
        ("contact_person", {"name": "Camille"}),
        ("contact_person", ["Camille"]),
        ("transfers", [{"city_ref": "atlantis"}]),
        ("associated_cities", ["atlantis"]),
        ("associated_cities", [0]),
        ("location_sensitive", "peut-être"),
        ("visibility", "everybody"),
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence(key, raw):
    with pytest.raises(Invalid) as refusal:
        clean_value(FIELDS[key], raw)
    assert str(refusal.value.sentence).endswith((".", "…"))


def test_rows_name_the_row_and_the_column():
    with pytest.raises(Invalid) as refusal:
        clean_value(FIELDS["reach"], [{"count": 1, "unit": "calls"}, {"count": "x", "unit": "calls"}])
    assert list(refusal.value.fields) == ["reach.1.count"]


def test_a_section_is_saved_whole_or_not_at_all(editor):
    draft = actions.create(by=editor, title="Un titre")
    with pytest.raises(Invalid) as refusal:
        actions.save_section(
            by=editor,
            revision_id=draft.pk,
            section="C",
            values={"themes": ["gender"], "age_min": 30, "age_max": 20, "summary": "d’une autre section", "slug": "x"},
            seen_version=draft.lock_version,
        )
    assert set(refusal.value.fields) == {"summary", "slug"}
    with pytest.raises(Invalid) as refusal:
        actions.save_section(
            by=editor,
            revision_id=draft.pk,
            section="C",
            values={"themes": ["gender"], "age_min": 30, "age_max": 20},
            seen_version=draft.lock_version,
        )
    assert set(refusal.value.fields) == {"age_max"}
    stored = Revision.unguarded.get()
    assert (stored.themes, stored.age_min, stored.lock_version) == ([], None, 1)


@pytest.mark.parametrize("value", ["", "   ", "\u200b", None])
def test_a_title_stays_a_title(editor, value):
    draft = actions.create(by=editor, title="Un titre")
    with pytest.raises(Invalid):
        actions.save_section(
            by=editor, revision_id=draft.pk, section="A", values={"title": value}, seen_version=draft.lock_version
        )
    with pytest.raises(Invalid):
        actions.create(by=editor, title=value or "")


@pytest.mark.parametrize(
    ("given", "is_refused"), [(["none"], False), (["none", "planned"], False), (["none", "audit"], True)]
)
def test_no_evaluation_contradicts_one_that_was_made(given, is_refused):
    assert ("evaluation_types" in record.inconsistencies({"evaluation_types": given})) is is_refused
