"""Comments by their pages: who writes, who is named, who may report."""

from datetime import timedelta

import pytest
from django.test import Client

from practices import actions
from practices.models import Comment, CommentReport, Follow, Practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(published_practice) -> Practice:
    return published_practice()


@pytest.fixture
def said(practice, tunis_reader, viewer_for) -> Comment:
    """What Tunis said."""
    return actions.comment(by=viewer_for(tunis_reader), practice_id=practice.pk, body="À partir de quel seuil ?")


def _at(practice: Practice, page: str = "") -> str:
    return f"/fr/pratiques/{practice.slug}/{page}"


def _text(client: Client, practice: Practice) -> str:
    return client.get(_at(practice)).content.decode()


def test_a_member_comments_in_the_name_of_the_city(
    client, client_of, practice, tunis_reader, liege_editor, typed
) -> None:
    tunis = client_of(tunis_reader)
    sent = typed(tunis.get(_at(practice)), "body", body="À partir de quel seuil ?")
    answer = tunis.post(_at(practice, "commentaires/"), sent)
    made = Comment.unguarded.get()
    assert answer["Location"] == f"{_at(practice)}#comment-{made.pk}"
    public, members = _text(client, practice), _text(client_of(liege_editor), practice)
    assert "<b>Tunis</b>" in public
    assert "À partir de quel seuil ?" in public
    assert "Lotfi Lecteur" not in public
    assert "Lotfi Lecteur" in members


def test_a_stranger_has_no_form_and_cannot_post(client, practice) -> None:
    page = _text(client, practice)
    assert 'name="body"' not in page
    assert "Se connecter pour écrire" in page
    assert client.post(_at(practice, "commentaires/"), {"body": "Bonjour"}).status_code == 302
    assert not Comment.unguarded.exists()


def test_an_empty_comment_says_what_to_do(client_of, practice, tunis_reader, typed) -> None:
    tunis = client_of(tunis_reader)
    answer = tunis.post(_at(practice, "commentaires/"), typed(tunis.get(_at(practice)), "body", body="  "))
    assert answer.status_code == 422
    assert "Écrivez votre commentaire." in answer.content.decode()


def test_a_reply_goes_one_deep(client_of, practice, said, liege_editor, typed) -> None:
    liege = client_of(liege_editor)
    page = liege.get(_at(practice, f"commentaires/{said.pk}/repondre/"))
    assert "À partir de quel seuil ?" in page.content.decode()
    liege.post(_at(practice, f"commentaires/{said.pk}/repondre/"), typed(page, "body", body="Dès le danger."))
    reply = Comment.unguarded.get(parent=said)
    assert "Dès le danger." in _text(liege, practice)
    assert liege.get(_at(practice, f"commentaires/{reply.pk}/repondre/")).status_code == 404


def test_the_author_edits_for_ten_minutes(client_of, practice, said, tunis_reader, liege_editor, typed) -> None:
    address = _at(practice, f"commentaires/{said.pk}/modifier/")
    assert client_of(liege_editor).get(address).status_code == 404
    tunis = client_of(tunis_reader)
    opened = tunis.get(address)
    tunis.post(address, typed(opened, "body", body="À partir de quel seuil, au juste ?"))
    assert "au juste" in _text(tunis, practice)
    assert "modifié" in _text(tunis, practice)
    Comment.unguarded.filter(pk=said.pk).update(created_at=said.created_at - timedelta(minutes=11))
    assert address not in _text(tunis, practice)
    late = tunis.post(address, typed(opened, "body", body="Trop tard"))
    assert "Les dix minutes pour modifier ce commentaire sont passées." in late.content.decode()
    assert typed(late, "body")["body"] == ["Trop tard"]


