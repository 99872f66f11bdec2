"""The public format: checked whole, doubled never, published by a verb of its own."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import samples
from django.core.management import call_command
from django.core.management.base import CommandError

from cities.viewer import STRANGER
from common.errors import NotAllowed, NotPossible
from journal.models import Entry
from practices import actions, record
from practices.models import IndexEntry, Origin, Practice, PracticeState, Revision
from practices.record import FIELDS

REAL = Path(__file__).parents[2] / "practices" / "data" / "practices.json"
SMALL: dict[str, Any] = {
    "slug": "liege-exemple",
    "city": "liege",
    "country": "BE",
    "title": "Un exemple",
    "summary": "Établi d’après la presse.",
    "practice_domains": ["youth_prevention"],
    "confidence": "medium",
    "budget": {"amount": 45000, "currency": "EUR", "scope": "launch_grant", "year": 2016, "note": "Aide au lancement."},
    "reach": [{"count": 27, "unit": "situations", "period": {"from": 2016, "to": 2017}}],
    "transfers": ["namur"],
    "linked_initiatives": ["Un réseau"],
    "staff_note": "Quatre personnes.",
    "verified": "Sources lues le 23 novembre 2026.",
}


@pytest.fixture
def write(tmp_path):
    def file(*records: Any) -> Path:
        path = tmp_path / "records.json"
        path.write_text(json.dumps({"practices": records}), encoding="utf-8")
        return path

    return file


def run(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_practices", str(path), *options, stdout=out)
    return out.getvalue()


def test_the_real_records_load_once_and_wait(secretariat, letters):
    assert run(REAL).startswith("53 created")
    assert Practice.unguarded.filter(origin=Origin.PUBLIC_SOURCES, state=PracticeState.UNPUBLISHED).count() == 53
    assert not Practice.objects.visible_to(STRANGER).exists()
    before = list(Revision.unguarded.order_by("id").values())
    assert "53 unchanged" in run(REAL)
    assert list(Revision.unguarded.order_by("id").values()) == before


def test_the_secretariat_publishes_them_but_for_the_three_at_risk(secretariat, reader):
    told = run(REAL, "--publish-as", secretariat.email)
    assert "50 published" in told
    assert told.count("risque d’amalgame") == 3
    assert IndexEntry.objects.in_scope("public").count() == 50
    assert "0 published" in run(REAL, "--publish-as", secretariat.email)
    assert Entry.objects.filter(verb="practice.published_from_sources", actor_id=secretariat.pk).count() == 50
    practice = Practice.unguarded.select_related("published__practice__city").get(slug="bordeaux-capri")
    assert practice.from_public_sources
    assert practice.last_confirmed_on is None
    assert practice.published.author_id is None
    seen = record.view(practice.published, STRANGER)
    assert seen.get("budget_amount").value == 45000
    assert seen.get("budget_note").is_known
    lesson = Practice.unguarded.select_related("published__practice__city").get(slug="anderlecht-cellule-prevention")
    assert record.view(lesson.published, STRANGER).get("obstacles").locked
    assert record.view(lesson.published, reader).get("obstacles").is_known


def test_nobody_else_publishes_them(write, editor, liege_editor, draft_practice, office):
    run(write(SMALL))
    waiting = Revision.unguarded.get()
    with pytest.raises(NotAllowed):
        actions.publish_from_sources(by=editor, practice_id=waiting.practice_id, seen_version=1)
    with pytest.raises(CommandError, match="secretariat"):
        run(write(SMALL), "--publish-as", liege_editor.email)
    of_the_city = draft_practice()
    with pytest.raises(NotPossible):
        actions.publish_from_sources(
            by=office, practice_id=of_the_city.practice_id, seen_version=of_the_city.lock_version
        )


def test_a_notice_that_holds_an_identity_number_stays_a_draft(write, secretariat):
    told = run(write({**SMALL, "context": "Le dossier 1 84 12 76 451 089 46."}), "--publish-as", secretariat.email)
    assert "0 published" in told
    assert "liege-exemple: Cette version contient ce qui ne peut pas être publié. Corrigez ces textes" in told


def test_the_short_forms_of_the_format(write):
    run(write(SMALL))
    stored = Revision.unguarded.select_related("practice__city").get()
    assert (stored.budget_scope, stored.budget_note) == ("launch_grant", "Aide au lancement.")
    assert stored.reach == [{"count": 27, "unit": "situations", "period_from": 2016, "period_to": 2017}]
    assert stored.transfers == [{"city_ref": "namur"}]
    assert stored.linked_initiatives == [{"title": "Un réseau"}]
    assert stored.practice.verified_note == "Sources lues le 23 novembre 2026."


def test_a_changed_record_changes_its_draft_or_opens_one(write, secretariat):
    run(write(SMALL), "--publish-as", secretariat.email)
    assert "1 updated" in run(write({**SMALL, "title": "Un autre exemple"}))
    assert [r.title for r in Revision.unguarded.order_by("number")] == ["Un exemple", "Un autre exemple"]
    assert "1 updated" in run(write({**SMALL, "title": "Un meilleur exemple"}))
    assert [r.title for r in Revision.unguarded.order_by("number")] == ["Un exemple", "Un meilleur exemple"]
    assert IndexEntry.objects.get(scope="public").title == "Un exemple"
    run(write({**SMALL, "title": "Un meilleur exemple"}), "--publish-as", secretariat.email)
    assert IndexEntry.objects.get(scope="public").title == "Un meilleur exemple"
    assert Entry.objects.filter(verb="practice.updated_from_sources").count() == 1


def test_what_a_city_has_taken_in_hand_is_left_to_it(write, editor, office):
    run(write(SMALL))
    draft = samples.write(editor, Revision.unguarded.get(), summary="Écrit par la ville.")
    assert "1 left to city" in run(write({**SMALL, "title": "Autre"}))
    assert Revision.unguarded.get().summary == "Écrit par la ville."
    with pytest.raises(NotPossible, match="pris cette notice en main"):
        actions.publish_from_sources(by=office, practice_id=draft.practice_id, seen_version=draft.lock_version)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"city": "atlantis"}, "city"),
        ({"country": "FR"}, "country"),
        ({"title": ""}, "title"),
        ({"slug": "Une Fiche"}, "slug"),
        ({"themes": ["nope"]}, "themes"),
        ({"theme": ["gender"]}, "theme"),
        ({"start_date": "2016-13"}, "start_date"),
        ({"start_date": "2016", "end_date": "2015"}, "end_date"),
        ({"budget": {"amount": -1}}, "budget_amount"),
        ({"budget": {"sum": 1}}, "budget.sum"),
        ({"budget": 45000}, "budget"),
        ({"reach": [{"count": 1, "unit": "souls"}]}, "reach.0.unit"),
        ({"sources": [{"title": "x", "url": "ftp://x.example"}]}, "sources.0.url"),
        ({"summary": "Écrire à x@ville.example"}, "summary"),
        ({"visibility": "named"}, "visibility"),
        ({"named_cities": ["dakar"]}, "named_cities"),
        ({"external": "no"}, "external"),
        ({"confidence": "certain"}, "confidence"),
    ],
)
def test_a_bad_file_is_refused_whole_and_names_the_field(write, db, change, named):
    with pytest.raises(CommandError) as refusal:
        run(write(SMALL, {**SMALL, "slug": "liege-autre", **change}))
    lines = str(refusal.value).splitlines()[1:]
    assert any(f" · {named} : " in line for line in lines), lines
    assert not Practice.unguarded.exists()


def test_every_error_is_named(write, db):
    wrong = [{**SMALL, "city": "x", "themes": ["y"]}, {**SMALL}, "text", {**SMALL, "slug": "z", "age_min": -1}]
    with pytest.raises(CommandError) as refusal:
        run(write(*wrong))
    text = str(refusal.value)
    for part in ("liege-exemple · city", "liege-exemple · themes", "deux fois", "fiche n° 3", "z · age_min"):
        assert part in text


@pytest.mark.parametrize("content", ["", "{", "[1", '{"practices": 3}', '"text"', "[" * 100_000])
def test_what_is_not_the_format_is_refused(tmp_path, db, content):
    path = tmp_path / "file.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError):
        run(path)
    with pytest.raises(CommandError):
        run(tmp_path / "absent.json")


def test_what_is_exported_is_read_back_unchanged(tmp_path, secretariat):
    run(REAL, "--publish-as", secretariat.email)
    for scope in ("public", "members"):
        path = tmp_path / f"{scope}.json"
        call_command("export_practices", "--scope", scope, "--output", str(path))
        assert len(json.loads(path.read_text(encoding="utf-8"))["practices"]) == 50
        assert "50 unchanged" in run(path)


def test_an_export_holds_what_its_reader_reads(published_practice, tmp_path):
    published_practice(
        obstacles="Mot-réservé",
        contact_person={"name": "Nom-secret", "role": "agent", "email": "n@ville.example"},
        reach=[{"count": 3, "unit": "families"}, {"count": 30, "unit": "families"}],
    )
    out = {}
    for scope in ("public", "members"):
        stream = StringIO()
        call_command("export_practices", "--scope", scope, stdout=stream)
        out[scope] = stream.getvalue()
    assert "Mot-réservé" not in out["public"]
    assert "Mot-réservé" in out["members"]
    assert "Nom-secret" not in out["public"] + out["members"]
    (exported,) = json.loads(out["public"])["practices"]
    assert [row["count"] for row in exported["reach"]] == ["moins de 10", 30]
    assert exported["origin"] == "city"
    assert set(exported) <= set(FIELDS) | {"budget", "country", "origin"}
