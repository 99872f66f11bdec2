"""Inviting somebody to a city, and accepting."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import actions as accounts
from accounts import tokens
from accounts.addresses import normal
from accounts.models import User
from cities import mails
from cities.actions.locking import city_managed, lock_city
from cities.models import Invitation, Membership, Role
from cities.viewer import Viewer
from common import clock
from common.errors import Invalid, NotAllowed, NotPossible
from common.text import clean
from journal import log

INVITATION_TIME = timedelta(days=7)
CAPACITY_NEEDED = _("Indiquez en quelle qualité cette personne signe, par exemple « maire » ou « adjointe déléguée ».")


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
    city = city_managed(by, city_id)
    if by.user_id is None:
        raise NotAllowed
    address, capacity = normal(email), clean(signs_as)
    if can_sign and not capacity:
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
        close(earlier, by=by)
    token, token_hash = tokens.make()
    invitation = Invitation.objects.create(
        city=city,
        email=address,
        role=role,
        can_sign=can_sign,
        signs_as=capacity if can_sign else "",
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
    city_managed(by, Invitation.objects.get(pk=invitation_id).city_id)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation_id)
    if invitation.accepted_at or invitation.revoked_at:
        raise NotPossible(_("Cette invitation n’est plus ouverte."))
    close(invitation, by=by)


def close(invitation: Invitation, *, by: Viewer) -> None:
    """Close an open invitation already locked, by its own row or by its city's."""
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
        lock_city(found.city_id)
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
