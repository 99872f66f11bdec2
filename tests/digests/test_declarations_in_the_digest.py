"""Openings, confirmed signatures and withdrawals are told, with the head of the ledger; what waits is not."""

import pytest

from accounts.models import User
from cities.viewer import viewer_of
from common.clock import now
from declarations import actions
from declarations.models import Declaration, Signature
from digests import mails
from tests.declarations.cast import adopt, authentic, open_it, prepare


@pytest.fixture
def opened(db: None) -> Declaration:
    return open_it(adopt(prepare()))


@pytest.fixture
def signature(opened: Declaration, dakar_coordinator: User, dakar_signatory: User) -> Signature:
    by = viewer_of(dakar_signatory.pk)
    return actions.sign(by=by, declaration_id=opened.pk, seen_text=authentic(opened).sha256).signature


def test_an_opening_is_told(opened, liege_editor):
    (part,) = mails.compose(liege_editor.pk, opened.created_at, now()).parts
    assert part.title == "Déclarations"
    assert part.items[0].title == opened.name
    assert part.items[0].text == "La déclaration est ouverte à la signature."


def test_a_signature_is_told_once_confirmed_with_the_head_of_the_ledger(signature, dakar_coordinator, liege_editor):
    since = signature.event.at
    assert mails.compose(liege_editor.pk, since, now()) is None
    actions.confirm(by=viewer_of(dakar_coordinator.pk), signature_id=signature.pk)
    (part,) = mails.compose(liege_editor.pk, since, now()).parts
    (item,) = part.items
    head = signature.declaration.events.latest("sequence")
    assert item.text == "Signée par Dakar."
    assert f"n°\u00a0{head.sequence}, empreinte {head.hash}" in item.reason
    assert mails.compose(dakar_coordinator.pk, since, now()) is None  # whoever confirmed it knows


def test_a_withdrawal_is_told_only_of_a_signature_that_counted(
    signature, dakar_signatory, dakar_coordinator, liege_editor
):
    actions.confirm(by=viewer_of(dakar_coordinator.pk), signature_id=signature.pk)
    since = now()
    actions.withdraw(by=viewer_of(dakar_signatory.pk), signature_id=signature.pk, note="NOTE-INTERNE")
    message = mails.compose(liege_editor.pk, since, now())
    assert message.parts[0].items[0].text == "Signature retirée par Dakar."
    assert "NOTE-INTERNE" not in str(message)


def test_a_withdrawal_before_any_confirmation_is_not_told(signature, dakar_signatory, liege_editor):
    since = signature.event.at
    actions.withdraw(by=viewer_of(dakar_signatory.pk), signature_id=signature.pk)
    assert mails.compose(liege_editor.pk, since, now()) is None


def test_a_line_written_in_error_is_not_told(signature, dakar_coordinator, liege_editor, secretariat):
    actions.confirm(by=viewer_of(dakar_coordinator.pk), signature_id=signature.pk)
    actions.correct(by=viewer_of(secretariat.pk), signature_id=signature.pk, note="Signée par erreur")
    assert mails.compose(liege_editor.pk, signature.event.at, now()) is None
