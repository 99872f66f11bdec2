"""Consultation, answers to amendments, adoption in session or in writing, through the buttons of the desk."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cities.viewer import Viewer
from common import clock
from declarations import actions
from declarations.models import AdoptionAct, Amendment, Declaration, Procedure
from tests.declarations.cast import SECRETARIAT, prepare
from tests.declarations.preparing import by_office, coming, consult, propose, read_again, ready


@pytest.fixture
def draft(db: None) -> Declaration:
    return prepare()


def verb(desk: Client, declaration: Declaration, name: str, **given: Any) -> HttpResponse:
    address = reverse(f"admin:declarations_declaration_{name}", args=[declaration.pk])
    return desk.post(address, {"seen_version": read_again(declaration).edition, **given})  # type: ignore[return-value]


def answer(desk: Client, amendment: Amendment, name: str, note: str) -> HttpResponse:
    address = reverse(f"admin:declarations_amendment_{name}", args=[amendment.pk])
    return desk.post(address, {"note": note})  # type: ignore[return-value]  # the test client’s own


def test_from_a_consultation_to_an_act(desk: Client, draft: Declaration, editor: Viewer) -> None:
    today = clock.now().date()
    days = {"starts_on": today.isoformat(), "zone": "Africa/Dakar"}
    wrong = verb(desk, draft, "consult", **days, ends_on=(today - timedelta(days=2)).isoformat())
    assert wrong.status_code == 422
    assert "Le dernier jour vient après le premier." in wrong.content.decode()
    assert verb(desk, draft, "consult", **days, ends_on=(today + timedelta(days=9)).isoformat()).status_code == 302
    made = propose(draft, editor)
    page = desk.get(reverse("admin:declarations_amendment_change", args=[made.pk])).content.decode()
    assert "<ins>" in page
    assert "Plus net." in page
    assert answer(desk, made, "accept", "").status_code == 422
    assert answer(desk, made, "accept", "Le texte y gagne.").status_code == 302
    assert answer(desk, made, "accept", "Le texte y gagne.").status_code == 409
    assert coming(draft).articles[1]["text"] == "Les villes refusent tout amalgame."
    assert verb(desk, draft, "end_consultation").status_code == 302
    assert verb(desk, draft, "ready").status_code == 302
    session = {"adopting_body": "Bureau", "place": "Liège", "adopted_on": "2026-11-20", "adoption_mode": "majority"}
    votes = {"votes_for": "9", "votes_against": "2", "votes_abstained": "0"}
    assert verb(desk, draft, "adopt", **session).status_code == 422
    assert verb(desk, draft, "adopt", **session, **votes).status_code == 302
    act = AdoptionAct.objects.get()
    assert (act.votes_for, act.votes_against, act.body) == (9, 2, {"fr": "Bureau"})


def test_an_article_that_moved_is_said_and_answered_by_hand(
    desk: Client, draft: Declaration, editor: Viewer, dakar_signatory: User, viewer_for: Callable[[User], Viewer]
) -> None:
    consult(draft)
    ours, other = propose(draft, editor), propose(draft, viewer_for(dakar_signatory), text="Leurs mots.")
    actions.accept(by=SECRETARIAT, amendment_id=other.pk, note="Oui.")
    page = desk.get(reverse("admin:declarations_amendment_change", args=[ours.pk])).content.decode()
    assert "L’article a changé depuis." in page
    refused = answer(desk, ours, "accept", "Oui.")
    assert refused.status_code == 409
    assert "Rien n’est perdu" in refused.content.decode()
    assert answer(desk, ours, "carried", "Repris dans l’article 1.").status_code == 302


def test_a_body_is_asked_from_the_desk(desk: Client, draft: Declaration, liege_coordinator: User) -> None:
    ready(draft)
    last = (clock.now().date() + timedelta(days=9)).isoformat()
    asked = {"adopting_body": "Bureau", "ends_on": last, "zone": "Europe/Paris"}
    refused = verb(desk, draft, "ask", **asked, cities=["liege", "tunis"])
    assert refused.status_code == 422
    assert "Tunis" in refused.content.decode()
    assert verb(desk, draft, "ask", **asked, cities=["liege"]).status_code == 302
    found = Procedure.objects.get()
    page = desk.get(reverse("admin:declarations_procedure_change", args=[found.pk])).content.decode()
    assert "Liège" in page
    assert verb(desk, draft, "stop_procedure", note="Une erreur.").status_code == 302


def test_a_draft_can_be_written_again(desk: Client, draft: Declaration) -> None:
    ready(draft)
    assert verb(desk, draft, "write_again").status_code == 302
    assert read_again(draft).phase == "writing"
    assert actions.make_ready(**by_office(draft)).phase == "ready"
