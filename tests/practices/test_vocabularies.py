"""Terms in three languages, loaded as often as one likes."""

import json

import pytest

from practices import reference, vocabulary
from practices.models import Term

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _read_again():
    vocabulary.forget()
    yield
    vocabulary.forget()


def test_loading_again_changes_nothing():
    before = list(Term.objects.order_by("id").values())
    assert len(before) == 175
    assert reference.load() == "175 terms in 18 vocabularies, 195 exchange rates"
    assert list(Term.objects.order_by("id").values()) == before


def test_labels_follow_the_language():
    assert vocabulary.label("prevention_level", "primary", "fr") == "Primaire (tout public)"
    assert vocabulary.label("prevention_level", "primary", "en") == "Primary (universal)"
    assert vocabulary.label("prevention_level", "primary", "ar").startswith("أولية")
    assert vocabulary.label("prevention_level", "unheard_of") == "unheard_of"
    assert dict(vocabulary.choices("prevention_level"))["tertiary"] == "Tertiaire (désengagement, réinsertion)"
    assert vocabulary.terms("unheard_of") == ()


def test_a_term_that_leaves_the_file_stays_for_the_records_that_carry_it(tmp_path, monkeypatch):
    content = json.loads(reference.FILE.read_text(encoding="utf-8"))
    gone = content["vocabularies"]["theme"]["terms"].pop()
    path = tmp_path / "vocabularies.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setattr(reference, "FILE", path)
    reference.load()
    assert Term.objects.get(vocabulary="theme", slug=gone["slug"]).deprecated
    assert gone["slug"] not in dict(vocabulary.choices("theme"))
    assert vocabulary.label("theme", gone["slug"], "fr") == gone["fr"]


@pytest.mark.parametrize("fault", ["no_arabic", "twice", "replaced_by_nothing"])
def test_a_wrong_file_is_refused_whole(tmp_path, monkeypatch, fault):
    content = json.loads(reference.FILE.read_text(encoding="utf-8"))
    terms = content["vocabularies"]["theme"]["terms"]
    if fault == "no_arabic":
        terms[0]["ar"] = ""
    elif fault == "twice":
        terms.append(terms[0])
    else:
        terms[0]["replaced_by"] = "nothing"
    terms[1]["fr"] = "Changé"
    path = tmp_path / "vocabularies.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setattr(reference, "FILE", path)
    with pytest.raises(ValueError):
        reference.load()
    assert not Term.objects.filter(fr="Changé").exists()
