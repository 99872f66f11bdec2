"""Several at once: one question a year, one answer, one letter, whoever comes first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import samples
from django.db import connections
from django.test import Client

from accounts.models import User
from cities.models import City, Membership, Role
from cities.viewer import viewer_of
from journal.models import Entry
from mailing.models import Letter
from practices import actions, tasks
from practices.confirmation_links import Question, token_of
from practices.models import Answer, Comment, ConfirmationRound, Practice


def at_once(*verbs: Callable[[], Any]) -> list[Any]:
    """Run verbs on connections of their own, together."""
    start = Barrier(len(verbs))

    def one(verb: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=20)
            return verb()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(one, verbs))


@pytest.fixture
def writers(real_commits: Any) -> list[User]:
    made = [User.objects.create_user(f"p{n}@liege.example", name=f"Personne {n}") for n in range(3)]
    for person in made:
        Membership.objects.create(user=person, city=City.objects.get(slug="liege"), role=Role.EDITOR)
    return made


@pytest.fixture
def practice(writers: list[User]) -> Practice:
    office = User.objects.create_user("bureau@aimf.example", name="Bureau", is_staff=True)
    editor = viewer_of(writers[0].pk)
    made = samples.publish(editor, viewer_of(office.pk), samples.write_draft(editor))
    Practice.unguarded.update(published_at="2024-03-10T12:00Z", last_confirmed_on="2024-03-10")
    return made


def test_four_timetables_ask_once_and_three_people_answer_once(practice, writers):
    at_once(*[tasks.ask_confirmations] * 4)
    asked = ConfirmationRound.objects.get()
    assert Letter.objects.filter(kind="practice.confirmation_due").count() == len(writers)
    assert Entry.objects.filter(verb="practice.confirmation_asked").count() == 1
    links = [
        f"/fr/pratiques/toujours-exacte/{token_of(Question(practice.pk, asked.year, person.pk))}/" for person in writers
    ]
    answers = ("running", "changed", "stopped")
    pages = at_once(
        *[
            lambda link=link, said=said: Client().post(link, {"answer": said})
            for link, said in zip(links, answers, strict=True)
        ]
    )
    assert [page.status_code for page in pages] == [200, 200, 200]
    asked.refresh_from_db()
    said = {"running": "practice.confirmed", "changed": "practice.reported_changed"}
    verbs = {*said.values(), "practice.reported_stopped"}
    (entry,) = Entry.objects.filter(verb__in=verbs)
    assert entry.verb == said.get(asked.answer, "practice.reported_stopped")
    assert entry.actor_id == asked.answered_by_id
    assert asked.answer in Answer.values


def test_one_reply_is_the_answer_when_two_are_marked_at_once(practice, writers):
    dakar = User.objects.create_user("p@dakar.example", name="Personne")
    Membership.objects.create(user=dakar, city=City.objects.get(slug="dakar"), role=Role.EDITOR)
    asker = viewer_of(dakar.pk)
    question = actions.comment(by=asker, practice_id=practice.pk, body="À quel coût ?", is_question=True)
    replies = [
        actions.comment(by=viewer_of(person.pk), practice_id=practice.pk, body="Voici.", parent_id=question.pk)
        for person in writers
    ]
    at_once(
        *[
            lambda person=person, reply=reply: actions.mark_answer(by=viewer_of(person.pk), reply_id=reply.pk)
            for person, reply in zip(writers, replies, strict=True)
        ]
    )
    last = Entry.objects.filter(verb="comment.answered").latest("pk")
    assert Comment.unguarded.get(pk=question.pk).answer_id == last.data["answer"]


def test_following_and_muting_at_once_leave_one_of_the_two(practice, writers):
    from practices.models import Follow, Mute

    person = viewer_of(writers[1].pk)
    for _turn in range(5):
        at_once(
            lambda: actions.follow(by=person, practice_id=practice.pk),
            lambda: actions.mute(by=person, practice_id=practice.pk),
        )
        assert Follow.objects.count() + Mute.objects.count() == 1
