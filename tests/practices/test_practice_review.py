"""From a draft to a published record, and every refusal on the way."""

import pytest
import samples
from django.db import transaction

from cities.viewer import STRANGER
from common.errors import Conflict, Invalid, NotAllowed, NotPossible
from journal.models import Entry
from practices import actions, permissions, record
from practices.models import IndexEntry, Practice, PracticeState, Revision, RevisionState


def test_a_record_goes_from_draft_to_its_readers(published_practice, letters):
    practice = published_practice()
    assert practice.state == PracticeState.PUBLISHED
    assert practice.slug == "liege-mediation-de-nuit-dans-les-quartiers"
    assert Practice.objects.visible_to(STRANGER).get() == practice
    verbs = list(Entry.objects.filter(subject_type="practice").order_by("id").values_list("verb", flat=True))
    assert verbs == ["practice.created", "practice.submitted", "practice.published"]
    assert letters("practice.submitted") == ["secretariat@aimf.example"]
    assert letters("practice.published") == ["editrice@liege.example"]


def test_an_incomplete_draft_is_not_submitted_and_says_what_is_missing(editor):
    draft = actions.create(by=editor, title="Un titre")
    with pytest.raises(Invalid) as refusal:
        actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    assert {"summary", "safeguards", "contact_person"} <= set(refusal.value.fields)
    assert "title" not in refusal.value.fields
    assert len(record.missing(draft, "submit")) == 20


def test_publishing_needs_what_the_record_asks_before_publishing(draft_practice, editor, office):
    draft = draft_practice(budget_currency="", governance="")
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    with pytest.raises(Invalid) as refusal:
        actions.publish(by=office, revision_id=sent.pk, seen_version=sent.lock_version)
    assert set(refusal.value.fields) == {"governance", "budget_currency"}
    assert Revision.unguarded.get(pk=sent.pk).state == RevisionState.SUBMITTED


def test_changes_requested_keep_the_version_read_and_open_a_new_one(draft_practice, editor, office, letters):
    draft = draft_practice()
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    with pytest.raises(Invalid):
        actions.request_changes(by=office, revision_id=sent.pk, seen_version=sent.lock_version, note="  ")
    actions.request_changes(by=office, revision_id=sent.pk, seen_version=sent.lock_version, note="Précisez le budget.")
    states = dict(Revision.unguarded.values_list("number", "state"))
    assert states == {1: RevisionState.CHANGES_REQUESTED, 2: RevisionState.DRAFT}
    again = Revision.unguarded.get(number=2)
    assert again.safeguards == sent.safeguards
    assert again.decision_note == ""
    assert letters("practice.changes_requested") == ["editrice@liege.example"]
    samples.publish(editor, office, again)
    assert Practice.unguarded.get().published_id == again.pk


def test_a_published_record_is_revised_without_disappearing(published_practice, editor, office):
    practice = published_practice()
    first = practice.published_id
    draft = actions.start_revision(by=editor, practice_id=practice.pk)
    draft = samples.write(editor, draft, title="Un autre titre")
    assert Practice.unguarded.get().published_id == first
    assert IndexEntry.objects.get(scope="public").title == samples.COMPLETE["A"]["title"]
    with pytest.raises(NotPossible):
        actions.start_revision(by=editor, practice_id=practice.pk)
    samples.publish(editor, office, draft)
    practice.refresh_from_db()
    assert practice.published_id == draft.pk
    assert practice.slug == "liege-mediation-de-nuit-dans-les-quartiers"
    assert IndexEntry.objects.get(scope="public").title == "Un autre titre"
    assert Entry.objects.filter(verb="practice.updated").count() == 1


def test_a_declined_record_can_be_taken_up_again(draft_practice, editor, office, letters):
    draft = draft_practice()
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    actions.decline(by=office, revision_id=sent.pk, seen_version=sent.lock_version, note="Hors du sujet.")
    assert Practice.unguarded.get().state == PracticeState.UNPUBLISHED
    assert letters("practice.declined") == ["editrice@liege.example"]
    assert actions.start_revision(by=editor, practice_id=draft.practice_id).number == 2


