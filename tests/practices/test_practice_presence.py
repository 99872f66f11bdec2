"""Withdrawing, archiving, confirming; and what a city asks about the record drawn about it."""

import pytest
import samples

from cities.viewer import STRANGER
from common.errors import Invalid, NotAllowed, NotPossible
from journal.models import Entry
from mailing.models import Letter
from mailing.registry import Reader, kind
from practices import actions
from practices.actions.sources import Draft, draw_from_sources
from practices.models import Claim, IndexEntry, Origin, Practice, PracticeState, Revision


@pytest.fixture
def drawn(office):
    from cities.models import City

    draft = Draft("liege-notice", City.objects.get(slug="liege"), {"title": "Une notice"}, {"confidence": "high"})
    practice = draw_from_sources(draft)[1]
    actions.publish_from_sources(by=office, practice_id=practice.pk, seen_version=1)
    return practice


def test_a_coordinator_or_the_secretariat_withdraws_with_a_reason(
    published_practice, editor, coordinator, office, letters
):
    practice = published_practice()
    for viewer in (editor, STRANGER):
        with pytest.raises(NotAllowed):
            actions.withdraw(by=viewer, practice_id=practice.pk, note="Raison")
    with pytest.raises(Invalid):
        actions.withdraw(by=coordinator, practice_id=practice.pk, note="")
    actions.withdraw(by=coordinator, practice_id=practice.pk, note="Le service a fermé.")
    entry = Entry.objects.get(verb="practice.withdrawn")
    assert (entry.note, entry.audience) == ("Le service a fermé.", "own")
    assert letters("practice.withdrawn") == ["secretariat@aimf.example"]
    with pytest.raises(NotPossible):
        actions.withdraw(by=office, practice_id=practice.pk, note="Encore")
    with pytest.raises(NotAllowed):
        actions.restore(by=coordinator, practice_id=practice.pk)
    assert actions.restore(by=office, practice_id=practice.pk).state == PracticeState.PUBLISHED
    assert letters("practice.restored") == ["coordination@liege.example"]


def test_a_withdrawn_record_comes_back_by_a_new_version(published_practice, editor, coordinator, office):
    practice = published_practice()
    actions.withdraw(by=coordinator, practice_id=practice.pk, note="À revoir")
    draft = actions.start_revision(by=editor, practice_id=practice.pk)
    assert samples.publish(editor, office, draft).state == PracticeState.PUBLISHED
    assert IndexEntry.objects.count() == 2


def test_a_city_confirms_its_record(published_practice, editor, dakar, drawn):
    practice = published_practice()
    Practice.unguarded.filter(pk=practice.pk).update(last_confirmed_on="2020-01-01")
    with pytest.raises(NotAllowed):
        actions.confirm(by=dakar, practice_id=practice.pk)
    assert actions.confirm(by=editor, practice_id=practice.pk).last_confirmed_on.year > 2020
    assert IndexEntry.objects.get(practice=practice, scope="public").last_confirmed_on.year > 2020
    with pytest.raises(NotPossible, match="sources publiques"):
        actions.confirm(by=editor, practice_id=drawn.pk)


def test_a_city_claims_the_notice_about_it(drawn, editor, dakar, office, letters):
    with pytest.raises(NotAllowed):
        actions.claim(by=dakar, practice_id=drawn.pk, note="À nous")
    made = actions.claim(by=editor, practice_id=drawn.pk, note="Nous l’écrirons.")
    with pytest.raises(NotPossible):
        actions.claim(by=editor, practice_id=drawn.pk)
    assert letters("practice.claimed") == ["secretariat@aimf.example"]
    draft = samples.fill(editor, actions.start_revision(by=editor, practice_id=drawn.pk))
    assert Practice.unguarded.get().origin == Origin.PUBLIC_SOURCES
    practice = samples.publish(editor, office, draft)
    assert (practice.origin, practice.confidence) == (Origin.CITY, "")
    assert practice.last_confirmed_on is not None
    assert set(IndexEntry.objects.values_list("origin", flat=True)) == {Origin.CITY}
    made.refresh_from_db()
    assert made.handled_at is not None
    assert Entry.objects.filter(verb="practice.updated").count() == 1


def test_a_city_has_the_notice_withdrawn(drawn, coordinator, office, letters):
    with pytest.raises(Invalid):
        actions.ask_withdrawal(by=coordinator, practice_id=drawn.pk, note=" ")
    actions.ask_withdrawal(by=coordinator, practice_id=drawn.pk, note="Les faits ont changé.")
    assert letters("practice.claimed") == ["secretariat@aimf.example"]
    actions.withdraw(by=office, practice_id=drawn.pk, note="À la demande de la ville")
    assert not Claim.objects.filter(handled_at__isnull=True).exists()
    assert not Practice.objects.visible_to(STRANGER).exists()


def test_whoever_asked_for_a_withdrawal_is_told(drawn, editor, office, letters):
    actions.ask_withdrawal(by=editor, practice_id=drawn.pk, note="Les faits ont changé.")
    actions.withdraw(by=office, practice_id=drawn.pk, note="À la demande de la ville")
    assert letters("practice.withdrawn") == ["editrice@liege.example"]


def test_a_claim_is_settled_once_by_the_secretariat(drawn, editor, office, letters):
    made = actions.claim(by=editor, practice_id=drawn.pk)
    with pytest.raises(NotAllowed):
        actions.settle_claim(by=editor, claim_id=made.pk)
    actions.settle_claim(by=office, claim_id=made.pk, note="Réponse donnée")
    with pytest.raises(NotPossible):
        actions.settle_claim(by=office, claim_id=made.pk)
    assert letters("practice.claim_settled") == ["editrice@liege.example"]
    letter = Letter.objects.get(kind="practice.claim_settled")
    message = kind(letter.kind).write(Reader(letter.recipient_id, "", "fr", "UTC"), letter.data)
    assert message is not None
    assert message.quote == "Réponse donnée"
    assert "Reprise par la ville – " in message.paragraphs[0]


def test_a_record_of_the_city_is_not_claimed(published_practice, editor):
    with pytest.raises(NotPossible):
        actions.claim(by=editor, practice_id=published_practice().pk)


def test_an_unknown_record_answers_like_a_forbidden_one(editor, office, db):
    for verb in (actions.start_revision, actions.confirm, actions.follow):
        with pytest.raises(NotAllowed):
            verb(by=editor, practice_id=0)
    with pytest.raises(NotAllowed):
        actions.publish(by=office, revision_id=0, seen_version=1)
    assert not Revision.unguarded.exists()
