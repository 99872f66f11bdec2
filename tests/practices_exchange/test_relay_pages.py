"""Requests for an exchange by their pages: asked, read, answered; and what the secretariat sees of them."""

from datetime import timedelta

import pytest
from django.test import Client

from common import clock
from practices import actions, relay
from practices.models import ContactRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(practice):
    return f"/fr/pratiques/{practice.slug}/"


@pytest.fixture
def asked(client_of, dakar_coordinator, page, typed):
    """What Dakar asked by the page of Liège's practice."""
    browser = client_of(dakar_coordinator)
    form = typed(
        browser.get(f"{page}demander-un-echange/"),
        "purpose",
        kind="call",
        purpose="Comprendre vos horaires.",
        proposed_time="Un matin",
    )
    answer = browser.post(f"{page}demander-un-echange/", form)
    made = ContactRequest.unguarded.get()
    assert answer["Location"] == f"/fr/pratiques/echanges/{made.pk}/"
    return made


def test_the_contact_block_leads_to_the_request(client, client_of, dakar_coordinator, liege_editor, page) -> None:
    link = f'href="{page}demander-un-echange/"'
    assert link in client_of(dakar_coordinator).get(page).content.decode()
    assert link not in client_of(liege_editor).get(page).content.decode()
    assert link not in client.get(page).content.decode()


def test_the_form_says_before_what_is_revealed_and_keeps_what_was_typed(
    client_of, dakar_coordinator, page, typed
) -> None:
    browser = client_of(dakar_coordinator)
    shown = browser.get(f"{page}demander-un-echange/")
    assert "Personne n’est nommé avant l’accord." in shown.content.decode()
    answer = browser.post(f"{page}demander-un-echange/", typed(shown, "purpose", purpose="Moi : a@b.example"))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Retirez les adresses" in text
    assert "Moi : a@b.example" in text
    assert "Proposez un moment" in text


def test_a_city_is_asked_in_general_from_its_page(client_of, dakar_coordinator, liege_editor, typed) -> None:
    browser = client_of(dakar_coordinator)
    assert "/fr/pratiques/echanges/ville/liege/" in browser.get("/fr/villes/liege/").content.decode()
    form = typed(
        browser.get("/fr/pratiques/echanges/ville/liege/"),
        "purpose",
        kind="documents",
        purpose="Vos fiches de poste.",
        proposed_time="Avant mars",
    )
    browser.post("/fr/pratiques/echanges/ville/liege/", form)
    assert ContactRequest.unguarded.get().practice_id is None


def test_the_asked_city_reads_it_and_accepts_knowing_what_that_means(
    client_of, asked, liege_editor, dakar_coordinator, typed
) -> None:
    browser = client_of(liege_editor)
    listed = browser.get("/fr/pratiques/echanges/").content.decode()
    assert f"/fr/pratiques/echanges/{asked.pk}/" in listed
    shown = browser.get(f"/fr/pratiques/echanges/{asked.pk}/")
    text = shown.content.decode()
    assert "Comprendre vos horaires." in text
    assert "Si vous acceptez, votre nom et votre adresse électronique sont envoyés" in text
    form = {**typed(shown, "answer"), "do": "accept"}
    assert browser.post(f"/fr/pratiques/echanges/{asked.pk}/repondre/", form).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "accepted"
    for person in (liege_editor, dakar_coordinator):
        seen = client_of(person).get(f"/fr/pratiques/echanges/{asked.pk}/").content.decode()
        other = dakar_coordinator if person == liege_editor else liege_editor
        assert other.email not in seen
        assert other.name not in seen


def test_declining_without_a_reason_gets_a_sentence(client_of, asked, liege_editor, typed) -> None:
    browser = client_of(liege_editor)
    address = f"/fr/pratiques/echanges/{asked.pk}/"
    form = {**typed(browser.get(address), "answer"), "do": "decline"}
    answer = browser.post(f"{address}repondre/", form)
    assert answer.status_code == 422
    assert "Dites pourquoi en une phrase" in answer.content.decode()


def test_the_asker_takes_it_back(client_of, asked, dakar_coordinator, typed) -> None:
    browser = client_of(dakar_coordinator)
    address = f"/fr/pratiques/echanges/{asked.pk}/"
    form = typed(browser.get(address), "acting_city")
    browser.post(f"{address}retirer/", {"acting_city": asked.from_city_id, **form})
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


def test_nobody_else_finds_it(client, client_of, asked, tunis_reader, secretariat) -> None:
    address = f"/fr/pratiques/echanges/{asked.pk}/"
    assert client.get(address).status_code == 302
    for person in (tunis_reader, secretariat):
        assert client_of(person).get(address).status_code == 404


def test_the_board_of_who_may_answer_leads_to_it(client_of, asked, liege_editor, tunis_reader) -> None:
    address = f"/fr/pratiques/echanges/{asked.pk}/"
    assert address in client_of(liege_editor).get("/fr/ma-ville/").content.decode()
    assert address not in client_of(tunis_reader).get("/fr/ma-ville/").content.decode()


def test_the_secretariat_sees_how_long_answers_take_and_no_word(
    client_of, asked, liege, secretariat, monkeypatch, dakar_coordinator
) -> None:
    desk = client_of(secretariat)
    now = clock.now() + timedelta(days=3, hours=1)
    monkeypatch.setattr("practices.actions.relay.clock.now", lambda: now)
    actions.accept_exchange(by=liege, request_id=asked.pk)
    text = desk.get("/admin/").content.decode()
    assert "la moitié des réponses viennent en 3 jours ou moins" in text
    row = text.split('<th scope="row">Liège</th>')[1].split("</tr>")[0]
    assert "<td>3 jours</td><td>1</td><td>0</td><td>0</td>" in row
    one = desk.get(f"/admin/practices/contactrequest/{asked.pk}/").content.decode()
    assert "Liège" in one
    for hidden in ("Comprendre vos horaires.", dakar_coordinator.email, dakar_coordinator.name):
        assert hidden not in one


def test_delays_are_for_the_secretariat_alone(asked, liege) -> None:
    whole, each = relay.delays(liege)
    assert (whole.answered, whole.waiting, each) == (0, 0, [])


def test_statements_do_not_grow_with_requests(client_of, asked, liege_editor, django_assert_max_num_queries) -> None:
    browser = client_of(liege_editor)
    assert isinstance(browser, Client)
    for kind in ("visit", "documents"):
        ContactRequest.unguarded.create(
            from_city_id=asked.from_city_id,
            to_city_id=asked.to_city_id,
            practice_id=asked.practice_id,
            kind=kind,
            purpose="x",
            proposed_time="y",
            asked_by_id=asked.asked_by_id,
            expires_at=clock.now() + timedelta(days=1),
        )
    with django_assert_max_num_queries(15):
        browser.get("/fr/pratiques/echanges/")
