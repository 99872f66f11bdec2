"""The life of a published practice, by its buttons: next version, confirmation, archive, withdrawal, claims."""

import pytest
from django.test import Client

from practices.models import Claim, Practice, Revision

pytestmark = pytest.mark.django_db


def _at(practice: Practice, page: str = "") -> str:
    return f"/fr/pratiques/{practice.slug}/{page}"


def _press(browser: Client, address: str, practice: Practice, **more: str):
    return browser.post(address, {"acting_city": str(practice.city_id), **more}, follow=True)


def test_a_new_version_leaves_the_published_one_in_place(
    client, client_of, liege_editor, published_practice, typed
) -> None:
    practice = published_practice()
    editor = client_of(liege_editor)
    assert "Modifier la fiche" in editor.get(_at(practice, "modifier/")).content.decode()
    page = _press(editor, _at(practice, "nouvelle-version/"), practice).content.decode()
    assert "Nouvelle version commencée." in page
    assert "version 2, brouillon" in page
    address = _at(practice, "modifier/essentiel/")
    editor.post(address, typed(editor.get(address), "seen_version", summary="Texte de la version 2.", do="save"))
    assert "Texte de la version 2." not in client.get(_at(practice)).content.decode()


def test_a_second_version_cannot_be_started(client_of, liege_editor, published_practice) -> None:
    practice = published_practice()
    editor = client_of(liege_editor)
    _press(editor, _at(practice, "nouvelle-version/"), practice)
    page = _press(editor, _at(practice, "nouvelle-version/"), practice).content.decode()
    assert "Une version de cette fiche est déjà en cours." in page
    assert Revision.unguarded.filter(practice=practice).count() == 2


def test_a_button_of_another_city_is_refused(client_of, liege_editor, published_practice) -> None:
    practice = published_practice()
    editor = client_of(liege_editor)
    editor.post(_at(practice, "nouvelle-version/"), {"acting_city": "999999"})
    assert Revision.unguarded.filter(practice=practice).count() == 1


def test_a_draft_is_thrown_away_after_a_page_that_asks(client_of, liege_editor, draft_practice, typed) -> None:
    revision = draft_practice()
    editor = client_of(liege_editor)
    address = _at(revision.practice, "supprimer-le-brouillon/")
    page = editor.get(address)
    assert "Médiation de nuit" in page.content.decode()
    assert Revision.unguarded.filter(pk=revision.pk).exists()
    assert editor.post(address, typed(page, "seen_version")).status_code == 302
    assert not Practice.unguarded.filter(pk=revision.practice_id).exists()


def test_the_city_confirms_in_one_click(client_of, liege_editor, published_practice) -> None:
    practice = published_practice()
    Practice.unguarded.filter(pk=practice.pk).update(last_confirmed_on="2024-01-01")
    page = _press(client_of(liege_editor), _at(practice, "confirmer/"), practice).content.decode()
    assert "La fiche est confirmée à la date d’aujourd’hui." in page
    assert Practice.unguarded.get(pk=practice.pk).last_confirmed_on.year >= 2026


@pytest.mark.parametrize(("page", "state"), [("retirer/", "withdrawn"), ("archiver/", "archived")])
def test_the_coordination_withdraws_and_archives_with_reasons(
    client_of, liege_coordinator, liege_editor, published_practice, typed, page: str, state: str
) -> None:
    practice = published_practice()
    assert client_of(liege_editor).get(_at(practice, page)).status_code == 404
    coordinator = client_of(liege_coordinator)
    opened = coordinator.get(_at(practice, page))
    silent = coordinator.post(_at(practice, page), typed(opened, "note"))
    assert silent.status_code == 422
    assert "Écrivez vos raisons" in silent.content.decode()
    assert Practice.unguarded.get(pk=practice.pk).state == "published"
    done = coordinator.post(_at(practice, page), typed(opened, "note", note="Le service a fermé."), follow=True)
    assert Practice.unguarded.get(pk=practice.pk).state == state
    assert "Le service a fermé." in done.content.decode()


def test_a_withdrawn_practice_is_absent_for_others(
    client, client_of, liege_coordinator, published_practice, typed
) -> None:
    practice = published_practice()
    coordinator = client_of(liege_coordinator)
    sent = typed(coordinator.get(_at(practice, "retirer/")), "note", note="Fermé.")
    coordinator.post(_at(practice, "retirer/"), sent)
    assert client.get(_at(practice)).status_code == 404
    assert coordinator.get(_at(practice)).status_code == 302


@pytest.fixture
def notice(real_notice) -> Practice:
    """The notice of Liège."""
    return real_notice("liege-csil")


def test_the_city_takes_up_the_notice_and_the_secretariat_is_told(client_of, liege_editor, notice, typed) -> None:
    editor = client_of(liege_editor)
    page = editor.get(_at(notice)).content.decode()
    assert _at(notice, "reprendre/") in page
    assert _at(notice, "demander-le-retrait/") in page
    opened = editor.get(_at(notice, "reprendre/"))
    assert editor.post(_at(notice, "reprendre/"), typed(opened, "note")).status_code == 302
    assert Claim.objects.get(practice=notice).kind == "claim"
    again = editor.post(_at(notice, "reprendre/"), typed(opened, "note"))
    assert "Cette demande attend déjà une réponse du secrétariat." in again.content.decode()
    assert "attend le secrétariat." in editor.get(_at(notice, "modifier/")).content.decode()


def test_a_withdrawal_is_asked_with_reasons(client_of, liege_editor, notice, typed) -> None:
    editor = client_of(liege_editor)
    opened = editor.get(_at(notice, "demander-le-retrait/"))
    assert editor.post(_at(notice, "demander-le-retrait/"), typed(opened, "note")).status_code == 422
    sent = typed(opened, "note", note="Ce service n’a jamais existé.")
    assert editor.post(_at(notice, "demander-le-retrait/"), sent).status_code == 302
    assert Claim.objects.get(practice=notice).note == "Ce service n’a jamais existé."


def test_another_city_cannot_claim(client, client_of, dakar_coordinator, notice) -> None:
    for page in ("reprendre/", "demander-le-retrait/"):
        assert client_of(dakar_coordinator).get(_at(notice, page)).status_code == 404
        assert client.get(_at(notice, page)).status_code == 302
    assert _at(notice, "demander-le-retrait/") not in client_of(dakar_coordinator).get(_at(notice)).content.decode()