@pytest.mark.parametrize("verb", ["publish", "decline", "request_changes"])
def test_only_the_secretariat_decides(verb, draft_practice, editor, coordinator, dakar, reader):
    draft = draft_practice()
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    for viewer in (editor, coordinator, dakar, reader, STRANGER):
        with pytest.raises(NotAllowed):
            getattr(actions, verb)(by=viewer, revision_id=sent.pk, seen_version=sent.lock_version, note="Note")
    assert Revision.unguarded.get().state == RevisionState.SUBMITTED


def test_only_writers_of_the_city_write(draft_practice, office, dakar, reader):
    draft = draft_practice()
    for viewer in (office, dakar, reader, STRANGER):
        with pytest.raises(NotAllowed):
            actions.save_section(
                by=viewer,
                revision_id=draft.pk,
                section="B",
                values={"summary": "Autre"},
                seen_version=draft.lock_version,
            )
        with pytest.raises(NotAllowed):
            actions.submit(by=viewer, revision_id=draft.pk, seen_version=draft.lock_version)
        with pytest.raises(NotAllowed):
            actions.start_revision(by=viewer, practice_id=draft.practice_id)
    for viewer in (office, reader, STRANGER):
        with pytest.raises(NotAllowed):
            actions.create(by=viewer, title="Un titre")


def test_nobody_approves_their_own(liege_editor, viewer_for, draft_practice, editor):
    draft = draft_practice()
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    liege_editor.is_staff = True
    liege_editor.save()
    both = viewer_for(liege_editor)
    assert both.is_secretariat
    assert not permissions.may(both, "publish", sent.practice, sent)
    for verb in (actions.publish, actions.decline, actions.request_changes):
        with pytest.raises(NotAllowed, match="Vous avez écrit"):
            verb(by=both, revision_id=sent.pk, seen_version=sent.lock_version, note="Note")


def test_a_decision_on_another_version_than_the_one_read_is_a_conflict(draft_practice, editor, office):
    draft = draft_practice()
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    with pytest.raises(Conflict):
        actions.publish(by=office, revision_id=sent.pk, seen_version=sent.lock_version - 1)
    actions.publish(by=office, revision_id=sent.pk, seen_version=sent.lock_version)
    with pytest.raises(Conflict):
        actions.decline(by=office, revision_id=sent.pk, seen_version=sent.lock_version, note="Note")
    after = Revision.unguarded.get()
    with pytest.raises(NotPossible):
        actions.decline(by=office, revision_id=sent.pk, seen_version=after.lock_version, note="Note")


def test_moves_are_the_buttons_of_a_page(draft_practice, editor, coordinator, office):
    draft = draft_practice()
    practice = Practice.unguarded.get()

    def names(viewer, revision):
        return [move.name for move in permissions.moves(viewer, practice, revision)]

    assert names(editor, draft) == ["save", "discard", "submit"]
    assert names(office, draft) == []
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    assert names(office, sent) == ["request_changes", "publish", "decline", "read_again"]
    actions.publish(by=office, revision_id=sent.pk, seen_version=sent.lock_version)
    practice.refresh_from_db()
    sent = Revision.unguarded.get()
    assert names(editor, sent) == ["start_revision", "confirm"]
    assert names(coordinator, sent) == ["start_revision", "confirm", "withdraw", "archive"]


def test_a_discarded_draft_leaves_what_was_published(published_practice, editor):
    practice = published_practice()
    draft = actions.start_revision(by=editor, practice_id=practice.pk)
    actions.discard(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    assert Revision.unguarded.get().pk == practice.published_id
    alone = actions.create(by=editor, title="Seule")
    actions.discard(by=editor, revision_id=alone.pk, seen_version=alone.lock_version)
    assert not Practice.unguarded.filter(pk=alone.practice_id).exists()


def test_two_practices_of_the_same_name_have_two_addresses(editor):
    slugs = {actions.create(by=editor, title="École ouverte").practice.slug for _ in range(3)}
    assert slugs == {"liege-ecole-ouverte", "liege-ecole-ouverte-2", "liege-ecole-ouverte-3"}
    assert actions.create(by=editor, title="مدرسة").practice.slug == "liege-pratique"


def test_the_default_manager_offers_nothing_without_a_viewer(db):
    for model in (Practice, Revision):
        with pytest.raises(RuntimeError), transaction.atomic():
            list(model.objects.all())
