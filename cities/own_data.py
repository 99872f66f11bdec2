"""What this room holds about a person, and what leaving the platform does to it."""

from accounts.own_data import Part, Person, Rows
from cities import actions
from cities.actions.memberships import LAST_COORDINATOR, is_last_coordinator
from cities.models import CityRequest, Invitation, Membership
from cities.viewer import Viewer
from common import clock
from common.errors import NotPossible


def may_leave(person: Person) -> None:
    """Refuse while a city would be left without coordination; the secretariat may leave one so."""
    current = Membership.objects.current().filter(user_id=person.user_id)
    if not person.by_secretariat and any(is_last_coordinator(membership) for membership in current):
        raise NotPossible(LAST_COORDINATOR)


def leave(person: Person) -> None:
    """End each membership as the person would; the secretariat alone may leave a city without coordination."""
    by = Viewer(is_secretariat=True) if person.by_secretariat else Viewer(user_id=person.user_id)
    # Always in the same order, so that two people who leave the same two cities wait for each other, and no more
    for membership in Membership.objects.filter(user_id=person.user_id, ended_at=None).order_by("city_id"):
        actions.end_membership(by=by, membership_id=membership.pk)


def erase(person: Person) -> None:
    """Take the address and the capacity out of what stays to the cities."""
    Membership.objects.filter(user_id=person.user_id).update(signs_as="")
    invitations = Invitation.objects.filter(email__iexact=person.email)
    invitations.filter(accepted_at=None, revoked_at=None).update(revoked_at=clock.now())
    invitations.update(email=NOBODY, signs_as="")
    CityRequest.objects.filter(email__iexact=person.email).update(name="", office="", email=NOBODY, message="")


NOBODY = "personne@effacee.invalid"

PART = Part(
    "cities",
    rows=(
        Rows(
            "memberships",
            Membership,
            "user",
            ("city__slug", "role", "can_sign", "signs_as", "started_at", "ended_at"),
        ),
        Rows(
            "invitations_sent",
            Invitation,
            "invited_by",
            ("city__slug", "email", "role", "created_at", "expires_at", "accepted_at", "revoked_at"),
        ),
        Rows(
            "invitations_received",
            Invitation,
            "email",
            ("city__slug", "email", "role", "created_at", "expires_at", "accepted_at", "revoked_at"),
            by_address=True,
        ),
        Rows(
            "requests_for_a_city",
            CityRequest,
            "email",
            ("city_name", "country", "name", "office", "email", "message", "created_at", "handled_at"),
            by_address=True,
        ),
        Rows("requests_handled", CityRequest, "handled_by", ("city_name", "handled_at")),
    ),
    may_leave=may_leave,
    leave=leave,
    erase=erase,
)
