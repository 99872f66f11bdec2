"""What is done to accounts: opening one, changing its address, removing a lost second factor."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import factor, mails, sessions, tokens
from accounts.addresses import normal
from accounts.models import EmailChange, RecoveryRequest, User
from common import clock
from common.errors import Invalid, NotAllowed, NotPossible
from journal import log
from mailing import returns
from mailing.models import Letter

RECOVERY_DELAY = timedelta(hours=48)
ALREADY_OPEN = _("Cette adresse a déjà un compte. Connectez-vous, puis ouvrez de nouveau l’invitation.")
ALREADY_YOURS = _("C’est déjà l’adresse de votre compte.")
EMAIL_CHANGE_TIME = timedelta(days=2)
CHECK_SALT = mails.CHECK_SALT


def open_account(*, email: str, name: str, password: str, language: str) -> User:
    """Open an account whose address an invitation has proved, with the charter accepted; inside a transaction."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email, password, name=name, language=language, charter_accepted_at=clock.now()
            )
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    except IntegrityError as error:  # invited by two cities and accepting both at once
        raise NotPossible(ALREADY_OPEN) from error
    log.record("account.opened", subject_type="user", subject_id=user.pk, actor_id=user.pk)
    return user


@transaction.atomic
def accept_charter(*, user_id: int) -> None:
    """Write down that a person accepts the charter, once."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    if user.charter_accepted_at is None:
        user.charter_accepted_at = clock.now()
        user.save(update_fields=["charter_accepted_at"])
        log.record("account.charter_accepted", subject_type="user", subject_id=user.pk, actor_id=user.pk)


_SETTINGS = ("name", "office", "language", "time_zone")


@transaction.atomic
def save_settings(*, user_id: int, values: Mapping[str, Any]) -> User:
    """Save what a person says of themselves: name, office, language, time zone."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    for field in _SETTINGS:
        setattr(user, field, values[field])
    user.save(update_fields=_SETTINGS)
    return user


@transaction.atomic
def refuse_replies(*, user_id: int) -> None:
    """Take no more answers at the addresses of the letters that a person received until now."""
    User.objects.filter(pk=user_id).update(replies_refused_before=clock.now())
    log.record("account.replies_refused", subject_type="user", subject_id=user_id, actor_id=user_id)


# --- An address that rests ---


@transaction.atomic
def request_address_check(*, user_id: int) -> None:
    """Send a letter to the address of an account, with a link that proves that it arrives."""
    mails.tell_address_check(User.objects.get(pk=user_id))


@transaction.atomic
def ask_address_check(*, user_id: int, by_id: int) -> None:
    """The same, asked by the secretariat; once an hour at most."""
    user = User.objects.select_for_update(of=("self",)).filter(pk=user_id, is_active=True).first()
    if user is None or not User.objects.filter(pk=by_id, is_active=True, is_staff=True).exists():
        raise NotAllowed
    since = clock.now() - timedelta(hours=1)
    if Letter.objects.filter(recipient_id=user.pk, kind="account.address_check", created_at__gt=since).exists():
        raise NotPossible(_("Une lettre de vérification est déjà partie il y a moins d’une heure. Attendez un peu."))
    mails.tell_address_check(user)
    log.record("account.address_check_asked", subject_type="user", subject_id=user.pk, actor_id=by_id)


def address_checked(token: str) -> User | None:
    """Return whose address a link proves; None when the link is too old, or the person has another address since."""
    try:
        user_id, email = signing.loads(token, salt=CHECK_SALT, max_age=EMAIL_CHANGE_TIME)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=user_id, email=email, is_active=True).first()


@transaction.atomic
def confirm_address(*, token: str) -> User:
    """The letter arrived: letters leave for the address again. Twice changes nothing."""
    user = address_checked(token)
    if user is None:
        raise NotPossible(_("Ce lien n’est plus valable. Demandez une nouvelle lettre depuis votre compte."))
    returns.heal(user, actor_id=user.pk)
    return user


# --- A lost second factor ---


def _open_requests() -> Q:
    return Q(cancelled_at__isnull=True, granted_at__isnull=True)


@transaction.atomic
def request_recovery(*, email: str) -> None:
    """Open a request to remove a second factor; does nothing, and says nothing, when there is none or one is open."""
    user = User.objects.select_for_update(of=("self",)).filter(email__iexact=email.strip(), is_active=True).first()
    if user is None or not factor.has_one(user) or user.recovery_requests.filter(_open_requests()).exists():
        return
    token, token_hash = tokens.make()
    request = RecoveryRequest.objects.create(user=user, ready_at=clock.now() + RECOVERY_DELAY, token_hash=token_hash)
    entry = log.record("account.recovery_requested", subject_type="user", subject_id=user.pk, actor_id=None)
    mails.tell_recovery_requested(request, token)
    mails.tell_secretariat_of_recovery(request, entry_id=entry.pk)


@transaction.atomic
def cancel_recovery(*, token: str) -> None:
    """Stop a request by the link of its letter."""
    request = (
        RecoveryRequest.objects.select_for_update(of=("self",))
        .filter(_open_requests(), token_hash=tokens.digest(token))
        .first()
    )
    if request is None:
        raise NotPossible(_("Cette demande n’est plus ouverte. Il n’y a rien à annuler."))
    _cancel(request)


@transaction.atomic
def cancel_recovery_on_sign_in(*, user_id: int) -> bool:
    """Stop a person's open request: they have just shown that they still have their second factor."""
    open_ones = RecoveryRequest.objects.select_for_update(of=("self",)).filter(_open_requests(), user_id=user_id)
    cancelled = [_cancel(request) for request in open_ones]
    return bool(cancelled)


