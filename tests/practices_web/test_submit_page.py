"""Handing a draft to the secretariat, and what comes back."""

import pytest

from practices import actions
from practices.models import Revision

pytestmark = pytest.mark.django_db


def _address(revision: Revision, page: str) -> str:
    return f"/fr/pratiques/{revision.practice.slug}/{page}/"


def test_what_is_missing_is_listed_with_the_way_to_it(client_of, liege_editor, draft_practice) -> None:
    revision = draft_practice(summary="", themes=[], partners=[])
    page = client_of(liege_editor).get(_address(revision, "soumettre")).content.decode()
    assert "Il reste 2 champs à remplir avant de soumettre" in page
    assert f'href="{_address(revision, "modifier/essentiel")}#id_summary"' in page
    assert f'href="{_address(revision, "modifier/classement")}#bloc-themes"' in page
    assert f'href="{_address(revision, "modifier/organisation")}#bloc-partners"' in page
    assert 'class="button">Soumettre' not in page


def test_each_way_leads_to_a_place_that_exists(client_of, liege_editor, draft_practice) -> None:
    empty = {"summary": "", "themes": [], "objectives": [], "evidence_level": "", "contact_person": {}, "sources": []}
    revision = draft_practice(**empty)
    editor = client_of(liege_editor)
    page = editor.get(_address(revision, "soumettre")).content.decode()
    ways = [
        part.split('"')[0] for part in page.split('href="')[1:] if "/modifier/" in part.split('"')[0] and "#" in part
    ]
    ways = [way for way in ways if "#" in way]
    assert len(ways) == 7, "six fields to fill, and the sources that the checks ask for"
    for way in ways:
        address, _, anchor = way.partition("#")
        assert f'id="{anchor}"' in editor.get(address).content.decode()


def test_a_complete_draft_is_submitted(client_of, liege_editor, draft_practice, typed) -> None:
    revision = draft_practice()
    editor = client_of(liege_editor)
    page = editor.get(_address(revision, "soumettre"))
    answer = editor.post(_address(revision, "soumettre"), typed(page, "seen_version"), follow=True)
    text = answer.content.decode()
    assert "Votre fiche a été soumise au secrétariat. Vous recevrez une réponse par courriel." in text
    assert "En lecture au secrétariat." in text
    assert Revision.unguarded.get(pk=revision.pk).state == "submitted"
    assert editor.get(_address(revision, "soumettre")).status_code == 302


def test_a_draft_that_changed_is_not_submitted_unread(
    client_of, liege_editor, liege_coordinator, draft_practice, typed, viewer_for
) -> None:
    revision = draft_practice()
    editor = client_of(liege_editor)
    sent = typed(editor.get(_address(revision, "soumettre")), "seen_version")
    actions.save_section(
        by=viewer_for(liege_coordinator),
        revision_id=revision.pk,
        section="B",
        values={"context": "Autre chose."},
        seen_version=Revision.unguarded.get(pk=revision.pk).lock_version,
    )
    answer = editor.post(_address(revision, "soumettre"), sent)
    assert answer.status_code == 409
    assert "Le texte a changé depuis que vous l’avez ouvert." in answer.content.decode()
    assert Revision.unguarded.get(pk=revision.pk).state == "draft"


def test_the_reasons_of_the_secretariat_stay_on_the_draft(
    client_of, liege_editor, tunis_reader, secretariat, draft_practice, viewer_for
) -> None:
    revision = draft_practice()
    submitted = actions.submit(by=viewer_for(liege_editor), revision_id=revision.pk, seen_version=revision.lock_version)
    actions.request_changes(
        by=viewer_for(secretariat),
        revision_id=submitted.pk,
        seen_version=submitted.lock_version,
        note="Précisez la source des chiffres.",
    )
    page = client_of(liege_editor).get(_address(revision, "modifier")).content.decode()
    assert "Le secrétariat vous demande des compléments." in page
    assert "Précisez la source des chiffres." in page
    assert "Compléments demandés" in page
    assert "Soumise au secrétariat" in page
    assert client_of(tunis_reader).get(_address(revision, "modifier")).status_code == 404
    answer = Revision.unguarded.filter(practice=revision.practice).latest("number")
    actions.submit(by=viewer_for(liege_editor), revision_id=answer.pk, seen_version=answer.lock_version)
    page = client_of(liege_editor).get(_address(revision, "modifier")).content.decode()
    assert "En lecture au secrétariat." in page
    assert "Le secrétariat vous demande des compléments." not in page, "answered: only the history keeps it"


def test_cautions_are_said_before_sending(client_of, liege_editor, draft_practice) -> None:
    revision = draft_practice(prevention_levels=["secondary"], target_groups=["newcomers_refugees"])
    page = client_of(liege_editor).get(_address(revision, "soumettre")).content.decode()
    assert "Elle sera relue avec une attention particulière." in page
