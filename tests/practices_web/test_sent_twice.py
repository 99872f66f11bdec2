"""The same page sent twice is one saving: a double click, a lost answer, the browser's back button."""

import pytest
from django.db import IntegrityError, transaction

from practices.models import Practice, Revision, Saving

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(client_of, liege_editor, draft_practice):
    """A writer, the draft, and the address of one of its sections."""
    revision = draft_practice()
    return client_of(liege_editor), revision, f"/fr/pratiques/{revision.practice.slug}/modifier/essentiel/"


def _stored(revision: Revision) -> Revision:
    return Revision.unguarded.get(pk=revision.pk)


def test_a_double_click_saves_once_and_answers_the_same(section, typed) -> None:
    editor, revision, address = section
    sent = typed(editor.get(address), "seen_version", context="Une fois.", do="next")
    first = editor.post(address, sent)
    version = _stored(revision).lock_version
    second = editor.post(address, sent)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert first.status_code == 302
    assert _stored(revision).lock_version == version
    assert Saving.objects.filter(revision=revision, token=sent["form_token"][0]).count() == 1


def test_a_lost_answer_sent_again_after_a_colleague_changes_nothing(
    section, typed, client_of, liege_coordinator
) -> None:
    editor, revision, address = section
    sent = typed(editor.get(address), "seen_version", context="Une fois.", do="save")
    editor.post(address, sent)
    colleague = client_of(liege_coordinator)
    colleague.post(address, typed(colleague.get(address), "seen_version", context="Lu, puis repris.", do="save"))
    assert editor.post(address, sent).status_code == 302
    assert _stored(revision).context == "Lu, puis repris."


def test_the_back_button_then_more_words_is_no_conflict_with_oneself(section, typed) -> None:
    editor, revision, address = section
    page = editor.get(address)
    editor.post(address, typed(page, "seen_version", context="Début.", do="save"))
    again = editor.post(address, typed(page, "seen_version", context="Début, puis la suite.", do="save"))
    assert again.status_code == 302
    assert _stored(revision).context == "Début, puis la suite."


def test_an_old_sending_that_arrives_late_asks(section, typed) -> None:
    editor, revision, address = section
    page = editor.get(address)
    old = typed(page, "seen_version", context="Ancien.", do="save")
    editor.post(address, old)
    editor.post(address, typed(page, "seen_version", context="Nouveau.", do="save"))
    late = editor.post(address, old)
    assert late.status_code == 409
    assert "Vous avez enregistré ce champ vous-même le " in late.content.decode()
    assert "<del>Ancien</del><ins>Nouveau</ins>." in late.content.decode()
    assert _stored(revision).context == "Nouveau."


def test_after_the_draft_was_sent_the_same_post_still_answers_the_same(
    section, typed, viewer_for, liege_editor
) -> None:
    from practices import actions

    editor, revision, address = section
    sent = typed(editor.get(address), "seen_version", context="Une fois.", do="save")
    first = editor.post(address, sent)
    actions.submit(by=viewer_for(liege_editor), revision_id=revision.pk, seen_version=_stored(revision).lock_version)
    assert editor.post(address, sent)["Location"] == first["Location"]


def test_a_record_is_created_once(client_of, liege_editor, typed) -> None:
    editor = client_of(liege_editor)
    sent = typed(editor.get("/fr/pratiques/nouvelle/"), "title", title="Une seule fiche")
    first, second = (editor.post("/fr/pratiques/nouvelle/", sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Practice.unguarded.filter(city__slug="liege").count() == 1


def test_the_database_itself_refuses_a_second_saving(section) -> None:
    _editor, revision, _address = section
    saving = Saving.objects.filter(revision=revision).first()
    saving.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        saving.save()
