"""The verbs about belonging to a city. The city's row is locked first: two coordinators never leave it at once."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import actions as accounts
from accounts import sessions, tokens
from accounts.models import User
from cities import mails
from cities.models import City, CityRequest, Invitation, Membership, Role
from cities.permissions import can_manage_team
from cities.viewer import Viewer
from common import clock
from common.errors import Conflict, Invalid, NotAllowed, NotPossible
from journal import log

INVITATION_TIME = timedelta(days=7)
LAST_COORDINATOR = _(
    "C’est la dernière personne à la coordination de cette ville. "
    "Confiez d’abord la coordination à quelqu’un d’autre, ou demandez au secrétariat."
)
NOT_TO_ONESELF = _(
    "Personne ne se donne à soi-même le droit de signer. "
    "Demandez-le à une autre personne de la coordination ou au secrétariat."
)
CAPACITY_NEEDED = _("Indiquez en quelle qualité cette personne signe, par exemple « maire » ou « adjointe déléguée ».")


def _lock_city(city_id: int) -> City:
    return City.objects.select_for_update(of=("self",)).get(pk=city_id)


def _manage(by: Viewer, city_id: int) -> City:
    city = _lock_city(city_id)
    if not can_manage_team(by, city_id):
        raise NotAllowed
    return city


# --- Invitations ---


@transaction.atomic
def invite(
    *,
    by: Viewer,
    city_id: int,
    email: str,
    role: Role,
    can_sign: bool = False,
    signs_as: str = "",
    language: str = "fr",
) -> Invitation:
    """Invite an address to a city, for seven days, once; the link is only in the letter."""
    city = _manage(by, city_id)
    if by.user_id is None:
        raise NotAllowed
    address = email.strip().lower()
    if can_sign and not signs_as.strip():
        raise Invalid(fields={"signs_as": [CAPACITY_NEEDED]})
    if Membership.objects.current().filter(city=city, user__email__iexact=address).exists():
        raise Invalid(fields={"email": [_("Cette personne fait déjà partie de la ville.")]})
    for earlier in Invitation.objects.filter(
        city=city, email__iexact=address, accepted_at__isnull=True, revoked_at__isnull=True
    ):
        if earlier.expires_at > clock.now():
            raise Invalid(
                fields={
                    "email": [
                        _("Une invitation est déjà ouverte pour cette adresse. Retirez-la pour en envoyer une autre.")
                    ]
                }
            )
        _close(earlier, by=by)
    token, token_hash = tokens.make()
    invitation = Invitation.objects.create(
        city=city,
        email=address,
        role=role,
        can_sign=can_sign,
        signs_as=signs_as.strip() if can_sign else "",
        language=language,
        token_hash=token_hash,
        invited_by_id=by.user_id,
        expires_at=clock.now() + INVITATION_TIME,
    )
    _record("invitation.sent", invitation, by=by)
    mails.send_invitation(invitation, token)
    return invitation


@transaction.atomic
def revoke_invitation(*, by: Viewer, invitation_id: int) -> None:
    """Close an invitation before it is used."""
    _manage(by, Invitation.objects.get(pk=invitation_id).city_id)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation_id)
    if invitation.accepted_at or invitation.revoked_at:
        raise NotPossible(_("Cette invitation n’est plus ouverte."))
    _close(invitation, by=by)


def _close(invitation: Invitation, *, by: Viewer) -> None:
    invitation.revoked_at = clock.now()
    invitation.save(update_fields=["revoked_at"])
    _record("invitation.revoked", invitation, by=by)


def _record(verb: str, invitation: Invitation, *, by: Viewer) -> None:
    log.record(
        verb,
        subject_type="invitation",
        subject_id=invitation.pk,
        actor_id=by.user_id,
        city_id=invitation.city_id,
        data={"role": invitation.role, "can_sign": invitation.can_sign},
    )


def open_invitation(token: str) -> Invitation | None:
    """Return the invitation of a link while it can be used: known, not used, not revoked, not expired."""
    return (
        Invitation.objects.select_related("city", "invited_by")
        .filter(
            token_hash=tokens.digest(token),
            accepted_at__isnull=True,
            revoked_at__isnull=True,
            expires_at__gt=clock.now(),
        )
        .first()
    )


def _take(token: str) -> Invitation:
    """Lock the city, then the invitation, and say no when it can no longer be used."""
    found = open_invitation(token)
    if found is not None:
        _lock_city(found.city_id)
        Invitation.objects.select_for_update(of=("self",)).get(pk=found.pk)
        found = open_invitation(token)  # again under the lock: it may have been used meanwhile
    if found is None:
        raise NotPossible(_("Cette invitation n’est plus valable."))
    return found


@transaction.atomic
def accept_as_new_person(*, token: str, name: str, password: str, language: str) -> User:
    """Open the account of the person invited, charter accepted, and make them belong to the city."""
    invitation = _take(token)
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise NotPossible(accounts.ALREADY_OPEN)
    user = accounts.open_account(email=invitation.email, name=name, password=password, language=language)
    _join(user, invitation)
    return user


@transaction.atomic
def accept_invitation(*, token: str, user_id: int) -> Membership:
    """Make a person who has an account at the address invited belong to the city, charter accepted."""
    invitation = _take(token)
    user = User.objects.get(pk=user_id)
    if user.email.lower() != invitation.email.lower():
        raise NotAllowed(_("Cette invitation a été envoyée à une autre adresse que la vôtre."))
    accounts.accept_charter(user_id=user.pk)
    return _join(user, invitation)


def _join(user: User, invitation: Invitation) -> Membership:
    if Membership.objects.filter(user=user, city=invitation.city, ended_at__isnull=True).exists():
        raise NotPossible(_("Vous faites déjà partie de cette ville."))
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    membership = Membership.objects.create(
        user=user,
        city=invitation.city,
        role=invitation.role,
        can_sign=invitation.can_sign,
        signs_as=invitation.signs_as,
    )
    log.record(
        "membership.started",
        subject_type="membership",
        subject_id=membership.pk,
        actor_id=user.pk,
        city_id=invitation.city_id,
        data={"role": membership.role, "can_sign": membership.can_sign, "invitation": invitation.pk},
    )
    return membership


# --- Memberships ---


def _take_membership(by: Viewer, membership_id: int, *, may_be_own: bool = False) -> Membership:
    """Lock the city, then the membership; the permission is asked under the lock."""
    city = _lock_city(Membership.objects.get(pk=membership_id).city_id)
    membership = Membership.objects.select_for_update(of=("self",)).select_related("user", "city").get(pk=membership_id)
    is_own = may_be_own and membership.user_id == by.user_id
    if not (is_own or can_manage_team(by, city.pk)):
        raise NotAllowed
    if membership.ended_at is not None:
        raise NotPossible(_("Cette personne ne fait plus partie de la ville."))
    return membership


def _is_last_coordinator(membership: Membership) -> bool:
    others = Membership.objects.current().filter(city_id=membership.city_id, role=Role.COORDINATOR)
    return membership.role == Role.COORDINATOR and not others.exclude(pk=membership.pk).exists()


def _close_invitations_of(membership: Membership, *, by: Viewer) -> None:
    """Somebody who no longer coordinates leaves no open invitation behind."""
    for invitation in Invitation.objects.select_for_update(of=("self",)).filter(
        city_id=membership.city_id, invited_by_id=membership.user_id, accepted_at__isnull=True, revoked_at__isnull=True
    ):
        _close(invitation, by=by)


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
    if _is_last_coordinator(membership):
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
    if not signs_as.strip():
        raise Invalid(fields={"signs_as": [CAPACITY_NEEDED]})
    before: dict[str, object] = {"can_sign": membership.can_sign}
    if (membership.can_sign, membership.signs_as) != (True, signs_as.strip()):
        membership.can_sign, membership.signs_as = True, signs_as.strip()
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
    if _is_last_coordinator(membership) and not by_secretariat:
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


# --- A city that is not here ---


@transaction.atomic
def ask_for_city(*, city_name: str, country: str, name: str, office: str, email: str, message: str) -> CityRequest:
    """Write down that a city asks to join, and tell the secretariat."""
    request = CityRequest.objects.create(
        city_name=city_name, country=country, name=name, office=office, email=email, message=message
    )
    entry = log.record("city.requested", subject_type="city_request", subject_id=request.pk, actor_id=None)
    mails.tell_requested(request, entry_id=entry.pk)
    return request


@transaction.atomic
def handle_city_request(*, by: Viewer, request_id: int, note: str = "") -> None:
    """Say that the secretariat has answered a city's request."""
    if not by.is_secretariat:
        raise NotAllowed
    request = CityRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    if request.handled_at is not None:
        raise NotPossible(_("Cette demande a déjà été traitée."))
    request.handled_at, request.handled_by_id = clock.now(), by.user_id
    request.save(update_fields=["handled_at", "handled_by"])
    log.record(
        "city.request_handled", subject_type="city_request", subject_id=request.pk, actor_id=by.user_id, note=note
    )


# --- What the secretariat corrects on a city ---


@transaction.atomic
def name_office(*, by: Viewer, city_id: int, office: str) -> City:
    """Write how the city calls its mayor's office: maire, bourgmestre, syndic…"""
    if not by.is_secretariat:
        raise NotAllowed
    city = _lock_city(city_id)
    before, city.office = city.office, office.strip()
    city.save(update_fields=["office"])
    log.record(
        "city.office_named",
        subject_type="city",
        subject_id=city.pk,
        actor_id=by.user_id,
        city_id=city.pk,
        data={"before": before, "after": city.office},
    )
    return city
