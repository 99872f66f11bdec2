"""A paper says what the page says beside the record: who took it up, that it stopped, that it has to be reviewed."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from reading_pdf import text_of

from common import clock
from practices import actions
from practices.models import ConfirmationRound, Practice

pytestmark = pytest.mark.django_db


def squeezed(text):
    return re.sub(r"\s+", "", text)


def paper(client, practice, what="pdf", language="fr"):
    return squeezed(text_of(client.get(f"/{language}/pratiques/{practice.slug}/{what}/").content))


@pytest.fixture
def member(client_of, tunis_reader):
    return client_of(tunis_reader)


def test_a_paper_lists_the_cities_that_took_it_up(published_practice, dakar_coordinator, viewer_for, member):
    practice = published_practice()
    words = {"state": "running", "since": "2025-03", "why": "Des nuits plus calmes.", "changed": "Trois équipes."}
    actions.declare_adoption(by=viewer_for(dakar_coordinator), practice_id=practice.pk, values=words)
    public, theirs = paper(Client(), practice), paper(member, practice)
    for text in (public, theirs):
        assert "Dakar" in text
        assert squeezed("En place (mars 2025)") in text
    assert squeezed("Trois équipes.") in theirs
    assert squeezed("Des nuits plus calmes.") in theirs
    assert squeezed("Trois équipes.") not in public
    assert squeezed("Copie publique") in public
    assert squeezed("Copie pour les villes membres") in theirs


def test_a_paper_says_that_the_action_stopped_and_why_to_members(published_practice, member):
    practice = published_practice()
    ConfirmationRound.objects.create(
        practice=practice,
        year=2026,
        asked_at=clock.now(),
        answered_at=clock.now() + timedelta(minutes=1),
        answer="stopped",
        why="La subvention a pris fin.",
    )
    for client, reads in ((Client(), False), (member, True)):
        text = paper(client, practice)
        assert squeezed("Action arrêtée.") in text
        assert (squeezed("La subvention a pris fin.") in text) == reads
        assert squeezed("Action arrêtée.") in paper(client, practice, "note/pdf")


def test_what_stopped_before_its_term_says_why_first(published_practice, member):
    why = "Les familles venaient peu."
    practice = published_practice(programme_status="discontinued", obstacles=why)
    public, theirs = paper(Client(), practice), paper(member, practice)
    head = squeezed("Action arrêtée avant son terme.")
    assert head + squeezed("Réservé aux villes membres.") in public
    assert squeezed(why) not in public
    assert head + squeezed(why) in theirs


def test_a_record_to_review_says_so_on_its_page_on_paper_and_in_the_api(published_practice):
    practice = published_practice()
    asked = clock.now() - timedelta(days=900)
    Practice.unguarded.filter(pk=practice.pk).update(last_confirmed_on=asked.date())
    for year in (2024, 2025):
        ConfirmationRound.objects.create(practice=practice, year=year, asked_at=asked)
    words = squeezed("À réviser.La ville n’a pas confirmé cette fiche depuis le")
    page = Client().get(f"/fr/pratiques/{practice.slug}/").content.decode()
    assert words in squeezed(re.sub(r"<[^>]+>", "", page))
    assert words in paper(Client(), practice)
    assert Client().get(f"/api/v1/practices/{practice.slug}/").json()["to_review"] is True
