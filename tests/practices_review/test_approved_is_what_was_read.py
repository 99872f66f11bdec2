"""Five hundred approvals while the author edits: what is published is what the reviewer read, every time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import samples
from django.db import connections

from accounts.models import User
from cities.models import City, Membership, Role
from cities.viewer import viewer_of
from common.errors import Refusal
from journal.models import Entry
from practices import actions
from practices.models import Practice, Revision

ROUNDS = 500
READ = "Ce que la relecture a lu."


@pytest.fixture
def people(real_commits: Any) -> tuple[Any, Any]:
    writer = User.objects.create_user("editrice@liege.example", name="Élise")
    Membership.objects.create(user=writer, city=City.objects.get(slug="liege"), role=Role.EDITOR)
    office = User.objects.create_user("une@aimf.example", name="Une", is_staff=True)
    return viewer_of(writer.pk), viewer_of(office.pk)


def _edit(editor: Any, revision: Revision, seen: int) -> str:
    actions.save_section(
        by=editor, revision_id=revision.pk, section="B", values={"summary": "Changé après coup."}, seen_version=seen
    )
    return "edited"


def _approve(office: Any, revision: Revision, seen: int) -> str:
    actions.publish(by=office, revision_id=revision.pk, seen_version=seen)
    return "approved"


def test_what_is_published_is_what_was_read(people):
    """The author edits, or hands the edited text over again, while the secretariat approves what it has on screen."""
    editor, office = people
    first = samples.write_draft(editor, summary=READ)
    sent = actions.submit(by=editor, revision_id=first.pk, seen_version=first.lock_version)
    practice_id = sent.practice_id
    start = Barrier(2, timeout=30)
    published = 0

    def together(verb: Any, who: Any, revision: Revision, seen: int) -> str:
        start.wait()
        try:
            return str(verb(who, revision, seen))
        except Refusal as refusal:
            return type(refusal).__name__

    def close(_pool: Any) -> None:
        connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for turn in range(ROUNDS):
            # Half of the time the author's page is of the draft, half of what is already submitted
            seen_by_author = sent.lock_version - (turn % 2)
            edit = pool.submit(together, _edit, editor, sent, seen_by_author)
            approve = pool.submit(together, _approve, office, sent, sent.lock_version)
            answers = (edit.result(), approve.result())
            assert answers[1] == "approved", answers
            assert answers[0] in {"Conflict", "NotPossible"}, answers
            practice = Practice.unguarded.select_related("published").get(pk=practice_id)
            assert (practice.published_id, practice.published.summary) == (sent.pk, READ)
            published += 1
            draft = actions.start_revision(by=editor, practice_id=practice_id)
            sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
        for _worker in range(2):
            pool.submit(close, None)
    assert published == ROUNDS
    decided = Entry.objects.filter(subject_id=practice_id, verb__in=["practice.published", "practice.updated"])
    assert decided.count() == ROUNDS
