"""The database itself refuses to change what was submitted."""

import pytest
from django.db import IntegrityError, transaction

from practices import actions
from practices.models import Practice, Revision, RevisionState


@pytest.fixture
def submitted(draft_practice, editor):
    draft = draft_practice()
    return actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Un autre titre"},
        {"summary": ""},
        {"audience": "own"},
        {"audiences": {"obstacles": "public"}},
        {"reach": []},
        {"contact_person": {}},
        {"submitted_at": None},
        {"author": None},
        {"number": 7},
        {"state": RevisionState.DRAFT},
    ],
)
def test_nothing_of_a_submitted_revision_changes(submitted, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.unguarded.filter(pk=submitted.pk).update(**change)


def test_it_is_not_deleted(submitted):
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.unguarded.filter(pk=submitted.pk).delete()


@pytest.mark.parametrize("state", [RevisionState.DRAFT, RevisionState.SUBMITTED, RevisionState.DECLINED])
def test_a_decision_is_not_undone(submitted, office, state):
    actions.publish(by=office, revision_id=submitted.pk, seen_version=submitted.lock_version)
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.unguarded.filter(pk=submitted.pk).update(state=state)


def test_a_practice_offers_only_an_accepted_revision_of_its_own(submitted, published_practice):
    other = published_practice(title="Une autre pratique")
    for practice, revision in ((submitted.practice_id, submitted.pk), (submitted.practice_id, other.published_id)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Practice.unguarded.filter(pk=practice).update(published=revision, state="published")


def test_one_open_revision_at_most(submitted):
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.unguarded.create(practice_id=submitted.practice_id, number=2, title="Une autre")
