"""Sensitive records are read by two people of the secretariat before they are published."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from common.errors import NotAllowed, NotPossible
from practices import actions
from practices.models import Practice, SecondReading

SENSITIVE = {"prevention_levels": ["secondary"], "target_groups": ["youth"]}


def publish(by, revision):
    return actions.publish(by=by, revision_id=revision.pk, seen_version=revision.lock_version)


def read_again(by, revision):
    return actions.read_again(by=by, revision_id=revision.pk, seen_version=revision.lock_version)


@pytest.mark.parametrize(
    "changes",
    [
        SENSITIVE,
        {"context": "Le service répond au 01 42 76 40 40."},
        {"context": "La ville observe des signaux faibles."},
        {"prevention_levels": ["tertiary"], "target_groups": ["newcomers_refugees"], "referral_pathway": ""},
    ],
)
def test_nobody_publishes_a_sensitive_record_alone(changes, submit, office, second):
    sent = submit(**changes)
    with pytest.raises(NotPossible, match="sensible"):
        publish(office, sent)
    read_again(office, sent)
    with pytest.raises(NotPossible, match="sensible"):
        publish(office, sent)
    read_again(second, sent)
    publish(office, sent)
    assert Practice.unguarded.get(pk=sent.practice_id).published_id == sent.pk


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"prevention_levels": ["secondary"], "target_groups": ["youth"], "referral_pathway": ""},
        {"prevention_levels": ["secondary"], "target_groups": ["general_public"], "age_min": 30, "age_max": 60},
    ],
)
def test_other_records_are_published_by_one(changes, submit, office):
    sent = submit(**changes)
    publish(office, sent)
    assert Practice.unguarded.get(pk=sent.practice_id).published_id == sent.pk


def test_a_point_of_attention_set_by_hand_makes_it_sensitive(submitted, office):
    marked = actions.set_flags(
        by=office, revision_id=submitted.pk, seen_version=submitted.lock_version, flags=["security_detail"]
    )
    with pytest.raises(NotPossible, match="sensible"):
        publish(office, marked)


def test_a_second_reading_is_of_one_version_only(submit, office, second, editor):
    sent = submit(**SENSITIVE)
    read_again(second, sent)
    assert read_again(second, sent).pk == SecondReading.objects.get().pk
    actions.request_changes(by=office, revision_id=sent.pk, seen_version=sent.lock_version, note="Précisez.")
    draft = type(sent).unguarded.get(practice_id=sent.practice_id, state="draft")
    again = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    with pytest.raises(NotPossible, match="sensible"):
        publish(office, again)


def test_the_desk_says_so_and_takes_the_reading(desk, client_of, colleague, submit):
    sent = submit(**SENSITIVE)
    address = reverse("admin:practices_revision_change", args=[sent.pk])
    assert "deux personnes la lisent avant sa publication" in desk.get(address).content.decode()
    other = client_of(colleague)
    given = {"seen_version": sent.lock_version, "note": "Lu."}
    assert other.post(reverse("admin:practices_revision_read_again", args=[sent.pk]), given).status_code == 302
    assert "Seconde lecture de Camille Collègue" in desk.get(address).content.decode()
    assert desk.post(reverse("admin:practices_revision_publish", args=[sent.pk]), given).status_code == 302


def test_who_wrote_it_reads_it_for_nobody(submit, editor, liege_editor, viewer_for):
    sent = submit(**SENSITIVE)
    with pytest.raises(NotAllowed):
        read_again(editor, sent)
    liege_editor.is_staff = True
    liege_editor.save()
    with pytest.raises(NotAllowed):
        read_again(viewer_for(liege_editor), sent)


def test_a_reading_is_kept_as_it_was_written(submit, second):
    read_again(second, submit(**SENSITIVE))
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondReading.objects.update(note="Autre")
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondReading.objects.all().delete()
