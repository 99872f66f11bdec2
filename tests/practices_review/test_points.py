"""Points: prepared at the desk, sent with the decision, answered in place, ticked by both, carried over."""

import pytest
from django.urls import reverse

from common.errors import Invalid, NotAllowed, NotPossible
from practices import actions
from practices.models import Point, Revision


def prepare(office, revision, about="effect", body="D’où vient ce chiffre ?"):
    return actions.add_point(
        by=office, revision_id=revision.pk, about=about, body=body, seen_version=revision.lock_version
    )


@pytest.fixture
def asked(office, submitted):
    """A point that the city has received, on a draft that waits for it."""
    point = prepare(office, submitted)
    actions.request_changes(by=office, revision_id=submitted.pk, seen_version=submitted.lock_version, note="")
    return Point.objects.get(pk=point.pk)


def test_a_point_stays_at_the_desk_until_the_decision(city, desk, office, submitted, letters):
    answer = desk.post(
        reverse("admin:practices_revision_point", args=[submitted.pk]),
        {"about": "effect", "body": "D’où vient ce chiffre ?", "seen_version": submitted.lock_version},
    )
    assert answer.status_code == 302
    point = Point.objects.get()
    assert (point.section, point.field, point.sent_at) == ("F", "effect", None)
    shown = city.get(f"/fr/pratiques/{submitted.practice.slug}/modifier/").content.decode()
    assert "D’où vient ce chiffre" not in shown
    actions.request_changes(by=office, revision_id=submitted.pk, seen_version=submitted.lock_version, note="")
    shown = city.get(f"/fr/pratiques/{submitted.practice.slug}/modifier/").content.decode()
    assert "D’où vient ce chiffre" in shown
    assert letters("practice.changes_requested") == ["editrice@liege.example"]


def test_the_letter_says_the_points(asked, told):
    text = told("practice.changes_requested")
    assert "Effet (E)" in text
    assert "D’où vient ce chiffre ?" in text


def test_asking_for_changes_needs_a_message_or_a_point(office, submitted):
    with pytest.raises(Invalid):
        actions.request_changes(by=office, revision_id=submitted.pk, seen_version=submitted.lock_version, note=" ")


def test_the_city_answers_beside_the_section_and_ticks(city, asked, letters):
    slug = asked.practice.slug
    beside = city.get(f"/fr/pratiques/{slug}/modifier/preuves/").content.decode()
    assert "D’où vient ce chiffre" in beside
    assert "D’où vient ce chiffre" not in city.get(f"/fr/pratiques/{slug}/modifier/moyens/").content.decode()
    address = f"/fr/pratiques/{slug}/points/{asked.pk}/"
    acting = city.get(address).context["form"]["acting_city"].value()
    sent = {"acting_city": acting, "body": "Du rapport annuel.", "done": "on"}
    answer = city.post(address, sent)
    assert answer["Location"] == f"/fr/pratiques/{slug}/modifier/#point-{asked.pk}"
    city.post(address, sent)
    asked.refresh_from_db()
    assert asked.done_at is not None
    assert [reply.body for reply in asked.replies.all()] == ["Du rapport annuel."]
    assert letters("practice.point_answered") == ["secretariat@aimf.example"]
    shown = city.get(f"/fr/pratiques/{slug}/modifier/").content.decode()
    assert "Du rapport annuel." in shown
    assert "Fait, selon la ville" in shown


def test_an_answer_that_says_nothing_or_too_much_loses_nothing(city, asked):
    address = f"/fr/pratiques/{asked.practice.slug}/points/{asked.pk}/"
    acting = city.get(address).context["form"]["acting_city"].value()
    empty = city.post(address, {"acting_city": acting, "body": " "})
    assert empty.status_code == 422
    assert "cochez «\u00a0C’est fait\u00a0»" in empty.content.decode()
    long = city.post(address, {"acting_city": acting, "body": "mot " * 600})
    assert long.status_code == 422
    assert "mot mot mot" in long.content.decode()
    assert asked.replies.count() == 0


def test_the_reviewer_accepts_opens_again_and_replies(desk, office, asked, letters, told):
    for verb, accepted in (("accept", True), ("reopen", False)):
        answer = desk.post(reverse(f"admin:practices_point_{verb}", args=[asked.pk]), {})
        newest = Revision.unguarded.order_by("-number").first()
        assert answer["Location"] == f"/admin/practices/revision/{newest.pk}/#points"
        asked.refresh_from_db()
        assert (asked.accepted_at is not None) is accepted
    desk.post(reverse("admin:practices_point_reply", args=[asked.pk]), {"body": "Le rapport de 2023 suffit."})
    assert letters("practice.point_replied") == ["editrice@liege.example"]
    assert "Le rapport de 2023 suffit." in told("practice.point_replied")


def test_points_follow_from_one_version_to_the_next(city, desk, editor, office, asked):
    draft = Revision.unguarded.get(practice=asked.practice, state="draft")
    page = city.get(f"/fr/pratiques/{asked.practice.slug}/soumettre/").content.decode()
    assert "1 point demandé par le secrétariat n’est pas marqué comme fait" in page
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    shown = desk.get(f"/admin/practices/revision/{sent.pk}/").content.decode()
    assert "D’où vient ce chiffre" in shown[shown.index('id="points"') :]
    actions.publish(by=office, revision_id=sent.pk, seen_version=sent.lock_version)
    actions.start_revision(by=editor, practice_id=asked.practice_id)
    assert "D’où vient ce chiffre" in city.get(f"/fr/pratiques/{asked.practice.slug}/modifier/").content.decode()


def test_what_was_not_sent_is_taken_back_and_what_was_sent_is_not(office, submitted):
    point = prepare(office, submitted)
    assert prepare(office, submitted).pk == point.pk, "the same words twice are one point"
    actions.remove_point(by=office, point_id=point.pk)
    assert not Point.objects.exists()
    point = prepare(office, submitted)
    actions.decline(by=office, revision_id=submitted.pk, seen_version=submitted.lock_version, note="Non.")
    with pytest.raises(NotPossible):
        actions.remove_point(by=office, point_id=point.pk)


def test_who_may_do_what(editor, office, asked, submitted, dakar_coordinator, viewer_for):
    dakar = viewer_for(dakar_coordinator)
    for verb, given in (
        (actions.answer_point, {"done": True}),
        (actions.reply_point, {"body": "Non."}),
        (actions.accept_point, {"accepted": True}),
    ):
        with pytest.raises(NotAllowed):
            verb(by=dakar, point_id=asked.pk, **given)
    with pytest.raises(NotAllowed):
        actions.accept_point(by=editor, point_id=asked.pk, accepted=True)
    with pytest.raises(NotAllowed):
        actions.answer_point(by=office, point_id=asked.pk, done=True)


def test_a_point_of_another_city_does_not_exist(client_of, asked, dakar_coordinator):
    dakar = client_of(dakar_coordinator)
    assert dakar.get(f"/fr/pratiques/{asked.practice.slug}/points/{asked.pk}/").status_code == 404
