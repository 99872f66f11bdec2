"""A refusal or a request for changes: its reasons in the author’s language, one appeal, another person who answers."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from common.errors import Invalid, NotAllowed, NotPossible
from journal.models import Entry
from practices import actions
from practices.models import Appeal, DecisionReason, Decline, Point, Practice, Revision


@pytest.fixture
def declined(office, submitted):
    reasons = DecisionReason.objects.filter(code__in=["city_role", "unsourced"])
    actions.decline(
        by=office,
        revision_id=submitted.pk,
        seen_version=submitted.lock_version,
        note="Revenez vers nous.",
        reasons=[one.pk for one in reasons],
    )
    return Revision.unguarded.get(pk=submitted.pk)


def test_the_letter_gives_the_reasons_in_the_language_of_its_reader(declined, told, liege_editor):
    assert "Le rôle de la ville dans cette action n’apparaît pas." in told("practice.declined")
    liege_editor.language = "ar"
    liege_editor.save()
    text = told("practice.declined")
    assert "لا يظهر دور المدينة في هذا العمل." in text
    assert "Revenez vers nous." in text


def test_the_reasons_told_stay_when_the_list_changes(declined, office, city):
    one = DecisionReason.objects.get(code="city_role")
    actions.save_reason(by=office, reason_id=one.pk, words={"fr": "Autre", "en": "Other", "ar": "آخر"}, active=False)
    page = city.get(f"/fr/pratiques/{declined.practice.slug}/modifier/").content.decode()
    assert "Le rôle de la ville dans cette action n’apparaît pas." in page
    with pytest.raises(IntegrityError), transaction.atomic():
        Decline.objects.update(reasons=[])


def test_a_refusal_needs_a_reason_of_the_list_or_words(desk, submitted):
    address = reverse("admin:practices_revision_decline", args=[submitted.pk])
    given = {"seen_version": submitted.lock_version, "note": ""}
    assert desk.post(address, given).status_code == 422
    one = DecisionReason.objects.get(code="duplicate")
    assert desk.post(address, {**given, "reasons": [one.pk]}).status_code == 302
    assert Decline.objects.get().reasons[0]["fr"] == one.fr


def test_a_city_appeals_once_and_another_person_answers(city, declined, office, second, letters, told, colleague):
    slug = declined.practice.slug
    assert "Faire appel de cette décision" in city.get(f"/fr/pratiques/{slug}/modifier/").content.decode()
    address = f"/fr/pratiques/{slug}/appel/"
    acting = city.get(address).context["form"]["acting_city"].value()
    assert city.post(address, {"acting_city": acting, "note": " "}).status_code == 422
    assert city.post(address, {"acting_city": acting, "note": "La ville conduit l’action."}).status_code == 302
    assert city.get(address).status_code == 404
    assert letters("practice.appealed") == ["collegue@aimf.example"], "not who decided"
    assert "La ville conduit l’action." in told("practice.appealed")
    appeal = Appeal.objects.get()
    with pytest.raises(NotAllowed):
        actions.decide_appeal(by=office, appeal_id=appeal.pk, outcome="upheld", answer="Non.")
    with pytest.raises(Invalid):
        actions.decide_appeal(by=second, appeal_id=appeal.pk, outcome="upheld", answer="")
    actions.decide_appeal(by=second, appeal_id=appeal.pk, outcome="rejected", answer="Les preuves manquent.")
    with pytest.raises(NotPossible):
        actions.decide_appeal(by=second, appeal_id=appeal.pk, outcome="upheld", answer="Encore.")
    assert "Les preuves manquent." in told("practice.appeal_decided")
    assert "Les preuves manquent." in city.get(f"/fr/pratiques/{slug}/modifier/").content.decode()
    verbs = Entry.objects.filter(subject_id=declined.practice_id).values_list("verb", flat=True)
    assert {"practice.appealed", "practice.appeal_rejected"} <= set(verbs)


def test_an_appeal_that_is_upheld_brings_the_same_content_back(declined, editor, office, second):
    actions.appeal(by=editor, revision_id=declined.pk, reason="Relisez-la.")
    actions.decide_appeal(by=second, appeal_id=Appeal.objects.get().pk, outcome="upheld", answer="Vous avez raison.")
    again = Revision.unguarded.get(practice=declined.practice, number=2)
    assert (again.state, again.summary, again.submitted_by_id) == ("submitted", declined.summary, editor.user_id)
    seen = {"revision_id": again.pk, "seen_version": again.lock_version}
    with pytest.raises(NotAllowed):
        actions.decline(by=office, note="Toujours non.", **seen)
    actions.publish(by=second, **seen)
    assert Practice.unguarded.get(pk=declined.practice_id).published_id == again.pk


def test_the_database_refuses_that_one_person_answers_their_own_decision(declined, editor, office):
    from common import clock

    made = actions.appeal(by=editor, revision_id=declined.pk, reason="Relisez-la.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=made.pk).update(
            decided_by=office.user_id, decided_at=clock.now(), outcome="rejected", answer="Non."
        )


def test_a_city_that_begins_another_version_no_longer_appeals(declined, editor, city):
    actions.start_revision(by=editor, practice_id=declined.practice_id)
    with pytest.raises(NotPossible):
        actions.appeal(by=editor, revision_id=declined.pk, reason="Relisez-la.")
    assert city.get(f"/fr/pratiques/{declined.practice.slug}/appel/").status_code == 404


def test_only_its_city_appeals(declined, dakar_coordinator, viewer_for, office):
    for viewer in (viewer_for(dakar_coordinator), office):
        with pytest.raises(NotAllowed):
            actions.appeal(by=viewer, revision_id=declined.pk, reason="Relisez-la.")


def test_the_desk_lists_the_appeal_and_answers_it(desk, client_of, colleague, declined, editor):
    made = actions.appeal(by=editor, revision_id=declined.pk, reason="Relisez-la.")
    assert "Appel d’une décision" in desk.get("/admin/").content.decode()
    address = reverse("admin:practices_appeal_decide", args=[made.pk])
    answer = {"outcome": "rejected", "answer": "Non."}
    assert desk.post(address, answer).status_code == 403, "the first decider"
    assert client_of(colleague).post(address, answer).status_code == 302


@pytest.fixture
def sent_back(office, editor, submitted):
    actions.add_point(
        by=office,
        revision_id=submitted.pk,
        about="context",
        body="Donnez un chiffre.",
        seen_version=submitted.lock_version,
    )
    sent = Revision.unguarded.get(pk=submitted.pk)
    actions.request_changes(by=office, revision_id=sent.pk, seen_version=sent.lock_version, note="Complétez.")
    return Revision.unguarded.get(pk=submitted.pk)


def test_a_city_appeals_a_request_for_changes_and_another_person_lifts_the_points(
    city, sent_back, office, second, editor, letters, told
):
    slug = sent_back.practice.slug
    assert "Faire appel de cette décision" in city.get(f"/fr/pratiques/{slug}/modifier/").content.decode()
    address = f"/fr/pratiques/{slug}/appel/"
    acting = city.get(address).context["form"]["acting_city"].value()
    assert city.post(address, {"acting_city": acting, "note": "Ce chiffre n’existe pas."}).status_code == 302
    assert city.get(address).status_code == 404, "once"
    assert letters("practice.appealed") == ["collegue@aimf.example"]
    assert "conteste les compléments demandés" in told("practice.appealed")
    found = Appeal.objects.get()
    with pytest.raises(NotAllowed):
        actions.decide_appeal(by=office, appeal_id=found.pk, outcome="upheld", answer="Non.")
    actions.decide_appeal(by=second, appeal_id=found.pk, outcome="upheld", answer="Le texte suffit.")
    assert "Les points demandés sont levés" in told("practice.appeal_decided")
    assert not Point.objects.filter(practice=sent_back.practice_id, accepted_at__isnull=True).exists()
    draft = Revision.unguarded.get(practice=sent_back.practice_id, state="draft")
    assert draft.number == 2, "the draft of the city is its own: nothing is sent in its place"
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    seen = {"revision_id": sent.pk, "seen_version": sent.lock_version}
    with pytest.raises(NotAllowed, match="une autre personne doit décider"):
        actions.request_changes(by=office, note="Encore.", **seen)
    actions.publish(by=second, **seen)


def test_an_appeal_that_is_rejected_leaves_the_points_as_they_are(sent_back, editor, office, second):
    made = actions.appeal(by=editor, revision_id=sent_back.pk, reason="Ce chiffre n’existe pas.")
    actions.decide_appeal(by=second, appeal_id=made.pk, outcome="rejected", answer="Il existe.")
    assert Point.objects.filter(practice=sent_back.practice_id, accepted_at__isnull=True).count() == 1
    draft = Revision.unguarded.get(practice=sent_back.practice_id, state="draft")
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    actions.publish(by=office, revision_id=sent.pk, seen_version=sent.lock_version)


def test_a_request_is_no_longer_appealed_once_the_next_version_is_sent(sent_back, editor, city):
    draft = Revision.unguarded.get(practice=sent_back.practice_id, state="draft")
    actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    with pytest.raises(NotPossible):
        actions.appeal(by=editor, revision_id=sent_back.pk, reason="Trop tard.")
    assert city.get(f"/fr/pratiques/{sent_back.practice.slug}/appel/").status_code == 404
