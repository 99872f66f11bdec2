"""Random steps by random people: no illegal state, and a journal that misses nothing."""

import random

import pytest

from cities.viewer import STRANGER
from common.errors import Refusal
from journal.models import Entry
from practices import actions, permissions, workflow
from practices.models import OPEN, IndexEntry, Practice, PracticeState, Revision, RevisionState

STEPS = 100
TOLD = {
    "submit": "practice.submitted",
    "publish": ("practice.published", "practice.updated"),
    "decline": "practice.declined",
    "request_changes": "practice.changes_requested",
    "withdraw": "practice.withdrawn",
    "archive": "practice.archived",
    "restore": "practice.restored",
    "start_revision": "practice.revision_started",
    "confirm": "practice.confirmed",
}
ON_REVISION = {"submit", "publish", "decline", "request_changes"}


def check(practice: Practice) -> None:
    """What must hold after every step."""
    revisions = list(Revision.unguarded.filter(practice=practice))
    assert sum(revision.state in OPEN for revision in revisions) <= 1
    if practice.published_id is None:
        assert practice.state == PracticeState.UNPUBLISHED
    else:
        assert Revision.unguarded.get(pk=practice.published_id).state == RevisionState.ACCEPTED
    listed = IndexEntry.objects.filter(practice=practice).count()
    assert listed == (2 if practice.state == PracticeState.PUBLISHED else 0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_steps(seed, draft_practice, editor, coordinator, office, dakar, reader):
    dice = random.Random(seed)
    practice_id = draft_practice().practice_id
    done = 0
    for _ in range(STEPS):
        before = Practice.unguarded.get(pk=practice_id)
        revision = Revision.unguarded.filter(practice_id=practice_id).order_by("-number").first()
        by = dice.choice([editor, coordinator, office, dakar, reader, STRANGER])
        name = dice.choice(list(TOLD))
        offered = [move.name for move in permissions.moves(by, before, revision) if move.name in TOLD]
        if offered and dice.random() < 0.5:  # half of the time a button that the page shows
            name = dice.choice(offered)
        seen = revision.lock_version - (dice.random() < 0.1)
        entries = Entry.objects.count()
        note = {"note": "Raison."} if name not in {"submit", "start_revision", "confirm"} else {}
        try:
            if name in ON_REVISION:
                getattr(actions, name)(by=by, revision_id=revision.pk, seen_version=seen, **note)
            else:
                getattr(actions, name)(by=by, practice_id=practice_id, **note)
        except Refusal:
            assert Entry.objects.count() == entries
            assert Practice.unguarded.get(pk=practice_id).state == before.state
            assert Revision.unguarded.get(pk=revision.pk).lock_version == revision.lock_version
        else:
            done += 1
            assert Entry.objects.count() == entries + 1
            assert Entry.objects.latest("id").verb in TOLD[name]
            assert Entry.objects.latest("id").actor_id == by.user_id
            move = workflow.MOVES[name]
            assert (revision.state if name in ON_REVISION else before.state) in move.states
        check(Practice.unguarded.get(pk=practice_id))
    assert done >= 10


def test_each_verb_that_moves_is_in_the_table():
    verbs = set(actions.__all__)
    for name, move in workflow.MOVES.items():
        assert name in verbs or name == "save"
        if move.to:
            known = RevisionState.values if move.subject == "revision" else PracticeState.values
            assert move.to in known
            assert move.states <= set(known)
