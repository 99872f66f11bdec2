"""Who confirms is somebody else: another account is not always another human."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from members import make_member, make_user

from accounts.models import User
from cities.models import City, Invitation, Role
from cities.viewer import Viewer
from common.errors import NotAllowed, NotPossible
from declarations import actions, queries
from declarations.models import Declaration, Mandate, Signature
from tests.declarations.cast import SECRETARIAT, authentic, close_it

ViewerOf = Callable[[User], Viewer]


def invited(person: User, by: User) -> None:
    Invitation.objects.create(
        city=City.objects.get(slug="dakar"),
        email=person.email.upper(),
        role=Role.READER,
        token_hash=f"{person.pk:064d}",
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=7),
        accepted_at=timezone.now(),
    )


def signed(declaration: Declaration, by: Viewer) -> Signature:
    return actions.sign(by=by, declaration_id=declaration.pk, seen_text=authentic(declaration).sha256).signature


@pytest.mark.parametrize("who_invites", ["the signatory", "the coordinator"])
def test_two_people_of_whom_one_invited_the_other(
    opened: Declaration,
    dakar_signatory: User,
    dakar_coordinator: User,
    viewer_for: ViewerOf,
    who_invites: str,
) -> None:
    pair = [dakar_coordinator, dakar_signatory]
    invited(*(pair if who_invites == "the signatory" else reversed(pair)))
    signature = signed(opened, viewer_for(dakar_signatory))
    with pytest.raises(NotAllowed, match="invitée"):
        actions.confirm(by=viewer_for(dakar_coordinator), signature_id=signature.pk)
    assert not queries.waiting_for(viewer_for(dakar_coordinator)).exists()
    Mandate.objects.update(checked_at=timezone.now())
    actions.confirm(by=viewer_for(dakar_coordinator), signature_id=signature.pk)


def test_the_secretariat_confirms_whoever_invited_whom(
    opened: Declaration, dakar_signatory: User, secretariat: User, viewer_for: ViewerOf
) -> None:
    invited(dakar_signatory, secretariat)
    signature = signed(opened, viewer_for(dakar_signatory))
    actions.confirm(by=viewer_for(secretariat), signature_id=signature.pk)
    assert queries.count(opened) == 1


def test_who_came_after_the_signature_does_not_confirm_it(
    opened: Declaration, dakar_signatory: User, viewer_for: ViewerOf
) -> None:
    signature = signed(opened, viewer_for(dakar_signatory))
    late = make_member("tard@dakar.example", "Tara Tard", "dakar", Role.COORDINATOR)
    with pytest.raises(NotAllowed, match="après la signature"):
        actions.confirm(by=viewer_for(late), signature_id=signature.pk)


def test_an_archived_declaration_confirms_nothing(
    opened: Declaration, dakar_signatory: User, dakar_coordinator: User, viewer_for: ViewerOf
) -> None:
    office = make_user("bureau@aimf.example", "Bruno Bureau", is_staff=True)
    signature = signed(opened, viewer_for(dakar_signatory))
    closed = close_it(Declaration.unguarded.get(pk=opened.pk))
    actions.archive(by=SECRETARIAT, declaration_id=closed.pk, seen_edition=closed.edition)
    for second in (dakar_coordinator, office):
        with pytest.raises(NotPossible, match="archivée"):
            actions.confirm(by=viewer_for(second), signature_id=signature.pk)
        assert not queries.waiting_for(viewer_for(second)).exists()
