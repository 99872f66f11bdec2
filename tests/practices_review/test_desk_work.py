"""How the secretariat shares the work: who follows, who is looking, notes that the city never reads, the two lists."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from common.errors import NotAllowed
from journal.models import Entry
from practices import actions
from practices.models import Assignment, DecisionReason, InternalNote, Revision, WatchedWording


def page(revision):
    return reverse("admin:practices_revision_change", args=[revision.pk])


def verb(name, revision):
    return reverse(f"admin:practices_revision_{name}", args=[revision.pk])


def test_somebody_follows_a_record_from_one_version_to_the_next(colleague, desk, submitted, editor, office, letters):
    assert "Personne ne suit encore cette fiche." in desk.get(page(submitted)).content.decode()
    desk.post(verb("follow", submitted), {})
    desk.post(verb("follow", submitted), {})
    assert Entry.objects.filter(verb="practice.reviewer_assigned").count() == 1
    assert "Fiche suivie par Sacha Secrétariat." in desk.get(page(submitted)).content.decode()
    assert letters("practice.reviewer_assigned") == []
    actions.request_changes(by=office, revision_id=submitted.pk, seen_version=submitted.lock_version, note="Précisez.")
    draft = Revision.unguarded.get(practice=submitted.practice_id, state="draft")
    actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    told = letters("practice.submitted")
    assert told.count("secretariat@aimf.example") == 2
    assert told.count("collegue@aimf.example") == 1, "the second time, only who follows is told"


def test_a_record_is_trusted_to_a_colleague_who_is_told(desk, submitted, colleague, letters, told):
    desk.post(verb("assign", submitted), {"reviewer": colleague.pk})
    assert letters("practice.reviewer_assigned") == ["collegue@aimf.example"]
    assert "Liège" in told("practice.reviewer_assigned")
    desk.post(verb("assign", submitted), {"reviewer": ""})
    assert not Assignment.objects.exists()


def test_only_the_secretariat_follows(desk, submitted, liege_editor, editor):
    assert desk.post(verb("assign", submitted), {"reviewer": liege_editor.pk}).status_code == 422
    with pytest.raises(NotAllowed):
        actions.assign(by=editor, practice_id=submitted.practice_id, reviewer_id=liege_editor.pk)


def test_who_else_is_looking_is_said(desk, client_of, colleague, submitted):
    assert "regarde aussi cette fiche" not in desk.get(page(submitted)).content.decode()
    shown = client_of(colleague).get(page(submitted)).content.decode()
    assert "Sacha Secrétariat" in shown
    assert "regarde aussi cette fiche" in shown
    assert "Camille Collègue</b>" in desk.get(page(submitted)).content.decode()


def test_a_note_is_read_by_the_secretariat_alone(desk, city, submitted, office, client_of, colleague):
    for _twice in range(2):
        assert desk.post(verb("note", submitted), {"body": "Appeler la maire avant."}).status_code == 302
    assert InternalNote.objects.count() == 1
    assert "Appeler la maire avant." in client_of(colleague).get(page(submitted)).content.decode()
    slug = submitted.practice.slug
    actions.request_changes(by=office, revision_id=submitted.pk, seen_version=submitted.lock_version, note="Précisez.")
    for address in (f"/fr/pratiques/{slug}/modifier/", f"/fr/pratiques/{slug}/modifier/preuves/", "/fr/ma-ville/"):
        assert "Appeler la maire" not in city.get(address).content.decode()
    assert not [entry for entry in Entry.objects.all() if "Appeler la maire" in f"{entry.note}{entry.data}"]


def test_a_note_is_kept_as_it_was_written(desk, submitted):
    desk.post(verb("note", submitted), {"body": "Appeler la maire avant."})
    with pytest.raises(IntegrityError), transaction.atomic():
        InternalNote.objects.update(body="Autre")
    with pytest.raises(IntegrityError), transaction.atomic():
        InternalNote.objects.all().delete()


def test_the_list_of_expressions_is_kept_at_the_desk(desk):
    add = reverse("admin:practices_watchedwording_add")
    short = desk.post(add, {"expression": "a*", "reason": "Trop court."})
    assert short.status_code == 422
    assert "Trop court." in short.content.decode()
    assert (
        desk.post(add, {"expression": "zone*  grise*", "reason": "Nommez le lieu.", "active": "on"}).status_code == 302
    )
    made = WatchedWording.objects.get(expression="zone* grise*")
    assert desk.post(add, {"expression": "zone* grise*", "reason": "Encore."}).status_code == 422
    edit = reverse("admin:practices_watchedwording_edit", args=[made.pk])
    assert "Nommez le lieu." in desk.get(edit).content.decode()
    assert desk.post(edit, {"expression": "zone* grise*", "reason": "Dites où."}).status_code == 302
    made.refresh_from_db()
    assert (made.reason, made.active) == ("Dites où.", False)


def test_the_list_of_reasons_is_kept_at_the_desk_in_three_languages(desk):
    add = reverse("admin:practices_decisionreason_add")
    assert desk.post(add, {"fr": "Trop tôt.", "en": "Too early.", "ar": ""}).status_code == 422
    assert desk.post(add, {"fr": "Trop tôt.", "en": "Too early.", "ar": "مبكر جدًّا.", "active": "on"}).status_code == 302
    made = DecisionReason.objects.get(fr="Trop tôt.")
    assert made.in_language("ar") == "مبكر جدًّا."


def test_the_two_lists_belong_to_the_secretariat(editor):
    with pytest.raises(NotAllowed):
        actions.save_wording(by=editor, expression="quelque chose", reason="Non.")
    with pytest.raises(NotAllowed):
        actions.save_reason(by=editor, words={"fr": "a", "en": "b", "ar": "c"})


def test_a_second_submission_is_shown_beside_what_was_asked(desk, editor, office, submitted):
    import samples

    seen = {"revision_id": submitted.pk, "seen_version": submitted.lock_version}
    actions.add_point(by=office, about="governance", body="Qui préside le comité ?", **seen)
    actions.request_changes(by=office, note="Précisez aussi le rythme.", **seen)
    draft = Revision.unguarded.get(practice=submitted.practice_id, state="draft")
    draft = samples.write(editor, draft, governance="Un comité présidé par la maire se réunit chaque trimestre.")
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    shown = desk.get(page(sent)).content.decode()
    since = shown[shown.index('id="since-asked"') : shown.index('<details class="whole">')]
    assert "renvoyée à la ville" in since
    assert "Précisez aussi le rythme." in since
    assert "Qui préside le comité" in since
    assert "trimestre" in since
    assert "Résumé" not in since
    assert 'id="since-published"' not in shown