def test_a_deleted_comment_keeps_its_place(client_of, practice, said, tunis_reader, liege_editor, viewer_for) -> None:
    actions.comment(by=viewer_for(liege_editor), practice_id=practice.pk, body="Dès le danger.", parent_id=said.pk)
    tunis = client_of(tunis_reader)
    address = _at(practice, f"commentaires/{said.pk}/supprimer/")
    assert client_of(liege_editor).get(address).status_code == 404
    tunis.get(address)
    assert Comment.unguarded.get(pk=said.pk).body
    city = tunis.get(_at(practice)).context["request"].viewer.city_id
    tunis.post(address, {"acting_city": str(city)})
    page = _text(tunis, practice)
    assert "Commentaire supprimé par son auteur" in page
    assert "Dès le danger." in page
    assert "À partir de quel seuil" not in page


def test_anybody_who_reads_may_report(client, practice, said, typed) -> None:
    address = _at(practice, f"commentaires/{said.pk}/signaler/")
    assert address in _text(client, practice)
    page = client.get(address)
    assert client.post(address, typed(page, "reason", reason="")).status_code == 422
    answer = client.post(address, typed(page, "reason", reason="Cite une personne."), follow=True)
    assert "Le secrétariat va lire ce commentaire." in answer.content.decode()
    assert CommentReport.objects.get().reporter is None


def test_reports_are_limited_by_address(client, practice, said, typed) -> None:
    address = _at(practice, f"commentaires/{said.pk}/signaler/")
    sent = typed(client.get(address), "reason", reason="Cite une personne.")
    answers = [client.post(address, sent, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}") for n in range(11)]
    assert [answer.status_code for answer in answers[:10]] == [302] * 10
    assert "Trop de demandes" in answers[10].content.decode()


def test_a_comment_of_a_hidden_practice_cannot_be_reported(
    client, published_practice, tunis_reader, viewer_for
) -> None:
    hidden = published_practice(visibility="members")
    said = actions.comment(by=viewer_for(tunis_reader), practice_id=hidden.pk, body="Entre nous.")
    assert client.get(_at(hidden, f"commentaires/{said.pk}/signaler/")).status_code == 404


def test_a_comment_is_reached_through_its_own_practice_only(client, published_practice, said) -> None:
    other = published_practice(title="Une autre fiche")
    assert client.get(_at(other, f"commentaires/{said.pk}/signaler/")).status_code == 404


def test_the_secretariat_hides_with_a_reason(
    client, client_of, practice, said, secretariat, tunis_reader, typed
) -> None:
    address = _at(practice, f"commentaires/{said.pk}/masquer/")
    assert client_of(tunis_reader).get(address).status_code == 404
    office = client_of(secretariat)
    page = office.get(address)
    assert office.post(address, typed(page, "note")).status_code == 422
    assert office.post(address, typed(page, "note", note="Hors sujet.")).status_code == 302
    text = _text(client, practice)
    assert "Commentaire masqué par le secrétariat" in text
    assert "À partir de quel seuil" not in text


def test_a_practice_is_followed_and_left(client, client_of, practice, tunis_reader, typed) -> None:
    tunis = client_of(tunis_reader)
    assert "Suivre cette fiche" in _text(tunis, practice)
    city = str(tunis.get(_at(practice)).context["request"].viewer.city_id)
    tunis.post(_at(practice, "suivre/"), {"acting_city": city})
    assert Follow.objects.filter(user=tunis_reader, practice=practice).exists()
    assert "Ne plus suivre cette fiche" in _text(tunis, practice)
    tunis.post(_at(practice, "ne-plus-suivre/"), {"acting_city": city})
    assert not Follow.objects.exists()
    assert client.post(_at(practice, "suivre/")).status_code == 302
    assert tunis.get(_at(practice, "suivre/")).status_code == 405


def test_an_archived_practice_takes_no_more_comments(
    client_of, practice, tunis_reader, liege_coordinator, viewer_for
) -> None:
    actions.archive(by=viewer_for(liege_coordinator), practice_id=practice.pk, note="Fermé.")
    tunis = client_of(tunis_reader)
    assert 'name="body"' not in _text(tunis, practice)
    assert tunis.get(_at(practice, "commentaires/")).status_code == 404
