"""The review: what changes, what is missing, and decisions on what was read."""

import pytest
import samples
from django.urls import reverse

from journal.models import Entry
from practices import actions
from practices.models import Practice, Revision, RevisionState


@pytest.fixture
def submitted(editor, draft_practice):
    draft = draft_practice()
    return actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)


def page(revision):
    return reverse("admin:practices_revision_change", args=[revision.pk])


def decide(desk, revision, verb, **given):
    given = {"seen_version": revision.lock_version, **given}
    return desk.post(reverse(f"admin:practices_revision_{verb}", args=[revision.pk]), given)


def said(what, words):
    """Return changed words as a screen reader is told them."""
    return f'<span class="visually-hidden">[{what}\u00a0: </span>{words}<span class="visually-hidden">]</span>'


def state(revision):
    return Revision.unguarded.get(pk=revision.pk).state


def test_the_first_submission_is_shown_whole_with_its_forms(desk, submitted):
    shown = desk.get(page(submitted)).content.decode()
    assert "Médiation de nuit dans les quartiers" in shown
    assert "Le recrutement a pris un an de plus que prévu." in shown
    assert shown.count(f'name="seen_version" value="{submitted.lock_version}"') == 5
    for verb in ("publish", "request_changes", "decline"):
        assert reverse(f"admin:practices_revision_{verb}", args=[submitted.pk]) in shown


def test_a_new_version_is_shown_by_its_differences(desk, office, editor, published_practice):
    practice = published_practice()
    draft = actions.start_revision(by=editor, practice_id=practice.pk)
    draft = samples.write(editor, draft, governance="Un comité se réunit chaque trimestre.")
    actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    shown = desk.get(page(draft)).content.decode()
    changes = shown[shown.index('id="since-published"') : shown.index('<details class="whole">')]
    assert f"<del>{said('retiré', 'mois')}</del>" in changes
    assert f"<ins>{said('ajouté', 'trimestre')}</ins>" in changes
    assert "Pilotage et coordination" in changes
    assert "Résumé" not in changes


def test_a_change_of_audience_alone_is_a_difference(desk, editor, published_practice):
    practice = published_practice()
    draft = actions.start_revision(by=editor, practice_id=practice.pk)
    draft = actions.save_section(
        by=editor,
        revision_id=draft.pk,
        section="F",
        values={},
        audiences={"obstacles": "public"},
        seen_version=draft.lock_version,
    )
    actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    shown = desk.get(page(draft)).content.decode()
    changes = shown[shown.index('id="since-published"') : shown.index('<details class="whole">')]
    assert "Difficultés et échecs" in changes
    assert "auparavant\u00a0: Villes membres" in changes


def test_what_is_missing_to_publish_is_named_and_refused(desk, editor, draft_practice):
    draft = draft_practice(governance="", mechanism="")
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    shown = desk.get(page(sent)).content.decode()
    missing = shown[shown.index('id="missing"') : shown.index('id="changes"')]
    assert "Pilotage et coordination" in missing
    assert "Mécanisme (M)" in missing
    assert "(Preuves)" in missing, "the section by its name"
    answer = decide(desk, sent, "publish", note="")
    assert answer.status_code == 422
    refused = answer.content.decode()
    assert "Il manque 2 champs avant de publier" in refused
    assert "« Pilotage et coordination » est à remplir" in refused.replace("\u00a0", " ").replace("\u202f", " ")
    assert state(sent) == RevisionState.SUBMITTED


def test_publishing(desk, secretariat, submitted):
    answer = decide(desk, submitted, "publish", note="")
    assert answer["Location"] == page(submitted)
    practice = Practice.unguarded.get(pk=submitted.practice_id)
    assert practice.published_id == submitted.pk
    entry = Entry.objects.get(verb="practice.published")
    assert (entry.actor_id, entry.subject_id) == (secretariat.pk, practice.pk)


