"""A comment may be a question; the city of the practice says which reply answers it."""

import pytest
from django.db import IntegrityError, transaction

from common.errors import NotAllowed, NotPossible
from journal.models import Entry
from practices import actions
from practices.models import Comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(published_practice):
    return published_practice()


@pytest.fixture
def question(practice, dakar):
    return actions.comment(by=dakar, practice_id=practice.pk, body="À quel coût ?", is_question=True)


def _page(practice):
    return f"/fr/pratiques/{practice.slug}/"


def test_a_member_asks_from_the_page_and_the_city_is_told(
    client_of, practice, dakar_coordinator, liege_editor, letters, words
):
    dakar = client_of(dakar_coordinator)
    assert "C’est une question à la ville" in words(dakar.get(_page(practice)).content.decode())
    city = dakar_coordinator.memberships.get().city_id
    dakar.post(f"{_page(practice)}commentaires/", {"body": "À quel coût ?", "is_question": "on", "acting_city": city})
    assert Comment.unguarded.get().kind == "question"
    assert "Question, attend une réponse" in words(dakar.get(_page(practice)).content.decode())
    told = letters("comment.posted")
    assert told[liege_editor.email].subject == "Une question à votre ville"
    assert "À quel coût ?" in told[liege_editor.email].quote


def test_its_own_city_is_not_offered_to_ask_itself(client_of, practice, liege_editor, editor, words):
    assert "C’est une question à la ville" not in words(client_of(liege_editor).get(_page(practice)).content.decode())
    with pytest.raises(NotPossible):
        actions.comment(by=editor, practice_id=practice.pk, body="Et nous ?", is_question=True)


def test_the_reply_of_the_city_is_the_answer_unless_it_says_otherwise(
    client_of, practice, question, liege_editor, dakar_coordinator, letters, words
):
    liege = client_of(liege_editor)
    address = f"{_page(practice)}commentaires/{question.pk}/repondre/"
    form = liege.get(address).content.decode()
    assert 'name="is_answer"' in form
    assert "checked" in form.partition('name="is_answer"')[2].partition(">")[0]
    city = liege_editor.memberships.get().city_id
    liege.post(address, {"body": "Un poste et demi.", "is_answer": "on", "acting_city": city})
    question.refresh_from_db()
    assert question.answer.body == "Un poste et demi."
    page = words(liege.get(_page(practice)).content.decode())
    assert "Réponse à la question" in page
    assert "attend une réponse" not in page
    assert letters("comment.posted")[dakar_coordinator.email].subject == "Une réponse à une question"


def test_a_reply_without_the_tick_leaves_the_question_waiting(practice, question, editor):
    actions.comment(by=editor, practice_id=practice.pk, body="Nous cherchons.", parent_id=question.pk)
    question.refresh_from_db()
    assert question.answer is None


def test_another_city_cannot_answer_for_the_city(practice, question, tunis, dakar):
    reply = actions.comment(
        by=tunis, practice_id=practice.pk, body="Chez nous, rien.", parent_id=question.pk, is_answer=True
    )
    question.refresh_from_db()
    assert question.answer is None
    for other in (tunis, dakar):
        with pytest.raises(NotAllowed):
            actions.mark_answer(by=other, reply_id=reply.pk)


def test_the_city_marks_a_reply_then_another_then_none(
    client_of, practice, question, liege_editor, editor, tunis, dakar_coordinator, letters
):
    first = actions.comment(by=tunis, practice_id=practice.pk, body="Un poste.", parent_id=question.pk)
    second = actions.comment(by=editor, practice_id=practice.pk, body="Deux postes.", parent_id=question.pk)
    liege = client_of(liege_editor)
    acting = {"acting_city": liege_editor.memberships.get().city_id}
    for reply in (first, second, second):
        liege.post(f"{_page(practice)}commentaires/{reply.pk}/est-la-reponse/", acting)
        question.refresh_from_db()
        assert question.answer_id == reply.pk
    assert Entry.objects.filter(verb="comment.answered").count() == 2  # the same mark twice is one
    assert letters("comment.answered")[dakar_coordinator.email].quote == "Deux postes."
    liege.post(f"{_page(practice)}commentaires/{question.pk}/attend-une-reponse/", acting)
    question.refresh_from_db()
    assert question.answer is None
    assert letters("comment.answered") == {}


def test_only_a_reply_to_a_question_answers(practice, editor, dakar):
    said = actions.comment(by=dakar, practice_id=practice.pk, body="Bravo.")
    reply = actions.comment(by=editor, practice_id=practice.pk, body="Merci.", parent_id=said.pk, is_answer=True)
    said.refresh_from_db()
    assert said.answer is None
    for comment in (reply, said):
        with pytest.raises(NotPossible):
            actions.mark_answer(by=editor, reply_id=comment.pk)


@pytest.mark.parametrize("leaves", ["delete", "hide"])
def test_an_answer_that_leaves_the_page_answers_nothing(practice, question, editor, office, leaves):
    reply = actions.comment(by=editor, practice_id=practice.pk, body="Oui.", parent_id=question.pk, is_answer=True)
    if leaves == "delete":
        actions.delete_comment(by=editor, comment_id=reply.pk)
    else:
        actions.hide_comment(by=office, comment_id=reply.pk, reason="Cas individuel.")
    question.refresh_from_db()
    assert question.answer is None


def test_questions_that_wait_come_first_and_the_answer_before_other_replies(
    client_of, practice, editor, tunis, dakar, tunis_reader
):
    actions.comment(by=dakar, practice_id=practice.pk, body="Premier commentaire")
    asked = actions.comment(by=dakar, practice_id=practice.pk, body="Question posée", is_question=True)
    actions.comment(by=tunis, practice_id=practice.pk, body="Réplique ancienne", parent_id=asked.pk)
    answer = actions.comment(by=editor, practice_id=practice.pk, body="Réponse récente", parent_id=asked.pk)
    html = client_of(tunis_reader).get(_page(practice)).content.decode()
    assert html.index("Question posée") < html.index("Premier commentaire")
    assert html.index("Réplique ancienne") < html.index("Réponse récente")
    actions.mark_answer(by=editor, reply_id=answer.pk)
    html = client_of(tunis_reader).get(_page(practice)).content.decode()
    assert html.index("Premier commentaire") < html.index("Question posée")
    assert html.index("Réponse récente") < html.index("Réplique ancienne")


def test_the_database_refuses_an_answer_to_what_is_not_a_question(practice, dakar, question):
    said = actions.comment(by=dakar, practice_id=practice.pk, body="Bravo.")
    for change in ({"answer": question}, {"kind": "question", "parent": question}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.unguarded.filter(pk=said.pk).update(**change)
