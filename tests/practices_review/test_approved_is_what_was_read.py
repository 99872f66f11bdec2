"""Five hundred approvals while the author edits: what is published is what the reviewer read, every time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import samples
from django.db import connections

from accounts.models import User
from cities.models import City, Membership, Role
from cities.viewer import Viewer, viewer_of
from common.errors import Refusal
from journal.models import Entry
from practices import actions
from practices.models import Practice, Revision

APPROVALS = 500
PAIRS = 4  # of an author and a reviewer at once
READ = "Ce que la relecture a lu."
CHANGED = "Changé après coup."


@pytest.fixture
def people(real_commits: Any) -> tuple[Viewer, Viewer]:
    writer = User.objects.create_user("editrice@liege.example", name="Élise")
    Membership.objects.create(user=writer, city=City.objects.get(slug="liege"), role=Role.EDITOR)
    office = User.objects.create_user("une@aimf.example", name="Une", is_staff=True)
    return viewer_of(writer.pk), viewer_of(office.pk)


@pytest.fixture
def waiting(people: tuple[Viewer, Viewer]) -> list[Revision]:
    """Return submitted revisions, each of a practice of its own, copied from one that was written and sent."""
    editor, _office = people
    draft = samples.write_draft(editor, summary=READ, visibility="own")
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    city = sent.practice.city
    practices = Practice.unguarded.bulk_create(
        Practice(city=city, slug=f"liege-essai-{number}") for number in range(APPROVALS)
    )
    columns = [field.attname for field in Revision._meta.concrete_fields if field.name not in {"id", "practice"}]
    values = {name: getattr(sent, name) for name in columns}
    return Revision.unguarded.bulk_create(Revision(practice=practice, **values) for practice in practices)


def _edit(editor: Viewer, sent: Revision, turn: int) -> None:
    # Half of the time the author's page is of the draft, half of what is already submitted
    actions.save_section(
        by=editor,
        revision_id=sent.pk,
        section="B",
        values={"summary": CHANGED},
        seen_version=sent.lock_version - turn % 2,
    )


def _approve(office: Viewer, sent: Revision, _turn: int) -> None:
    actions.publish(by=office, revision_id=sent.pk, seen_version=sent.lock_version)


def _work(verb: Callable[..., None], who: Viewer, mine: list[Revision], together: Barrier) -> list[str]:
    answers = []
    try:
        for turn, sent in enumerate(mine):
            together.wait()
            try:
                verb(who, sent, turn)
            except Refusal as refusal:
                answers.append(type(refusal).__name__)
            else:
                answers.append("done")
    finally:
        connections.close_all()
    return answers


def test_what_is_published_is_what_was_read(people, waiting):
    editor, office = people
    edited, approved = [], []
    with ThreadPoolExecutor(2 * PAIRS) as pool:
        for pair in range(PAIRS):
            mine, together = waiting[pair::PAIRS], Barrier(2, timeout=60)
            edited.append(pool.submit(_work, _edit, editor, mine, together))
            approved.append(pool.submit(_work, _approve, office, mine, together))
    assert {answer for work in approved for answer in work.result()} == {"done"}
    assert {answer for work in edited for answer in work.result()} <= {"Conflict", "NotPossible"}
    ids = [sent.practice_id for sent in waiting]
    published = Practice.unguarded.filter(pk__in=ids).values_list("published_id", "published__summary")
    assert sorted(published) == [(sent.pk, READ) for sent in sorted(waiting, key=lambda sent: sent.pk)]
    assert Entry.objects.filter(subject_id__in=ids, verb="practice.published").count() == APPROVALS
