"""Two people at once: one success, one clear conflict, one journal entry, one letter."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
import samples
from django.db import connections

from accounts.models import User
from cities.models import City, Membership, Role
from cities.viewer import Viewer, viewer_of
from common.errors import Conflict, NotPossible, Refusal
from journal.models import Entry
from mailing.models import Letter
from practices import actions
from practices.models import Comment, Follow, Practice, Revision, RevisionState


def at_once(*verbs: Callable[[], Any]) -> list[Any]:
    """Run verbs on connections of their own, together, and return what each answered."""
    start = Barrier(len(verbs))

    def one(verb: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=20)
            return verb()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(one, verbs))


@pytest.fixture
def people(real_commits: Any) -> dict[str, Viewer]:
    writer = User.objects.create_user("editrice@liege.example", name="Élise")
    Membership.objects.create(user=writer, city=City.objects.get(slug="liege"), role=Role.EDITOR)
    office = [User.objects.create_user(f"{name}@aimf.example", name=name, is_staff=True) for name in ("une", "deux")]
    return {"editor": viewer_of(writer.pk), "one": viewer_of(office[0].pk), "two": viewer_of(office[1].pk)}


def submitted(people: dict[str, Viewer], title: str) -> Revision:
    draft = samples.write_draft(people["editor"], title=title)
    return actions.submit(by=people["editor"], revision_id=draft.pk, seen_version=draft.lock_version)


def test_two_decisions_at_once(people):
    for turn in range(5):
        sent = submitted(people, f"Pratique {turn}")
        common = {"revision_id": sent.pk, "seen_version": sent.lock_version, "note": "Vu."}
        answers = at_once(
            lambda common=common: actions.publish(by=people["one"], **common),
            lambda common=common: actions.decline(by=people["two"], **common),
        )
        assert sorted(type(answer) for answer in answers if isinstance(answer, Refusal)) == [Conflict]
        decisions = Entry.objects.filter(
            subject_id=sent.practice_id, verb__in=["practice.published", "practice.declined"]
        )
        assert decisions.count() == 1
        letters = Letter.objects.filter(kind__in=["practice.published", "practice.declined"], data__revision=sent.pk)
        assert letters.count() == 1
        decided = Revision.unguarded.get(pk=sent.pk)
        published = Practice.unguarded.get(pk=sent.practice_id).published_id
        assert (published is not None) is (decided.state == RevisionState.ACCEPTED)


def test_deciding_while_the_author_saves(people):
    draft = samples.write_draft(people["editor"])
    common = {"revision_id": draft.pk, "seen_version": draft.lock_version}
    answers = at_once(
        lambda: actions.submit(by=people["editor"], **common),
        lambda: actions.save_section(
            by=people["editor"], section="B", values={"summary": "Changé au dernier moment."}, **common
        ),
    )
    assert sum(isinstance(answer, Conflict) for answer in answers) == 1
    stored = Revision.unguarded.get()
    saved = stored.summary == "Changé au dernier moment."
    assert saved is (stored.state == RevisionState.DRAFT)


def test_two_versions_are_not_opened_at_once(people):
    practice = samples.publish(people["editor"], people["one"], samples.write_draft(people["editor"]))
    verb = partial(actions.start_revision, by=people["editor"], practice_id=practice.pk)
    answers = at_once(verb, verb)
    assert sorted(type(answer).__name__ for answer in answers) == [NotPossible.__name__, Revision.__name__]


def test_the_same_title_at_once_gives_two_addresses(people):
    verb = partial(actions.create, by=people["editor"], title="Même titre")
    answers = at_once(verb, verb, verb)
    assert {answer.practice.slug for answer in answers} == {
        "liege-meme-titre",
        "liege-meme-titre-2",
        "liege-meme-titre-3",
    }


def test_a_comment_or_a_withdrawal_whichever_comes_first(people):
    practice = samples.publish(people["editor"], people["one"], samples.write_draft(people["editor"]))
    answers = at_once(
        lambda: actions.comment(by=people["editor"], practice_id=practice.pk, body="Un mot"),
        lambda: actions.withdraw(by=people["one"], practice_id=practice.pk, note="Erreur"),
        lambda: actions.follow(by=people["two"], practice_id=practice.pk),
        lambda: actions.follow(by=people["two"], practice_id=practice.pk),
    )
    assert Practice.unguarded.get().state == "withdrawn"
    assert Comment.unguarded.count() == sum(isinstance(answer, Comment) for answer in answers)
    assert Follow.objects.count() <= 1


def test_a_comment_sent_twice_at_once_is_one(people):
    practice = samples.publish(people["editor"], people["one"], samples.write_draft(people["editor"]))
    reader = User.objects.create_user("lectrice@dakar.example", name="Léa")
    Membership.objects.create(user=reader, city=City.objects.get(slug="dakar"), role=Role.EDITOR)
    say = partial(actions.comment, by=viewer_of(reader.pk), practice_id=practice.pk, body="Quel budget ?")
    first, second = at_once(say, say)
    assert first.pk == second.pk
    assert Comment.unguarded.count() == 1
    assert Letter.objects.filter(kind="comment.posted").count() == 1
    again = actions.comment(by=viewer_of(reader.pk), practice_id=practice.pk, body="Et combien de postes ?")
    assert again.pk != first.pk
