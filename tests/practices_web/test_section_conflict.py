"""Two people in one draft: neither loses a word."""

import pytest

from practices import actions
from practices.models import Revision

pytestmark = pytest.mark.django_db


def _address(revision: Revision, section: str) -> str:
    return f"/fr/pratiques/{revision.practice.slug}/modifier/{section}/"


@pytest.fixture
def pair(client_of, liege_editor, liege_coordinator, draft_practice):
    """Two people of one city before the same section of a draft: Élise, Colin, the draft, its address."""
    revision = draft_practice()
    return client_of(liege_editor), client_of(liege_coordinator), revision, _address(revision, "essentiel")


def _stored(revision: Revision) -> Revision:
    return Revision.unguarded.get(pk=revision.pk)


def test_two_texts_of_one_field_are_shown_word_by_word(pair, typed) -> None:
    mine, theirs, revision, address = pair
    page = mine.get(address)
    other = typed(theirs.get(address), "seen_version", context="Le constat de Colin.", do="save")
    assert theirs.post(address, other).status_code == 302

    answer = mine.post(address, typed(page, "seen_version", context="Le constat d’Élise.", do="save"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Colin Coord a enregistré ce champ le " in text
    assert "Le constat <del>d’Élise</del><ins>de Colin</ins>." in text
    assert text.count("Que garder") == 1, "the other fields hold the same text"
    assert "Enregistrer mes choix" in text
    assert _stored(revision).context == "Le constat de Colin."

    kept = mine.post(address, typed(answer, "seen_version", do="save"))
    assert kept.status_code == 302
    assert _stored(revision).context == "Le constat d’Élise."


def test_the_other_text_can_be_chosen_field_by_field(pair, typed) -> None:
    mine, theirs, revision, address = pair
    page = mine.get(address)
    other = typed(theirs.get(address), "seen_version", context="De Colin.", summary="Résumé de Colin.", do="save")
    theirs.post(address, other)
    both = typed(page, "seen_version", context="D’Élise.", summary="Résumé d’Élise.", do="save")
    answer = mine.post(address, both)
    assert answer.content.decode().count("Que garder") == 2
    chosen = typed(answer, "seen_version", do="save", **{"choice-context": "theirs", "choice-summary": "mine"})
    assert mine.post(address, chosen).status_code == 302
    assert (_stored(revision).context, _stored(revision).summary) == ("De Colin.", "Résumé d’Élise.")


def test_two_fields_of_one_section_at_once_are_both_kept(pair, typed) -> None:
    mine, theirs, revision, address = pair
    page = mine.get(address)
    theirs.post(address, typed(theirs.get(address), "seen_version", context="De Colin.", do="save"))
    answer = mine.post(address, typed(page, "seen_version", summary="D’Élise.", do="save"), follow=True)
    assert answer.status_code == 200
    assert (_stored(revision).context, _stored(revision).summary) == ("De Colin.", "D’Élise.")
    said = answer.content.decode()
    assert "Colin Coord a écrit dans d’autres champs de cette page en même temps que vous" in said


def test_beside_a_conflict_what_only_the_other_changed_is_kept(pair, typed) -> None:
    mine, theirs, revision, address = pair
    page = mine.get(address)
    other = typed(theirs.get(address), "seen_version", context="De Colin.", summary="Résumé de Colin.", do="save")
    theirs.post(address, other)
    answer = mine.post(address, typed(page, "seen_version", context="D’Élise.", do="save"))
    text = answer.content.decode()
    assert text.count("Que garder") == 1
    assert "ce texte est déjà dans le champ." in text
    assert mine.post(address, typed(answer, "seen_version", do="save")).status_code == 302
    assert (_stored(revision).context, _stored(revision).summary) == ("D’Élise.", "Résumé de Colin.")


def test_readers_chosen_at_once_are_a_difference_too(pair, typed) -> None:
    mine, theirs, revision, address = pair
    page = mine.get(address)
    theirs.post(address, typed(theirs.get(address), "seen_version", do="save", **{"audience-context": "members"}))
    mine.post(address, typed(page, "seen_version", do="save", **{"audience-summary": "members"}))
    assert _stored(revision).audiences == {"context": "members", "summary": "members"}


def test_two_sections_at_once_are_no_conflict(
    client_of, liege_editor, liege_coordinator, draft_practice, typed
) -> None:
    revision = draft_practice()
    mine, theirs = client_of(liege_editor), client_of(liege_coordinator)
    page = mine.get(_address(revision, "essentiel"))
    other = _address(revision, "transfert")
    assert (
        theirs.post(other, typed(theirs.get(other), "seen_version", sustainability="Acquis.", do="save")).status_code
        == 302
    )
    sent = typed(page, "seen_version", context="Le constat d’Élise.", do="save")
    assert mine.post(_address(revision, "essentiel"), sent).status_code == 302
    stored = Revision.unguarded.get(pk=revision.pk)
    assert (stored.context, stored.sustainability) == ("Le constat d’Élise.", "Acquis.")


def test_what_was_typed_stays_when_the_draft_was_submitted(
    client_of, liege_editor, liege_coordinator, draft_practice, typed, viewer_for
) -> None:
    revision = draft_practice()
    editor = client_of(liege_editor)
    page = editor.get(_address(revision, "essentiel"))
    current = Revision.unguarded.get(pk=revision.pk)
    actions.submit(by=viewer_for(liege_coordinator), revision_id=revision.pk, seen_version=current.lock_version)
    answer = editor.post(_address(revision, "essentiel"), typed(page, "seen_version", context="Trop tard.", do="save"))
    assert answer.status_code in {403, 409}
    assert typed(answer, "seen_version")["context"] == ["Trop tard."]
    assert Revision.unguarded.get(pk=revision.pk).context != "Trop tard."
