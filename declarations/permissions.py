"""One function per question. Rights come from the viewer, never from a form."""

from accounts.models import User
from cities.models import Invitation, Membership
from cities.viewer import Viewer
from declarations.models import Amendment, Declaration, Procedure, Signature
from declarations.workflow import LineState, State, possible


def can_prepare(viewer: Viewer) -> bool:
    """Prepare, adopt, open, close and archive: the secretariat."""
    return viewer.is_secretariat


def can_sign(viewer: Viewer, declaration: Declaration) -> bool:
    """Sign for the city acted for, with the right to sign, while the declaration is open with its authentic text."""
    return viewer.can_sign and viewer.city_id is not None and declaration.is_open and declaration.version > 0


def can_read_receipt(viewer: Viewer, signature: Signature) -> bool:
    """The receipt holds what proves the signatory's name: it is for the city and the secretariat."""
    return viewer.is_secretariat or (viewer.city_id is not None and viewer.city_id == signature.city_id)


def is_second(viewer: Viewer, signature: Signature) -> bool:
    """Whether this person is somebody else than who signed, as far as the platform can know.

    Another account is not always another human. So a person of the city belonged to it before the signature; and two
    people of whom one invited the other do not answer for each other, unless the secretariat has checked the mandate.
    """
    if viewer.user_id is None or signature.was_made_by(viewer.user_id):
        return False
    if viewer.is_secretariat:
        return True
    was_there = Membership.objects.current().filter(
        user_id=viewer.user_id, city_id=signature.city_id, started_at__lt=signature.event.at
    )
    is_checked = signature.mandate is not None and signature.mandate.checked_at is not None
    return was_there.exists() and (is_checked or not _one_invited_the_other(viewer.user_id, signature))


def _one_invited_the_other(user_id: int, signature: Signature) -> bool:
    pair = {user_id, signature.signed_by_id or 0}
    accepted = Invitation.objects.filter(
        city_id=signature.city_id, accepted_at__isnull=False, invited_by_id__in=pair
    ).values_list("email", flat=True)
    invited = {email.lower() for email in accepted}
    addresses = User.objects.filter(pk__in=pair).values_list("email", flat=True)
    return bool(invited & {email.lower() for email in addresses})


def may_answer(viewer: Viewer, signature: Signature) -> bool:
    """Coordination, another signatory of the city, or the secretariat; never the person who signed or recorded it."""
    if viewer.user_id is None or signature.was_made_by(viewer.user_id):
        return False
    return viewer.is_secretariat or _answers_for_city(viewer, signature)


def _answers_for_city(viewer: Viewer, signature: Signature) -> bool:
    return viewer.city_id == signature.city_id and (viewer.coordinates or viewer.can_sign)


def can_acknowledge(viewer: Viewer, signature: Signature) -> bool:
    """Say, for the city, that a signature recorded from paper is its own, when the secretariat confirmed it before."""
    waits = signature.is_from_paper and signature.state == LineState.COUNTED and not signature.is_confirmed_by_city
    return waits and _answers_for_city(viewer, signature) and is_second(viewer, signature)


def can_confirm(viewer: Viewer, signature: Signature) -> bool:
    """Make a signature count: a second person, while it waits."""
    is_waiting = possible("confirm", signature.state) and signature.declaration.state != State.ARCHIVED
    return is_waiting and may_answer(viewer, signature) and is_second(viewer, signature)


def can_withdraw(viewer: Viewer, signature: Signature) -> bool:
    """Withdraw: a person with the right to sign for this city, or the secretariat on the city's written demand."""
    mandated = viewer.can_sign and viewer.city_id == signature.city_id
    return (mandated or viewer.is_secretariat) and possible("withdraw", signature.state)


def can_state_mandate(viewer: Viewer, membership: Membership) -> bool:
    """Say by what right a person signs: themselves, the coordination of their city, or the secretariat."""
    of_the_city = viewer.city_id == membership.city_id and (viewer.coordinates or viewer.user_id == membership.user_id)
    return viewer.is_secretariat or (viewer.city_id is not None and of_the_city)


def can_prepare_signature(viewer: Viewer, declaration: Declaration) -> bool:
    """Make a signature ready, with what the city declares beside it: its editors, and whoever signs."""
    return viewer.city_id is not None and (viewer.can_write or viewer.can_sign) and declaration.is_open


def can_support(viewer: Viewer, declaration: Declaration) -> bool:
    """Support a declaration that can no longer be signed: a person with the right to sign."""
    return viewer.city_id is not None and viewer.can_sign and declaration.is_closed


def speaks_for_a_city(viewer: Viewer) -> bool:
    """Propose, support and withdraw amendments: those who write for their city, or sign for it."""
    return viewer.city_id is not None and (viewer.can_write or viewer.can_sign)


def speaker(viewer: Viewer) -> tuple[int, int] | None:
    """Return the city and the person, when this person writes or signs for a city."""
    if viewer.city_id is None or viewer.user_id is None or not speaks_for_a_city(viewer):
        return None
    return viewer.city_id, viewer.user_id


def can_support_amendment(viewer: Viewer, amendment: Amendment) -> bool:
    """Support what another city proposes, while it waits for its decision."""
    return speaks_for_a_city(viewer) and viewer.city_id != amendment.city_id and amendment.is_waiting


def can_take_back(viewer: Viewer, amendment: Amendment) -> bool:
    """Withdraw what one's own city proposed, until it is decided."""
    return speaks_for_a_city(viewer) and viewer.city_id == amendment.city_id and amendment.is_waiting


def answers_for_a_city(viewer: Viewer) -> bool:
    """Object to an adoption in writing, or withdraw the objection: the coordination, or whoever signs."""
    return viewer.city_id is not None and (viewer.coordinates or viewer.can_sign)


def answerer(viewer: Viewer) -> tuple[int, int] | None:
    """Return the city and the person, when this person answers for a city."""
    if viewer.city_id is None or viewer.user_id is None or not answers_for_a_city(viewer):
        return None
    return viewer.city_id, viewer.user_id


def can_object(viewer: Viewer, procedure: Procedure) -> bool:
    """Object in the name of a city of the body that was asked."""
    return answers_for_a_city(viewer) and procedure.members.filter(pk=viewer.city_id or 0).exists()
