"""The link of the yearly letter: no sign-in, no cookie; opening it changes nothing, a button does, once."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from cities.models import Membership, Role
from common import clock
from journal.models import Entry
from practices import actions
from practices.confirmation_links import Question, token_of
from practices.models import ConfirmationRound, Practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(published_practice):
    made = published_practice()
    before = clock.now() - timedelta(days=366)
    Practice.unguarded.update(published_at=before, last_confirmed_on=before.date())
    actions.ask_confirmation(practice_id=made.pk)
    return made


@pytest.fixture
def asked(practice):
    return ConfirmationRound.objects.get()


@pytest.fixture
def link(asked, liege_editor):
    return f"/fr/pratiques/toujours-exacte/{token_of(Question(asked.practice_id, asked.year, liege_editor.pk))}/"


def _browser():
    return Client(enforce_csrf_checks=True)


def test_opening_it_changes_nothing_and_sets_no_cookie(link, asked, words):
    answer = _browser().get(link)
    text = words(answer.content.decode())
    assert "Cette fiche est-elle toujours exacte ?" in text
    assert "Médiation de nuit dans les quartiers" in text
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert _browser().head(link).status_code == 200
    asked.refresh_from_db()
    assert asked.answered_at is None


@pytest.mark.parametrize(
    ("answer", "said", "verb"),
    [
        ("running", "la fiche est exacte", "practice.confirmed"),
        ("changed", "l’action a changé", "practice.reported_changed"),
        ("stopped", "l’action s’est arrêtée", "practice.reported_stopped"),
    ],
)
def test_a_button_answers_in_the_name_of_its_reader(link, asked, liege_editor, words, answer, said, verb):
    for _twice in range(2):
        page = _browser().post(link, {"answer": answer})
        assert page.status_code == 200
        assert said in words(page.content.decode())
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_by) == (answer, liege_editor)
    assert Entry.objects.get(verb=verb).actor_id == liege_editor.pk
    confirmed = Practice.unguarded.get().last_confirmed_on == clock.now().date()
    assert confirmed == (answer == "running")


def test_the_first_answer_stays(link, asked, words):
    _browser().post(link, {"answer": "running"})
    again = _browser().post(link, {"answer": "stopped"})
    assert "la fiche est exacte" in words(again.content.decode())
    asked.refresh_from_db()
    assert asked.answer == "running"


def test_changed_leads_to_the_page_where_a_version_begins_after_signing_in(link, practice, words):
    html = _browser().post(link, {"answer": "changed"}).content.decode()
    edit = f"/fr/pratiques/{practice.slug}/modifier/"
    assert f'href="{edit}"' in html
    assert Client().get(edit)["Location"].startswith("/fr/compte/login/?next=")


def test_why_it_stopped_is_read_by_the_member_cities_and_not_by_the_public(
    link, practice, client_of, tunis_reader, words
):
    _browser().post(link, {"answer": "stopped"})
    saved = _browser().post(link, {"why": "La subvention n’a pas été renouvelée."})
    assert "Vos raisons sont enregistrées." in words(saved.content.decode())
    page = f"/fr/pratiques/{practice.slug}/"
    public, member = (words(client.get(page).content.decode()) for client in (Client(), client_of(tunis_reader)))
    assert "Action arrêtée." in public
    assert "subvention" not in public
    assert "La subvention n’a pas été renouvelée." in member


def test_reasons_too_long_are_kept_on_the_page_with_a_sentence(link, words):
    _browser().post(link, {"answer": "stopped"})
    long = "mot " * 400
    page = _browser().post(link, {"why": long})
    assert page.status_code == 422
    assert "Raccourcissez ce texte" in words(page.content.decode())
    assert long.strip() in page.content.decode()
    assert ConfirmationRound.objects.get().why == ""


@pytest.mark.parametrize("posted", [{}, {"answer": "published"}, {"answer": "restored"}, {"answer": "'"}])
def test_anything_else_is_a_sentence_and_changes_nothing(link, asked, words, posted):
    page = _browser().post(link, posted)
    assert page.status_code == 422
    assert "Choisissez l’une des trois réponses." in words(page.content.decode())
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_reasons_before_an_answer_are_refused(link, asked):
    assert _browser().post(link, {"why": "Sans réponse"}).status_code == 422
    asked.refresh_from_db()
    assert asked.why == ""


def test_a_link_answers_for_one_practice_one_year_and_one_person(asked, liege_editor, dakar_coordinator, link):
    wrong = [
        Question(asked.practice_id, asked.year + 1, liege_editor.pk),
        Question(asked.practice_id + 999, asked.year, liege_editor.pk),
        Question(asked.practice_id, asked.year, dakar_coordinator.pk),
        Question(asked.practice_id, asked.year, 999_999),
    ]
    addresses = [f"/fr/pratiques/toujours-exacte/{token_of(question)}/" for question in wrong]
    forged = signing.dumps([asked.practice_id, asked.year, liege_editor.pk], salt="mailing.preferences")
    for address in (*addresses, f"/fr/pratiques/toujours-exacte/{forged}/", link[:-3] + "x/"):
        assert _browser().get(address).status_code == 404
        assert _browser().post(address, {"answer": "running"}).status_code == 404
    asked.refresh_from_db()
    assert asked.answered_at is None


@pytest.mark.parametrize("role", [None, Role.READER])
def test_who_no_longer_writes_for_the_city_opens_nothing(link, asked, liege_editor, role):
    change = {"role": role} if role else {"ended_at": clock.now()}
    Membership.objects.filter(user=liege_editor).update(**change)
    assert _browser().post(link, {"answer": "running"}).status_code == 404
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_a_link_ends_after_half_a_year(link, monkeypatch):
    real = signing.time.time
    monkeypatch.setattr(signing.time, "time", lambda: real() + 184 * 24 * 3600)
    assert _browser().get(link).status_code == 404


def test_what_is_withdrawn_meanwhile_is_not_answered(link, practice, office):
    actions.withdraw(by=office, practice_id=practice.pk, note="Erreur")
    assert _browser().get(link).status_code == 404


def test_somebody_signed_in_answers_the_same_question_from_the_page_of_the_record(
    client_of, practice, asked, liege_editor, words
):
    browser = client_of(liege_editor)
    edit = browser.get(f"/fr/pratiques/{practice.slug}/modifier/").content.decode()
    address = f"/fr/pratiques/{practice.slug}/toujours-exacte/"
    assert "Confirmation attendue." in words(edit)
    assert f'href="{address}"' in edit
    browser.post(address, {"answer": "stopped", "acting_city": liege_editor.memberships.get().city_id})
    asked.refresh_from_db()
    assert asked.answer == "stopped"


def test_a_stopped_action_is_not_asked_again_until_the_city_says_more(link, practice, editor, on):
    _browser().post(link, {"answer": "stopped"})
    now = clock.now()
    on(now.year + 2, now.month, 1)
    assert practice.pk not in _due()
    actions.confirm(by=editor, practice_id=practice.pk)
    on(now.year + 4, now.month, 1)
    assert practice.pk in _due()
    assert ConfirmationRound.objects.get().answer == "running"


def _due():
    from practices import freshness

    return freshness.due(clock.now().date())
