"""« Ma ville » : what waits for the city acted for, and for it alone."""

import pytest

from cities.models import City, Membership, Role
from declarations.actions import sign
from practices import actions
from tests.declarations.cast import adopt, authentic, open_it, prepare

pytestmark = pytest.mark.django_db
BOARD = "/fr/ma-ville/"


@pytest.fixture
def board(client_of, words):
    """Return what somebody reads on their board."""
    return lambda user: words(client_of(user).get(BOARD).content.decode())


def test_a_stranger_signs_in_first(client):
    response = client.get(BOARD)
    assert response.status_code == 302
    assert response["Location"] == f"/fr/compte/login/?next={BOARD}"


def test_nothing_waits_is_said(board, tunis_reader):
    tunis_reader.language = "fr"
    assert "Rien n’attend votre ville aujourd’hui." in board(tunis_reader)


def test_a_draft_says_how_far_it_is(board, liege_editor, viewer_for):
    actions.create(by=viewer_for(liege_editor), title="Une fiche commencée")
    text = board(liege_editor)
    assert "Une fiche commencée" in text
    assert "champs sur 24 pour soumettre" in text


def test_what_the_secretariat_sent_back_comes_first_with_its_reasons(
    board, draft_practice, liege_editor, secretariat, viewer_for
):
    draft = draft_practice()
    editor, office = viewer_for(liege_editor), viewer_for(secretariat)
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    assert "En lecture au secrétariat" in board(liege_editor)
    actions.request_changes(
        by=office, revision_id=sent.pk, seen_version=sent.lock_version, note="Précisez le public visé."
    )
    text = board(liege_editor)
    assert "Compléter « Médiation de nuit dans les quartiers »" in text
    assert "Précisez le public visé." in text
    assert "En lecture au secrétariat" not in text


def test_a_reader_of_the_city_is_not_told_to_complete(
    board, draft_practice, liege_editor, secretariat, viewer_for, tunis_reader
):
    Membership.objects.filter(user=tunis_reader).update(city=City.objects.get(slug="liege"))
    draft = draft_practice()
    sent = actions.submit(by=viewer_for(liege_editor), revision_id=draft.pk, seen_version=draft.lock_version)
    actions.request_changes(
        by=viewer_for(secretariat), revision_id=sent.pk, seen_version=sent.lock_version, note="Précisez."
    )
    text = board(tunis_reader)
    assert "Compléter «" not in text
    assert "Créer une fiche" not in text


def test_a_question_waits_until_the_city_answers(
    board, published_practice, liege_editor, dakar_coordinator, viewer_for
):
    practice = published_practice()
    asked = actions.comment(
        by=viewer_for(dakar_coordinator), practice_id=practice.pk, body="À quel coût ?", is_question=True
    )
    assert "Répondre à Dakar" in board(liege_editor)
    assert "Répondre à" not in board(dakar_coordinator)
    liege = viewer_for(liege_editor)
    reply = actions.comment(by=liege, practice_id=practice.pk, body="Voici.", parent_id=asked.pk)
    assert "Répondre à Dakar" in board(liege_editor)
    actions.mark_answer(by=liege, reply_id=reply.pk)
    assert "Répondre à" not in board(liege_editor)


def test_a_comment_is_news_and_not_a_thing_to_do(
    board, published_practice, liege_editor, dakar_coordinator, viewer_for
):
    actions.comment(by=viewer_for(dakar_coordinator), practice_id=published_practice().pk, body="Bravo.")
    text = board(liege_editor)
    assert "Répondre à" not in text
    assert "Nouveau pour nous Dakar a commenté « Médiation de nuit dans les quartiers »" in text


def test_a_question_that_was_taken_away_no_longer_waits(
    board, published_practice, liege_editor, dakar_coordinator, viewer_for
):
    dakar = viewer_for(dakar_coordinator)
    asked = actions.comment(by=dakar, practice_id=published_practice().pk, body="À quel coût ?", is_question=True)
    actions.delete_comment(by=dakar, comment_id=asked.pk)
    assert "Répondre à" not in board(liege_editor)


def test_a_signature_waits_for_a_second_person(board, dakar_signatory, dakar_coordinator, liege_editor, viewer_for):
    from declarations.actions import sign

    declaration = open_it(adopt(prepare()))
    sign(by=viewer_for(dakar_signatory), declaration_id=declaration.pk, seen_text=authentic(declaration).sha256)
    assert "Confirmer la signature de « Déclaration de Liège »" in board(dakar_coordinator)
    assert "Confirmer la signature" not in board(liege_editor)


def test_an_open_declaration_waits_for_the_signatory_until_the_city_has_signed(
    board, dakar_signatory, dakar_coordinator, viewer_for
):
    declaration = open_it(adopt(prepare()))
    assert "Signer « Déclaration de Liège »" in board(dakar_signatory)
    assert "Signer «" not in board(dakar_coordinator)
    sign(by=viewer_for(dakar_signatory), declaration_id=declaration.pk, seen_text=authentic(declaration).sha256)
    assert "Signer «" not in board(dakar_signatory)


def test_another_city_sees_nothing_of_a_draft(board, draft_practice, dakar_coordinator):
    draft_practice(title="Un projet encore secret")
    assert "Un projet encore secret" not in board(dakar_coordinator)


def test_the_board_follows_the_city_acted_for(client_of, draft_practice, liege_editor, words):
    draft_practice(title="Un projet de Liège")
    tunis = City.objects.get(slug="tunis")
    Membership.objects.create(user=liege_editor, city=tunis, role=Role.EDITOR)
    client = client_of(liege_editor)
    assert "Un projet de Liège" in client.get(BOARD).content.decode()
    client.post("/fr/compte/ville/", {"city": tunis.pk})
    assert "Un projet de Liège" not in client.get(BOARD).content.decode()


def test_what_one_follows_is_there_and_leaves_when_it_is_withdrawn(
    board, published_practice, dakar_coordinator, liege_coordinator, viewer_for
):
    practice = published_practice()
    actions.follow(by=viewer_for(dakar_coordinator), practice_id=practice.pk)
    followed = "Fiches que vous suivez Médiation de nuit dans les quartiers"
    assert followed in board(dakar_coordinator)
    actions.withdraw(by=viewer_for(liege_coordinator), practice_id=practice.pk, note="Erreur")
    assert "Vous ne suivez aucune fiche." in board(dakar_coordinator)


def test_the_secretariat_is_led_to_its_desk(client_of, secretariat):
    html = client_of(secretariat).get(BOARD).content.decode()
    assert 'href="/admin/"' in html
    assert "Créer une fiche" not in html


def test_somebody_of_no_city_is_told_what_to_do(client_of, liege_editor, words):
    from common import clock

    Membership.objects.filter(user=liege_editor).update(ended_at=clock.now())
    assert "Vous n’êtes rattaché à aucune ville" in words(client_of(liege_editor).get(BOARD).content.decode())
