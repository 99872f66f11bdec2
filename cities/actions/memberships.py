"""Roles, the right to sign, and leaving a city."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from cities import mails
from cities.actions.invitations import CAPACITY_NEEDED, close
from cities.actions.locking import lock_city
from cities.models import Invitation, Membership, Role
from cities.permissions import can_manage_team
from cities.viewer import Viewer
from common import clock
from common.errors import Conflict, Invalid, NotAllowed, NotPossible
from common.text import clean
from journal import log

LAST_COORDINATOR = _(
    "C’est la dernière personne à la coordination de cette ville. "
    "Confiez d’abord la coordination à quelqu’un d’autre, ou demandez au secrétariat."
)
NOT_TO_ONESELF = _(
    "Personne ne se donne à soi-même le droit de signer. "
    "Demandez-le à une autre personne de la coordination ou au secrétariat."
)


def _take_membership(by: Viewer, membership_id: int, *, may_be_own: bool = False) -> Membership:
    """Lock the city, then the membership; the permission is asked under the lock."""
    city = lock_city(Membership.objects.get(pk=membership_id).city_id)
    membership = Membership.objects.select_for_update(of=("self",)).select_related("user", "city").get(pk=membership_id)
    is_own = may_be_own and membership.user_id == by.user_id
    if not (is_own or can_manage_team(by, city.pk)):
        raise NotAllowed
    if membership.ended_at is not None:
        raise NotPossible(_("Cette personne ne fait plus partie de la ville."))
    return membership


def is_last_coordinator(membership: Membership) -> bool:
    """Say whether the city would be left without coordination."""
    others = Membership.objects.current().filter(city_id=membership.city_id, role=Role.COORDINATOR)
    return membership.role == Role.COORDINATOR and not others.exclude(pk=membership.pk).exists()


def _close_invitations_of(membership: Membership, *, by: Viewer) -> None:
    """Somebody who no longer coordinates leaves no open invitation behind."""
    for invitation in Invitation.objects.select_for_update(of=("self",)).filter(
        city_id=membership.city_id, invited_by_id=membership.user_id, accepted_at__isnull=True, revoked_at__isnull=True
    ):
        close(invitation, by=by)


def _save_change(membership: Membership, verb: str, *, by: Viewer, before: dict[str, object]) -> None:
    membership.save(update_fields=["role", "can_sign", "signs_as"])
    entry = log.record(
        verb,
        subject_type="membership",
        subject_id=membership.pk,
        actor_id=by.user_id,
        city_id=membership.city_id,
        data={"before": before, "role": membership.role, "can_sign": membership.can_sign},
    )
    mails.tell_changed(membership, entry_id=entry.pk, actor_id=by.user_id)


@transaction.atomic
def change_role(*, by: Viewer, membership_id: int, role: Role, seen_role: Role) -> None:
    """Give another role to somebody; ``seen_role`` is the one that was read on the page."""
    membership = _take_membership(by, membership_id)
    if membership.role != seen_role:
        raise Conflict(_("Le rôle de cette personne a changé depuis que vous avez ouvert la page. Relisez-la."))
    if role == membership.role:
        return
    if is_last_coordinator(membership):
        raise NotPossible(LAST_COORDINATOR)
    before: dict[str, object] = {"role": membership.role}
    membership.role = role
    _close_invitations_of(membership, by=by)
    _save_change(membership, "membership.role_changed", by=by, before=before)


@transaction.atomic
def give_signature(*, by: Viewer, membership_id: int, signs_as: str) -> None:
    """Give the right to sign for the city, in a capacity; nobody gives it to themselves."""
    membership = _take_membership(by, membership_id)
    if membership.user_id == by.user_id:
        raise NotAllowed(NOT_TO_ONESELF)
    capacity = clean(signs_as)
    if not capacity:
        raise Invalid(fields={"signs_as": [CAPACITY_NEEDED]})
    before: dict[str, object] = {"can_sign": membership.can_sign}
    if (membership.can_sign, membership.signs_as) != (True, capacity):
        membership.can_sign, membership.signs_as = True, capacity
        _save_change(membership, "membership.signature_given", by=by, before=before)


@transaction.atomic
def remove_signature(*, by: Viewer, membership_id: int) -> None:
    """Take back the right to sign; what was signed stays."""
    membership = _take_membership(by, membership_id)
    if membership.can_sign:
        membership.can_sign, membership.signs_as = False, ""
        _save_change(membership, "membership.signature_removed", by=by, before={"can_sign": True})


@transaction.atomic
def end_membership(*, by: Viewer, membership_id: int) -> None:
    """End somebody's membership, or one's own: the history stays, rights end at the next request.

    The last coordinator cannot leave without a successor; the secretariat alone may end such a membership.
    """
    membership = _take_membership(by, membership_id, may_be_own=True)
    by_secretariat = by.is_secretariat and membership.user_id != by.user_id
    if is_last_coordinator(membership) and not by_secretariat:
        raise NotPossible(LAST_COORDINATOR)
    membership.ended_at = clock.now()
    membership.save(update_fields=["ended_at"])
    _close_invitations_of(membership, by=by)
    entry = log.record(
        "membership.ended",
        subject_type="membership",
        subject_id=membership.pk,
        actor_id=by.user_id,
        city_id=membership.city_id,
        data={"role": membership.role, "can_sign": membership.can_sign},
    )
    mails.tell_ended(membership, entry_id=entry.pk, actor_id=by.user_id)
    if not membership.user.is_staff and not Membership.objects.current().filter(user_id=membership.user_id).exists():
        sessions.end_all(membership.user_id)
