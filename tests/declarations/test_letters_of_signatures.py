"""What the letters say when they leave: the proof, and nothing to a reader who may no longer read it."""

from collections.abc import Callable

import pytest
from django.utils import timezone, translation

from accounts.models import User
from cities.models import Membership
from cities.viewer import Viewer
from declarations import actions
from declarations.models import Declaration, Signature
from mailing.compose import Dropped, compose
from mailing.models import Letter
from tests.declarations.cast import adopt, authentic, close_it, open_it

ViewerOf = Callable[[User], Viewer]


@pytest.fixture
def pending(
    dakar_coordinator: User, secretariat: User, opened: Declaration, dakar_signatory: User, viewer_for: ViewerOf
) -> Signature:
    by = viewer_for(dakar_signatory)
    return actions.sign(by=by, declaration_id=opened.pk, seen_text=authentic(opened).sha256).signature


def letter(kind: str, to: User) -> Letter:
    return Letter.objects.get(kind=kind, recipient_id=to.pk)


def test_the_letter_that_asks_to_confirm(pending: Signature, dakar_coordinator: User) -> None:
    message = compose(letter("signature.to_confirm", dakar_coordinator))
    assert "Dakar" not in message.subject
    assert f"/fr/declarations/{pending.declaration.slug}/signatures/dakar/confirmer/" in str(message.body)


def test_it_does_not_leave_once_somebody_has_confirmed(
    pending: Signature, dakar_coordinator: User, secretariat: User, viewer_for: ViewerOf
) -> None:
    actions.confirm(by=viewer_for(secretariat), signature_id=pending.pk)
    with pytest.raises(Dropped):
        compose(letter("signature.to_confirm", dakar_coordinator))


def test_nor_to_somebody_who_left_the_city(pending: Signature, dakar_coordinator: User) -> None:
    Membership.objects.filter(user=dakar_coordinator).update(ended_at=timezone.now())
    with pytest.raises(Dropped):
        compose(letter("signature.to_confirm", dakar_coordinator))


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_the_receipt_carries_the_sequence_and_the_head(
    pending: Signature, dakar_coordinator: User, dakar_signatory: User, viewer_for: ViewerOf, language: str
) -> None:
    dakar_signatory.language = language
    dakar_signatory.save()
    confirmed = actions.confirm(by=viewer_for(dakar_coordinator), signature_id=pending.pk)
    assert confirmed.confirmation is not None
    with translation.override("fr"):
        body = str(compose(letter("signature.receipt", dakar_signatory)).body)
    assert pending.event.hash in body
    assert confirmed.confirmation.hash in body
    assert f"/{language}/declarations/" in body


def test_the_receipt_says_what_was_true_when_it_was_made(
    pending: Signature, dakar_coordinator: User, dakar_signatory: User, viewer_for: ViewerOf
) -> None:
    confirmed = actions.confirm(by=viewer_for(dakar_coordinator), signature_id=pending.pk)
    close_it(Declaration.unguarded.get(pk=pending.declaration_id))
    assert confirmed.confirmation is not None
    assert confirmed.confirmation.hash in str(compose(letter("signature.receipt", dakar_signatory)).body)


def test_those_who_may_sign_are_told_when_it_opens(
    adopted: Declaration, dakar_signatory: User, dakar_coordinator: User
) -> None:
    opened = open_it(adopted)
    assert list(Letter.objects.filter(kind="declaration.opened").values_list("recipient_id", flat=True)) == [
        dakar_signatory.pk
    ]
    assert opened.name in str(compose(letter("declaration.opened", dakar_signatory)).body)
    mandate = Membership.objects.filter(user=dakar_signatory)
    mandate.update(can_sign=False)
    with pytest.raises(Dropped):
        compose(letter("declaration.opened", dakar_signatory))
    mandate.update(can_sign=True)
    close_it(opened)
    with pytest.raises(Dropped):
        compose(letter("declaration.opened", dakar_signatory))


def test_an_error_is_told_to_the_city_with_its_reason(
    pending: Signature, dakar_coordinator: User, secretariat: User, viewer_for: ViewerOf
) -> None:
    actions.correct(by=viewer_for(secretariat), signature_id=pending.pk, note="Saisie deux fois")
    assert "Saisie deux fois" in str(compose(letter("signature.corrected", dakar_coordinator)).body)


def test_a_draft_adopted_tells_nobody(draft: Declaration, dakar_signatory: User) -> None:
    adopt(draft)
    assert not Letter.objects.exists()
