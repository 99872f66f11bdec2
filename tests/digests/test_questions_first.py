"""Questions to one's own city open the digest; alone and already told, they make no letter."""

from datetime import timedelta

import pytest
from test_what_is_new import titles

from common.clock import now
from digests import mails
from practices import actions

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def asked(published_practice, dakar_coordinator, viewer_for):
    practice = published_practice()
    question = actions.comment(
        by=viewer_for(dakar_coordinator), practice_id=practice.pk, body="À quel coût ?", is_question=True
    )
    return practice, question


def test_they_come_first_with_who_asks_and_a_link(asked, liege_editor, liege_coordinator, dakar_coordinator):
    _practice, question = asked
    message = mails.compose(liege_coordinator.pk, now() - WEEK, now())
    assert next(iter(titles(message))) == "Questions à votre ville"
    (item,) = message.parts[0].items
    assert "Dakar" in item.text
    assert "À quel coût ?" in item.text
    assert item.url.endswith(f"#comment-{question.pk}")
    assert "Questions à votre ville" not in titles(mails.compose(dakar_coordinator.pk, now() - WEEK, now()))


def test_an_old_one_is_said_again_beside_news_and_makes_no_letter_alone(
    asked, liege_editor, liege_coordinator, dakar_coordinator, viewer_for
):
    practice, _question = asked
    later = now()
    assert mails.compose(liege_coordinator.pk, later, later + WEEK) is None
    actions.comment(by=viewer_for(dakar_coordinator), practice_id=practice.pk, body="Bravo.")
    message = mails.compose(liege_coordinator.pk, later, later + WEEK)
    assert list(titles(message)) == ["Questions à votre ville", "Commentaires"]


def test_once_answered_it_is_no_longer_there(asked, liege_editor, liege_coordinator, viewer_for):
    practice, question = asked
    actions.comment(
        by=viewer_for(liege_editor), practice_id=practice.pk, body="Voici.", parent_id=question.pk, is_answer=True
    )
    assert "Questions à votre ville" not in titles(mails.compose(liege_coordinator.pk, now() - WEEK, now()))