def _cancel(request: RecoveryRequest) -> RecoveryRequest:
    request.cancelled_at = clock.now()
    request.save(update_fields=["cancelled_at"])
    log.record("account.recovery_cancelled", subject_type="user", subject_id=request.user_id, actor_id=request.user_id)
    return request


@transaction.atomic
def grant_recovery(*, by: User, request_id: int) -> None:
    """Remove a second factor and end the sessions, once the delay is over; by somebody else of the secretariat."""
    if not (by.is_staff and by.is_active):
        raise NotAllowed
    request = RecoveryRequest.objects.select_for_update(of=("self",)).select_related("user").get(pk=request_id)
    if request.user_id == by.pk:
        raise NotAllowed(
            _("Personne ne retire son propre second facteur. Demandez à une autre personne du secrétariat.")
        )
    if request.cancelled_at or request.granted_at:
        raise NotPossible(_("Cette demande n’est plus ouverte."))
    if clock.now() < request.ready_at:
        raise NotPossible(_("Le délai de 48 heures n’est pas écoulé : la personne peut encore s’opposer."))
    Authenticator.objects.filter(user_id=request.user_id).delete()
    sessions.end_all(request.user_id)
    request.granted_at, request.granted_by = clock.now(), by
    request.save(update_fields=["granted_at", "granted_by"])
    log.record("account.recovery_granted", subject_type="user", subject_id=request.user_id, actor_id=by.pk)
    mails.tell_recovery_granted(request.user)


# --- A change of address ---


@transaction.atomic
def request_email_change(*, user_id: int, new_email: str) -> None:
    """Send a link to the new address and one to the old; an address already used gets a letter instead of its link."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    wanted = normal(new_email)
    if wanted == user.email:
        raise Invalid(fields={"email": [ALREADY_YOURS]})
    change, links = open_change(user, wanted, expires_at=clock.now() + EMAIL_CHANGE_TIME)
    log.record("account.email_change_requested", subject_type="user", subject_id=user.pk, actor_id=user.pk)
    mails.tell_email_change(change, is_taken=is_taken(wanted), **links)


def open_change(user: User, wanted: str, **times: datetime) -> tuple[EmailChange, dict[str, str]]:
    """Replace the change that waits, and return the new one with the tokens of its two links, stored nowhere.

    An address that has an account waits in the same way, so that nothing tells it from another: only, the link that
    would confirm it is sent to nobody.
    """
    _close_changes(user)
    old_token, old_hash = tokens.make()
    new_token, new_hash = tokens.make()
    hashes = {"old_token_hash": old_hash, "new_token_hash": new_hash}
    change = EmailChange.objects.create(user=user, old_email=user.email, new_email=wanted, **hashes, **times)
    return change, {"old_token": old_token, "new_token": new_token}


def is_taken(address: str) -> bool:
    """Say whether an address has an account: it is told by letter, and whoever asks is not."""
    return User.objects.filter(email__iexact=address).exists()


@transaction.atomic
def cancel_email_change(*, user_id: int) -> None:
    """Drop the change that is waiting for its confirmations."""
    _close_changes(User.objects.select_for_update(of=("self",)).get(pk=user_id))


def _close_changes(user: User) -> None:
    user.email_changes.filter(done_at__isnull=True, cancelled_at__isnull=True).update(cancelled_at=clock.now())


def waiting_change(token: str) -> EmailChange | None:
    """Return the change that a link belongs to, if it still waits for it."""
    hashed = tokens.digest(token)
    return (
        EmailChange.objects.filter(
            # A lost address stops the change at most: it may be somebody else's by now
            Q(old_token_hash=hashed, confirmed_old_at__isnull=True, ready_at__isnull=True)
            | Q(new_token_hash=hashed, confirmed_new_at__isnull=True),
            done_at__isnull=True,
            cancelled_at__isnull=True,
            expires_at__gt=clock.now(),
        )
        .select_related("user")
        .first()
    )


@transaction.atomic
def confirm_email_change(*, token: str) -> EmailChange:
    """Confirm a change from one of its two addresses; the second confirmation makes it."""
    found = waiting_change(token)
    user = User.objects.select_for_update(of=("self",)).get(pk=found.user_id) if found else None
    change = waiting_change(
        token
    )  # again, now that the person is locked: the other link may have been followed meanwhile
    if user is None or change is None:
        raise NotPossible(_("Ce lien n’est plus valable. Demandez le changement de nouveau depuis votre compte."))
    side = "old" if change.old_token_hash == tokens.digest(token) else "new"
    setattr(change, f"confirmed_{side}_at", clock.now())
    if change.confirmed_old_at and change.confirmed_new_at:
        change_email(user, change, by_id=user.pk)
    change.save()
    return change


def change_email(user: User, change: EmailChange, *, by_id: int) -> None:
    """Make the change that has its two consents, inside a transaction; the caller saves it."""
    try:
        with transaction.atomic():
            user.email, user.address_rests_until = change.new_email, None  # nothing came back from the new one
            user.save(update_fields=["email", "address_rests_until"])
            EmailAddress.objects.filter(user=user).delete()
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    except IntegrityError as error:
        raise NotPossible(_("Cette adresse est déjà celle d’un autre compte.")) from error
    change.done_at = clock.now()
    log.record("account.email_changed", subject_type="user", subject_id=user.pk, actor_id=by_id)
    mails.tell_email_changed(change)
