"""An answer that is not proven waits on a page of its reader, who publishes it or discards it, once."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cities.models import Membership
from cities.viewer import viewer_of
from common.errors import Refusal
from practices import actions
from practices.models import Comment, MailedReply, MailedState

PAGE = "/fr/pratiques/reponses-recues/"


@pytest.fixture
def waiting(cast, question_letter, write, hand_over):
    """An answer from an address that is not the editor's."""
    letter = write("La ville & la région.", From="perso@ailleurs.example")
    assert hand_over(question_letter["Reply-To"], letter)[0] == 250
    return MailedReply.objects.get()


def test_its_reader_reads_it_with_what_it_answers(cast, waiting, client_of):
    page = client_of(cast.editor).get(PAGE).content.decode()
    assert "La ville &amp; la région." in page
    assert "perso@ailleurs.example" in page
    assert "En réponse à Dakar" in page
    assert "Médiation de nuit dans les quartiers" in page
    assert "Publier au nom de Liège" in page


def test_many_cost_what_one_costs(cast, waiting, client_of):
    browser = client_of(cast.editor)
    browser.get(PAGE)

    def statements():
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(PAGE).status_code == 200
        return len(asked)

    one = statements()
    for number in range(15):
        again = {"city_id": waiting.city_id, "answered_id": waiting.answered_id, "body": "Encore."}
        MailedReply.objects.create(reader=cast.editor, letter_key=str(number), **again)
    assert statements() == one


def test_nobody_else_sees_or_touches_it(cast, waiting, client_of, said):
    for other in (cast.dakar, cast.office):
        browser = client_of(other)
        assert "la région" not in browser.get(PAGE).content.decode()
        for verb in ("publier", "ecarter"):
            assert browser.post(f"{PAGE}{waiting.pk}/{verb}/").status_code == 404
    assert said() == []


def test_published_twice_it_is_one_comment(cast, waiting, client_of, said):
    browser = client_of(cast.editor)
    for _ in range(2):
        browser.post(f"{PAGE}{waiting.pk}/publier/")
    assert said() == ["La ville & la région."]
    assert "Aucune réponse n’attend votre accord." in browser.get(PAGE).content.decode()
    refused = browser.post(f"{PAGE}{waiting.pk}/ecarter/", follow=True).content.decode()
    assert "Cette réponse est déjà publiée." in refused


def test_discarded_twice_its_words_are_gone(cast, waiting, client_of, said):
    browser = client_of(cast.editor)
    for _ in range(2):
        assert browser.post(f"{PAGE}{waiting.pk}/ecarter/").status_code == 302
    waiting.refresh_from_db()
    assert (waiting.state, waiting.body, said()) == (MailedState.DISCARDED, "", [])
    refused = browser.post(f"{PAGE}{waiting.pk}/publier/", follow=True).content.decode()
    assert "Cette réponse a déjà été écartée." in refused


def test_published_and_discarded_at_once_it_is_one_or_the_other(cast, waiting, at_once, said):
    by = viewer_of(cast.editor.pk)

    def outcome(verb):
        try:
            return verb(by=by, reply_id=waiting.pk).state
        except Refusal:
            return "refused"

    verbs = [actions.publish_reply, actions.discard_reply] * 3
    outcomes = at_once(*[lambda verb=verb: outcome(verb) for verb in verbs])
    waiting.refresh_from_db()
    assert waiting.state in {MailedState.PUBLISHED, MailedState.DISCARDED}
    assert set(outcomes) <= {waiting.state, "refused"}
    assert said() == (["La ville & la région."] if waiting.state == MailedState.PUBLISHED else [])


def test_rights_are_those_of_the_moment_of_publishing(cast, waiting, client_of, said):
    Membership.objects.filter(user=cast.editor).update(ended_at=timezone.now())
    browser = client_of(cast.editor)
    page = browser.get(PAGE).content.decode()
    assert "Médiation de nuit" not in page
    assert "Publier au nom de" not in page
    answer = browser.post(f"{PAGE}{waiting.pk}/publier/", follow=True).content.decode()
    assert "Vous n’avez pas le droit de faire cette action." in answer
    assert said() == []


def test_after_thirty_days_it_is_erased(waiting):
    actions.forget_replies()
    waiting.refresh_from_db()
    assert waiting.state == MailedState.WAITING
    MailedReply.objects.update(received_at=timezone.now() - actions.mailed.KEPT_WAITING)
    actions.forget_replies()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.body) == (MailedState.DISCARDED, "")
    MailedReply.objects.update(settled_at=timezone.now() - actions.mailed.KEPT_SETTLED)
    actions.forget_replies()
    assert not MailedReply.objects.exists()


def test_a_stranger_cannot_fill_the_page(cast, question_letter, write, hand_over, monkeypatch):
    monkeypatch.setattr(actions.mailed, "MOST_WAITING", 2)
    for number in range(4):
        letter = write(f"Numéro {number}", From="perso@ailleurs.example", Message_ID=f"<{number}@x.example>")
        assert hand_over(question_letter["Reply-To"], letter)[0] == 250
    states = list(MailedReply.objects.values_list("state", flat=True))
    assert states == ["waiting", "waiting", "refused", "refused"]


def test_many_in_an_hour_wait_even_when_proven(question_letter, write, hand_over, said, monkeypatch):
    monkeypatch.setattr(actions.mailed, "MOST_AN_HOUR", 1)
    for number in range(2):
        letter = write(f"Numéro {number}", Message_ID=f"<{number}@liege.example>")
        assert hand_over(question_letter["Reply-To"], letter)[0] == 250
    assert said() == ["Numéro 0"]
    assert MailedReply.objects.filter(state=MailedState.WAITING).count() == 1


def test_the_board_and_the_account_lead_to_it(cast, waiting, client_of):
    browser = client_of(cast.editor)
    assert PAGE in browser.get("/fr/ma-ville/").content.decode()
    assert PAGE in browser.get("/fr/compte/").content.decode()


def test_the_database_keeps_no_words_of_what_is_settled(waiting):
    with pytest.raises(IntegrityError, match="mailed_settled_keeps_no_words"), transaction.atomic():
        MailedReply.objects.filter(pk=waiting.pk).update(state=MailedState.DISCARDED, settled_at=timezone.now())
    with pytest.raises(IntegrityError, match="mailed_published_has_its_comment"), transaction.atomic():
        MailedReply.objects.filter(pk=waiting.pk).update(
            state=MailedState.PUBLISHED, settled_at=timezone.now(), body="", comment=None
        )
    assert not Comment.unguarded.filter(parent__isnull=False).exists()