def test_asking_for_changes_needs_reasons(desk, submitted):
    assert decide(desk, submitted, "request_changes", note=" ").status_code == 422
    assert state(submitted) == RevisionState.SUBMITTED
    assert decide(desk, submitted, "request_changes", note="Précisez la règle de comptage.").status_code == 302
    assert state(submitted) == RevisionState.CHANGES_REQUESTED
    assert Revision.unguarded.get(pk=submitted.pk).decision_note == "Précisez la règle de comptage."


def test_declining_needs_reasons(desk, submitted):
    assert decide(desk, submitted, "decline", note="").status_code == 422
    assert decide(desk, submitted, "decline", note="Cette action n’est pas de la prévention.").status_code == 302
    assert state(submitted) == RevisionState.DECLINED


def test_what_is_decided_is_what_was_read(desk, office, submitted):
    """Somebody marked a point of attention meanwhile: the page that was read is no longer the version."""
    actions.set_flags(
        by=office, revision_id=submitted.pk, seen_version=submitted.lock_version, flags=["amalgam_risk"], note=""
    )
    answer = decide(desk, submitted, "publish", note="")
    assert answer.status_code == 409
    assert "Le texte a changé depuis que vous l’avez ouvert" in answer.content.decode()
    assert state(submitted) == RevisionState.SUBMITTED


@pytest.mark.parametrize("seen", ["", "abc", "-1", "9999999999"])
def test_a_decision_that_names_no_version_is_refused(desk, submitted, seen):
    assert decide(desk, submitted, "publish", note="", seen_version=seen).status_code in {409, 422}
    assert state(submitted) == RevisionState.SUBMITTED


def test_two_decisions_give_one_success_and_one_sentence(desk, client_of, submitted):
    assert decide(desk, submitted, "request_changes", note="Précisez.").status_code == 302
    second = decide(desk, submitted, "publish", note="")
    assert second.status_code == 409
    assert Entry.objects.filter(subject_type="practice", verb="practice.published").count() == 0


def test_what_was_refused_keeps_what_was_typed(desk, office, submitted):
    actions.set_flags(
        by=office, revision_id=submitted.pk, seen_version=submitted.lock_version, flags=["other"], note=""
    )
    answer = decide(desk, submitted, "decline", note="Une longue explication.")
    assert answer.status_code == 409
    assert "Une longue explication." in answer.content.decode()


def test_once_decided_the_page_offers_nothing(desk, submitted):
    decide(desk, submitted, "decline", note="Non.")
    shown = desk.get(page(submitted)).content.decode()
    assert "seen_version" not in shown
    assert "Non." in shown


def test_withdrawing_archiving_and_restoring_go_through_the_verbs(desk, published_practice):
    practice = published_practice()
    for verb, note, wanted in (
        ("withdraw", "À la demande de la ville.", "withdrawn"),
        ("restore", "", "published"),
        ("archive", "Action terminée.", "archived"),
    ):
        address = reverse(f"admin:practices_practice_{verb}", args=[practice.pk])
        assert desk.post(address, {"note": note}).status_code == 302
        assert Practice.unguarded.get(pk=practice.pk).state == wanted
    verbs = set(Entry.objects.filter(subject_id=practice.pk, subject_type="practice").values_list("verb", flat=True))
    assert {"practice.withdrawn", "practice.restored", "practice.archived"} <= verbs


def test_a_move_that_no_longer_exists_is_a_sentence(desk, published_practice):
    practice = published_practice()
    address = reverse("admin:practices_practice_restore", args=[practice.pk])
    assert desk.get(address).status_code == 302
    answer = desk.post(address, {"note": ""})
    assert answer.status_code == 409
    assert "n’est plus possible" in answer.content.decode()


def test_markup_in_a_record_stays_text(desk, editor, draft_practice):
    draft = draft_practice(summary="<script>alert(1)</script> & <b>gras</b>")
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    shown = desk.get(page(sent)).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown
