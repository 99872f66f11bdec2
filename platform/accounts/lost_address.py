"""An address that its person no longer reads: a delay, a notice to it, the secretariat, as for a lost factor.

The person asks, signed in; the new address confirms; the old one may still stop it. Then the secretariat, which has
checked who asks by another means, gives the consent that the old address cannot give.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import actions, address_mails, sessions, tokens
from accounts.addresses import normal
from accounts.models import EmailChange, User
from common import clock
from common.errors import Invalid, NotAllowed, NotPossible
from journal import log

DELAY = actions.RECOVERY_DELAY
KEPT = timedelta(days=14)  # then it has to be asked for again


def waiting() -> "QuerySet[EmailChange]":
    """Return the requests that may still be granted, the oldest first."""
    rows = EmailChange.objects.filter(ready_at__isnull=False, done_at=None, cancelled_at=None)
    return rows.filter(expires_at__gt=clock.now()).order_by("created_at")


@transaction.atomic
def request(*, user_id: int, new_email: str) -> None:
    """Ask for another address without the consent of the old one; asked twice for one address, it is one request."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    wanted = normal(new_email)
    if wanted == user.email:
        raise Invalid(fields={"email": [actions.ALREADY_YOURS]})
    now, is_taken = clock.now(), actions.is_taken(wanted)
    asked = waiting().filter(user=user, new_email=wanted).first()
    if asked is None:
        change, links = actions.open_change(user, wanted, ready_at=now + DELAY, expires_at=now + KEPT)
        log.record("account.lost_address_reported", subject_type="user", subject_id=user.pk, actor_id=user.pk)
        address_mails.tell_requested(change, is_taken=is_taken, **links)
    elif asked.confirmed_new_at is None:  # the first letter may not have arrived: its link gives way to another
        new_token, asked.new_token_hash = tokens.make()
        asked.save(update_fields=["new_token_hash"])
        address_mails.tell_new_address(asked, new_token, is_taken=is_taken)


def of_link(token: str) -> EmailChange | None:
    """Return the request that the old address may stop by this link."""
    return waiting().filter(old_token_hash=tokens.digest(token)).select_related("user").first()


@transaction.atomic
def cancel(*, token: str) -> None:
    """Stop a request by the link that the old address received: somebody reads it after all."""
    found = of_link(token)
    user = User.objects.select_for_update(of=("self",)).get(pk=found.user_id) if found else None
    change = of_link(token)  # again, now that the person is locked
    if user is None or change is None:
        raise NotPossible(_("Cette demande n’est plus ouverte. Il n’y a rien à annuler."))
    change.cancelled_at = clock.now()
    change.save(update_fields=["cancelled_at"])
    log.record("account.lost_address_stopped", subject_type="user", subject_id=user.pk, actor_id=user.pk)


@transaction.atomic
def grant(*, by: User, change_id: int) -> None:
    """Make the change in the place of the old address and end the sessions; by somebody else of the secretariat."""
    if not (by.is_staff and by.is_active):
        raise NotAllowed
    found = EmailChange.objects.get(pk=change_id)
    user = User.objects.select_for_update(of=("self",)).get(pk=found.user_id)
    if user.pk == by.pk:
        raise NotAllowed(_("Personne ne change ainsi sa propre adresse. Demandez à une autre personne du secrétariat."))
    change = waiting().select_for_update(of=("self",)).filter(pk=change_id).first()
    if change is None or not user.is_active:
        raise NotPossible(_("Cette demande n’est plus ouverte."))
    if change.confirmed_new_at is None:
        raise NotPossible(_("La nouvelle adresse n’a pas encore été confirmée par le lien qu’elle a reçu."))
    if change.ready_at is None or clock.now() < change.ready_at:
        raise NotPossible(_("Le délai de 48 heures n’est pas écoulé : la personne peut encore s’opposer."))
    change.granted_by = by
    actions.change_email(user, change, by_id=by.pk)
    change.save()
    sessions.end_all(user.pk)


def can_grant(row: EmailChange) -> bool:
    """Say whether the button is worth showing."""
    return row.confirmed_new_at is not None and waiting().filter(Q(ready_at__lte=clock.now()), pk=row.pk).exists()
