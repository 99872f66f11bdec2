"""The city of the practice thanks, or corrects; a correction waits for the secretariat."""

import pytest

from common.errors import Conflict, Invalid, NotAllowed, NotPossible
from journal.models import Entry
from practices import actions
from practices.models import AdoptionAnswer

pytestmark = pytest.mark.django_db


def _answer(by, adoption, **changes):
    values = {"kind": "thanks", "body": "", "seen_version": 1, **changes}
    return actions.answer_adoption(by=by, adoption_id=adoption.pk, **values)


def test_the_city_thanks_and_the_other_reads_it(adopted, liege, dakar_editor, secretariat, written) -> None:
    _answer(liege, adopted(), body="Merci, venez nous voir.")
    told = written("adoption.answered")
    assert set(told) == {"coordination@dakar.example", "redactrice@dakar.example"}
    assert "vous remercie" in told["coordination@dakar.example"].paragraphs[0]
    assert told["coordination@dakar.example"].quote == "Merci, venez nous voir."


def test_a_correction_waits_for_the_secretariat_until_it_is_settled(
    adopted, liege, office, client_of, secretariat, written
) -> None:
    made = adopted()
    answer = _answer(liege, made, kind="correction", body="Ce n’est pas notre méthode.")
    desk = client_of(secretariat).get("/admin/").content.decode()
    assert "Correction d’une reprise" in desk
    assert f"/admin/practices/adoptionanswer/{answer.pk}/" in desk
    assert written("adoption.answered")[secretariat.email].quote == "Ce n’est pas notre méthode."
    actions.settle_correction(by=office, answer_id=answer.pk, note="Les deux villes sont d’accord.")
    assert set(written("adoption.correction_settled")) == {"editrice@liege.example", "coordination@dakar.example"}
    with pytest.raises(NotPossible):
        actions.settle_correction(by=office, answer_id=answer.pk)


def test_the_same_answer_twice_is_one_and_a_new_one_takes_its_place(adopted, liege) -> None:
    made = adopted()
    _answer(liege, made, body="Merci.")
    _answer(liege, made, body="Merci.")
    assert Entry.objects.filter(verb="adoption.answered").count() == 1
    _answer(liege, made, body="Merci encore.")
    assert AdoptionAnswer.objects.get().body == "Merci encore."


def test_only_the_city_of_the_practice_answers_and_what_it_read(adopted, liege, dakar, tunis_reader, viewer_for):
    made = adopted()
    for viewer in (dakar, viewer_for(tunis_reader)):
        with pytest.raises(NotAllowed):
            _answer(viewer, made)
    with pytest.raises(Invalid):
        _answer(liege, made, kind="correction")
    adopted(seen_version=1, state="stopped")
    with pytest.raises(Conflict):
        _answer(liege, made, body="Merci.")
