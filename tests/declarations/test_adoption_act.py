"""A body adopts, in session: who, where, when, how; the act is the only thing that freezes a text."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cities.viewer import Viewer
from common import clock
from common.errors import Conflict, Invalid, NotPossible
from declarations import actions, verifier
from declarations.facts import facts_of
from declarations.models import AdoptionAct, AdoptionMode, Declaration, Text, TextStatus
from mailing.compose import compose
from mailing.models import Letter
from tests.declarations.cast import BODY, SECRETARIAT, TITLE, adopt, authentic, close_it, open_it
from tests.declarations.preparing import by_office, consult, read_again

ViewerOf = Callable[[User], Viewer]
NOW = "Les villes échangent leurs expériences chaque mois."


def sitting(**changes: Any) -> actions.Sitting:
    given = {"body": {"fr": "Bureau"}, "place": {"fr": "Liège"}, "held_on": date(2026, 11, 20), "mode": "unanimity"}
    return actions.Sitting(**{**given, **changes})


def second_version(declaration: Declaration, body: str = BODY + "\n\nEt davantage.") -> Declaration:
    """Close version 1 and write another."""
    if read_again(declaration).is_open:
        close_it(read_again(declaration))
    actions.write_text(**by_office(declaration), title=TITLE, body=body, language="fr", status=TextStatus.AUTHENTIC)
    return read_again(declaration)


def test_a_majority_is_counted_and_the_page_says_it(draft: Declaration, client: Client) -> None:
    counted = sitting(mode="majority", votes_for=12, votes_against=3, votes_abstained=1)
    actions.adopt(**by_office(draft, sitting=counted))
    act = AdoptionAct.objects.get()
    assert (act.mode, act.votes_for, act.text_sha256) == ("majority", 12, authentic(read_again(draft)).sha256)
    page = client.get(f"/fr/declarations/{draft.slug}/").content.decode()
    assert "Bureau, à la majorité (12 pour, 3 contre, 1 en abstention)" in page


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"body": {}}, "adopting_body"),
        ({"place": {}}, "place"),
        ({"held_on": None}, "adopted_on"),
        ({"mode": "unknown"}, "adoption_mode"),
        ({"mode": "written_procedure"}, "adoption_mode"),
        ({"mode": "majority"}, "votes_for"),
        ({"mode": "majority", "votes_for": 3, "votes_against": 3, "votes_abstained": 0}, "votes_for"),
        ({"mode": "majority", "votes_for": 3, "votes_against": 1}, "votes_for"),
        ({"mode": "majority", "votes_for": 99_999, "votes_against": 1, "votes_abstained": 0}, "votes_for"),
        ({"mode": "consensus", "votes_for": 3}, "votes_for"),
    ],
)
def test_an_act_that_says_half_is_refused(draft: Declaration, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.adopt(**by_office(draft, sitting=sitting(**given)))
    assert set(refused.value.fields) == {field}
    assert not AdoptionAct.objects.exists()
    assert read_again(draft).version == 0


def test_nobody_adopts_in_advance(draft: Declaration) -> None:
    with pytest.raises(Invalid):
        actions.adopt(**by_office(draft, sitting=sitting(held_on=clock.now().date() + timedelta(days=2))))


def test_pressed_twice_there_is_one_act(draft: Declaration) -> None:
    seen = by_office(draft, sitting=sitting())
    actions.adopt(**seen)
    with pytest.raises(Conflict):
        actions.adopt(**seen)
    assert AdoptionAct.objects.count() == 1


def test_the_database_freezes_a_text_by_an_act_alone(draft: Declaration) -> None:
    with pytest.raises(DatabaseError, match="only an act of adoption"), transaction.atomic():
        Text.objects.filter(declaration=draft).update(adopted_at=timezone.now())
    other = {"version": 1, "text_sha256": verifier.fingerprint("x"), "mode": "consensus", "body": {"fr": "x"}}
    AdoptionAct.objects.create(declaration=draft, adopted_on=date(2026, 11, 20), **other)
    with pytest.raises(DatabaseError, match="only an act of adoption"), transaction.atomic():
        Text.objects.filter(declaration=draft).update(adopted_at=timezone.now())  # an act on other words


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"votes_for": 3}, "act_counts_a_majority"),
        ({"mode": "majority", "votes_for": 1, "votes_against": 2, "votes_abstained": 0}, "act_counts_a_majority"),
        ({"mode": "majority"}, "act_counts_a_majority"),
        ({"mode": "unknown"}, "act_says_how"),
        ({"mode": "written_procedure"}, "act_in_writing_has_its_procedure"),
        ({"version": 2}, "act_says_what_changes"),
        ({"text_sha256": "x"}, "act_hash_is_a_hash"),
    ],
)
def test_the_database_refuses_an_act_without_sense(draft: Declaration, change: dict[str, Any], name: str) -> None:
    good = {"version": 1, "text_sha256": "0" * 64, "mode": "consensus", "body": {}, "adopted_on": date(2026, 11, 20)}
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        AdoptionAct.objects.create(declaration=draft, **{**good, **change})


def test_one_act_for_a_version_that_never_changes(adopted: Declaration) -> None:
    made = AdoptionAct.objects.get()
    made.pk = None
    with pytest.raises(DatabaseError, match="one_act_per_version"), transaction.atomic():
        made.save(force_insert=True)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        AdoptionAct.objects.update(mode="unanimity")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        AdoptionAct.objects.all()._raw_delete("default")  # type: ignore[attr-defined]  # Django's own


def test_a_correction_says_what_changed_and_shows_it(adopted: Declaration, client: Client) -> None:
    changed = BODY.replace("Les villes échangent leurs expériences.", NOW)
    second_version(adopted, f"{changed}\n\n## Rendre compte\n\nChaque année.")
    with pytest.raises(Invalid) as refused:
        actions.adopt(**by_office(adopted))
    assert set(refused.value.fields) == {"changes"}
    actions.adopt(**by_office(adopted, changes="L’échange devient mensuel."))
    public = client.get(f"/fr/declarations/{adopted.slug}/texte/2/changements/").content.decode()
    assert "L’échange devient mensuel." in public
    assert "Article 3, ajouté" in public
    assert "<ins>" in public
    assert public.count("Ne change pas.") == 4  # the title, two considerations, one article
    page = client.get(f"/fr/declarations/{adopted.slug}/").content.decode()
    assert "texte/2/changements/" in page
    assert client.get(f"/fr/declarations/{adopted.slug}/texte/1/changements/").status_code == 404
    assert client.get(f"/fr/declarations/{adopted.slug}/texte/3/changements/").status_code == 404


def test_the_same_words_are_no_correction(adopted: Declaration) -> None:
    second_version(adopted, BODY)
    with pytest.raises(NotPossible, match="mot pour mot"):
        adopt(read_again(adopted))


def test_cities_that_signed_are_asked_again_and_stay_where_they_are(
    opened: Declaration,
    dakar_signatory: User,
    dakar_coordinator: User,
    liege_coordinator: User,
    secretariat: User,
    viewer_for: ViewerOf,
    client: Client,
) -> None:
    by = viewer_for(dakar_signatory)
    signed = actions.sign(by=by, declaration_id=opened.pk, seen_text=authentic(opened).sha256).signature
    actions.confirm(by=viewer_for(secretariat), signature_id=signed.pk)
    Letter.objects.all().delete()
    again = open_it(adopt(second_version(opened)))
    letters = Letter.objects.filter(kind="declaration.new_version")
    assert {one.recipient_id for one in letters} == {dakar_signatory.pk, dakar_coordinator.pk}
    assert not Letter.objects.filter(kind="declaration.opened", recipient_id=dakar_signatory.pk).exists()
    said = str(compose(letters[0]).body)
    assert "Un article dit davantage." in said
    assert "texte/2/changements/" in said
    page = client.get(f"/fr/declarations/{again.slug}/").content.decode()
    assert "Signatures de versions antérieures" in page
    assert "Aucune ville signataire" in page


def test_what_is_being_consulted_on_is_not_opened(adopted: Declaration) -> None:
    second_version(adopted)
    consult(adopted)
    with pytest.raises(NotPossible, match="attendez-en la fin"):
        open_it(read_again(adopted))
    with pytest.raises(NotPossible, match="attendez-en la fin"):
        actions.archive(**by_office(adopted))


def test_as_the_facts_say_it(draft: Declaration) -> None:
    assert adopt(draft).adoption_mode == AdoptionMode.CONSENSUS
    act = AdoptionAct.objects.get()
    assert (act.body, act.place, act.adopted_on) == ({"fr": "Assemblée d’essai"}, {"fr": "Liège"}, date(2026, 11, 20))
    assert act.recorded_by_id == SECRETARIAT.user_id


def test_the_facts_do_not_say_otherwise_afterwards(adopted: Declaration) -> None:
    said = facts_of(read_again(adopted))
    with pytest.raises(Invalid) as refused:
        actions.revise(**by_office(adopted, facts=replace(said, adopted_on=date(2026, 11, 21), place={"fr": "Namur"})))
    assert set(refused.value.fields) == {"adopted_on", "place"}
    told = replace(said, summary={"fr": "En bref."}, place={"fr": "Liège", "en": "Liège"})
    actions.revise(**by_office(adopted, facts=told))
    assert read_again(adopted).summary == {"fr": "En bref."}
