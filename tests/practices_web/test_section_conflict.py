"""Two people in one draft: neither loses a word."""

import pytest

from practices import actions
from practices.models import Revision

pytestmark = pytest.mark.django_db


def _address(revision: Revision, section: str) -> str:
    return f"/fr/pratiques/{revision.practice.slug}/modifier/{section}/"


def test_two_texts_of_one_field_are_shown_side_by_side(
    client_of, liege_editor, liege_coordinator, draft_practice, typed
) -> None:
    revision = draft_practice()
    mine, theirs = client_of(liege_editor), client_of(liege_coordinator)
    address = _address(revision, "essentiel")
    page = mine.get(address)
    other = typed(theirs.get(address), "seen_version", context="Le constat de Colin.", do="save")
    assert theirs.post(address, other).status_code == 302

    answer = mine.post(address, typed(page, "seen_version", context="Le constat d’Élise.", do="save"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Colin Coord a enregistré cette section" in text
    assert "Le constat de Colin." in text
    assert "Le constat d’Élise." in text
    assert "Enregistrer ma version" in text
    assert text.count("L’autre version de") == 1
    assert Revision.unguarded.get(pk=revision.pk).context == "Le constat de Colin."

    kept = mine.post(address, typed(answer, "seen_version", do="save"))
    assert kept.status_code == 302
    assert Revision.unguarded.get(pk=revision.pk).context == "Le constat d’Élise."


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


def test_sending_twice_saves_once(client_of, liege_editor, draft_practice, typed) -> None:
    revision = draft_practice()
    editor = client_of(liege_editor)
    sent = typed(editor.get(_address(revision, "essentiel")), "seen_version", context="Une fois.", do="save")
    editor.post(_address(revision, "essentiel"), sent)
    again = editor.post(_address(revision, "essentiel"), sent)
    assert again.status_code == 302
    assert Revision.unguarded.get(pk=revision.pk).context == "Une fois."


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
