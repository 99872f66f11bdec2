"""A declaration of the past comes from a file: checked whole, nothing invented, dry first, twice without effect."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from declarations import reference
from declarations.models import Declaration, Event, Signature

pytestmark = pytest.mark.django_db
TOLD: dict[str, Any] = {
    "slug": "tunis-2015",
    "source": "Compte rendu d’essai",
    "signed_on": None,
    "facts": {"short_title": {"fr": "Position de Tunis (2015)"}, "verification": "unverified"},
    "signatories": ["tunis", "dakar"],
}


def run(folder: Path, told: Any, *words: str) -> str:
    path, said = folder / "declaration.json", StringIO()
    path.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    call_command("import_declaration", str(path), *words, stdout=said)
    return said.getvalue()


def test_it_is_recorded_with_its_unknowns(tmp_path: Path, client: Client) -> None:
    assert "a new declaration, 2 cities named, 2 recorded" in run(tmp_path, TOLD)
    declaration = Declaration.unguarded.get(slug="tunis-2015")
    assert (declaration.adopted_on, declaration.version, declaration.is_without_text) == (None, 0, True)
    page = client.get("/fr/declarations/tunis-2015/").content.decode()
    assert "Texte officiel non connu" in page
    assert "2 villes signataires" in page


def test_twice_adds_nothing(tmp_path: Path) -> None:
    run(tmp_path, TOLD)
    events = Event.objects.count()
    assert "already known, 2 cities named, 0 recorded" in run(tmp_path, TOLD)
    assert Event.objects.count() == events


def test_a_dry_run_says_and_writes_nothing(tmp_path: Path) -> None:
    assert "2 would be recorded" in run(tmp_path, TOLD, "--dry-run")
    assert not Declaration.unguarded.filter(slug="tunis-2015").exists()


def test_the_file_of_2016_is_of_this_format(tmp_path: Path) -> None:
    assert "already known, 25 cities named, 0 recorded" in run(tmp_path, reference.FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "one object"),
        ({**TOLD, "articles": []}, "articles: this key is not known"),
        ({key: value for key, value in TOLD.items() if key != "source"}, "source: missing"),
        ({**TOLD, "slug": "Tunis 2015"}, "slug: must be"),
        ({**TOLD, "signed_on": "8 avril"}, "signed_on: must be a day"),
        ({**TOLD, "signatories": ["atlantide", "dakar"]}, "unknown cities: atlantide"),
        ({**TOLD, "signatories": ["dakar", "dakar"]}, "names a city twice"),
        ({**TOLD, "facts": {"short_title": {"en": "T"}}}, "must have French words"),
        ({**TOLD, "facts": {**TOLD["facts"], "adoption_mode": "acclamation"}}, "adoption_mode: must be one of"),
        ({**TOLD, "facts": {**TOLD["facts"], "mayors": ["X"]}}, "facts.mayors: this key is not known"),
        ({**TOLD, "facts": {**TOLD["facts"], "fact_status": {"place": {"status": "sure"}}}}, "its status"),
        ({**TOLD, "facts": {"short_title": {"fr": "T" * 61}}}, "60"),
    ],
)
def test_a_wrong_file_is_refused_whole(tmp_path: Path, told: Any, reason: str) -> None:
    lines = Signature.objects.count()
    with pytest.raises(CommandError, match="nothing was written") as refused:
        run(tmp_path, told)
    assert reason in str(refused.value)
    assert Signature.objects.count() == lines


def test_every_fault_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        run(tmp_path, {**TOLD, "slug": "É", "signed_on": "x", "signatories": ["atlantide"]})
    assert str(refused.value).count("\n") == 3
