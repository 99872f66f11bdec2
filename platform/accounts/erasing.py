"""A person leaves the platform for good: asked for, seven days to change one's mind, then done exactly once."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import erased_list, leaving_mails, own_data, sessions, tokens
from accounts.models import Erased, Erasure, User
from common import clock
from common.errors import NotAllowed, NotPossible
from journal import log

logger = logging.getLogger(__name__)

DELAY = timedelta(days=7)
NOT_STAFF = _(
    "Vous faites partie du secrétariat : demandez à une autre personne du secrétariat d’effacer votre compte."
)
LAST_OF_STAFF = _("C’est la dernière personne du secrétariat. Ouvrez d’abord le compte de quelqu’un d’autre.")
CLOSED = _("Cette demande n’est plus ouverte. Il n’y a rien à annuler.")


# --- Asking, and changing one's mind ---


@transaction.atomic
def request_erasure(*, user_id: int, by: User) -> Erasure:
    """Ask that a person be erased in seven days; asking again changes nothing. A letter tells the person."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    _refuse_unless_allowed(user, by)
    known = Erasure.objects.select_for_update(of=("self",)).filter(user=user, cancelled_at=None).first()
    if known is not None:
        return _taken_over(known, by)
    person = own_data.Person(user.pk, user.email, by_secretariat=by.pk != user.pk)
    for part in own_data.parts():
        part.may_leave(person)
    token, token_hash = tokens.make()
    erasure = Erasure.objects.create(user=user, asked_by=by, due_at=clock.now() + DELAY, token_hash=token_hash)
    log.record("account.erasure_requested", subject_type="user", subject_id=user.pk, actor_id=by.pk)
    leaving_mails.tell_erasure_requested(erasure, token)
    return erasure


def _refuse_unless_allowed(user: User, by: User) -> None:
    if by.pk == user.pk and user.is_staff:
        raise NotAllowed(NOT_STAFF)
    if by.pk != user.pk and not (by.is_staff and by.is_active):
        raise NotAllowed


def _taken_over(erasure: Erasure, by: User) -> Erasure:
    """The secretariat takes over what waits for a successor: the city may then be left without coordination."""
    if by.pk != erasure.user_id and not erasure.by_secretariat and not erasure.started_at:
        erasure.asked_by = by
        erasure.save(update_fields=["asked_by"])
        log.record("account.erasure_taken_over", subject_type="user", subject_id=erasure.user_id, actor_id=by.pk)
    return erasure


def standing(user_id: int) -> Erasure | None:
    """Return the request that waits for its day."""
    return Erasure.objects.filter(user_id=user_id, cancelled_at=None, started_at=None).first()


def standing_at(token: str) -> Erasure | None:
    """Return the request of a letter's link while it can be cancelled."""
    waiting = Erasure.objects.filter(cancelled_at=None, started_at=None).exclude(token_hash="")
    return waiting.filter(token_hash=tokens.digest(token)).first()


@transaction.atomic
def cancel_erasure(*, erasure_id: int, by_id: int | None) -> None:
    """Keep the account after all: by the person, by the link of the letter, or by the secretariat."""
    erasure = Erasure.objects.select_for_update(of=("self",)).get(pk=erasure_id)
    if erasure.cancelled_at or erasure.started_at:
        raise NotPossible(CLOSED)
    erasure.cancelled_at = clock.now()
    erasure.save(update_fields=["cancelled_at"])
    log.record("account.erasure_cancelled", subject_type="user", subject_id=erasure.user_id, actor_id=by_id)
    leaving_mails.tell_erasure_cancelled(erasure.user)


# --- Doing it ---


def erase_due() -> int:
    """Do what is due, each person apart: what fails or is refused stays and is tried again at the next call."""
    due = Erasure.objects.filter(cancelled_at=None, done_at=None, due_at__lte=clock.now())
    done = sum(_tried(erasure_id) for erasure_id in due.order_by("pk").values_list("pk", flat=True))
    erased_list.write()  # what a killed worker had not written is written now
    leaving_mails.forget_last_letters()
    return done


def _tried(erasure_id: int) -> bool:
    try:
        return carry_out(erasure_id)
    except Exception:  # one person's trouble never keeps the others waiting
        logger.exception("erasure %s could not be done", erasure_id)
        return False


def carry_out(erasure_id: int) -> bool:
    """Erase one person, room by room, each in one transaction with the note that it is done; False when refused."""
    try:
        if not _begin(erasure_id):
            return False
    except NotPossible:
        _tell_refusal(erasure_id)
        return False
    for part in own_data.parts():
        _erase_room(erasure_id, part)
    return True


def _locked(erasure_id: int) -> Erasure:
    """Lock the person, then the request, in the order of who asks."""
    user_id = Erasure.objects.values_list("user_id", flat=True).get(pk=erasure_id)
    User.objects.select_for_update(of=("self",)).get(pk=user_id)
    return Erasure.objects.select_for_update(of=("self",)).select_related("user").get(pk=erasure_id)


def _person(erasure: Erasure) -> own_data.Person:
    return own_data.Person(erasure.user_id, erasure.user.email, by_secretariat=erasure.by_secretariat)


@transaction.atomic
def _begin(erasure_id: int) -> bool:
    """Leave every city and close the account: from here on nothing is refused and nobody signs in."""
    staff = _locked_staff()
    erasure = _locked(erasure_id)
    if erasure.cancelled_at or erasure.done_at:
        return False
    if erasure.started_at:
        return True
    if staff == {erasure.user_id}:
        raise NotPossible(LAST_OF_STAFF)
    _leave_rooms(_person(erasure))
    user = erasure.user
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "is_staff", "is_superuser", "password"])
    sessions.end_all(user.pk)
    erasure.started_at = clock.now()
    erasure.save(update_fields=["started_at"])
    return True


def _leave_rooms(person: own_data.Person) -> None:
    for part in own_data.parts():
        part.leave(person)


def _locked_staff() -> set[int]:
    """Lock the people of the secretariat, in one order, so that the last two never leave at once."""
    staff = User.objects.select_for_update(of=("self",)).filter(is_staff=True, is_active=True)
    return {user.pk for user in staff.order_by("pk")}


@transaction.atomic
def _tell_refusal(erasure_id: int) -> None:
    """Tell once that the erasure waits for a successor."""
    erasure = _locked(erasure_id)
    if erasure.refused_at is None:
        erasure.refused_at = clock.now()
        erasure.save(update_fields=["refused_at"])
        leaving_mails.tell_erasure_waits(erasure)


@transaction.atomic
def _erase_room(erasure_id: int, part: own_data.Part) -> None:
    erasure = _locked(erasure_id)
    if part.name in erasure.rooms:
        return
    person = _person(erasure)
    for rows in part.rows:
        if rows.goes:
            rows.of(person).delete()
    part.erase(person)
    if part.name == "account":  # the last one
        _erase_account(erasure)
    erasure.rooms = [*erasure.rooms, part.name]
    erasure.save()


def _erase_account(erasure: Erasure) -> None:
    """Replace what names the person; the number stays, and names nobody."""
    address, language = erasure.user.email, erasure.user.language
    default = User()
    kept = {field: getattr(default, field) for field in ("time_zone", "digest", "digest_weekday", "digest_hour")}
    User.objects.filter(pk=erasure.user_id).update(
        **kept,
        name="",
        office="",
        language="fr",
        email=f"personne-{erasure.user_id}@effacee.invalid",
        last_login=None,
        address_rests_until=None,
        replies_refused_before=None,
    )
    erasure.user.refresh_from_db()
    erasure.user.groups.clear()
    erasure.user.user_permissions.clear()
    erasure.done_at, erasure.token_hash = clock.now(), ""
    Erased.objects.get_or_create(person_id=erasure.user_id, defaults={"at": erasure.done_at})
    entry = log.record("account.erased", subject_type="user", subject_id=erasure.user_id, actor_id=None)
    leaving_mails.tell_erased(erasure, address=address, language=language, entry_id=entry.pk)
    transaction.on_commit(erased_list.write, robust=True)


# --- After a restore ---


def erase_again(people: dict[int, datetime]) -> int:
    """Erase again those whom an older backup has brought back; return how many.

    Numbers are given again after a restore: an account opened after that moment is somebody else.
    """
    known = set(Erased.objects.values_list("person_id", flat=True))
    done = 0
    for user_id, at in sorted(people.items()):
        if user_id not in known and User.objects.filter(pk=user_id, created_at__lt=at).exists():
            done += carry_out(_for_restore(user_id))
    return done


@transaction.atomic
def _for_restore(user_id: int) -> int:
    """Return the request of somebody already erased once: nobody can cancel it, nor is anybody asked."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    erasure = Erasure.objects.filter(user=user, cancelled_at=None).first()
    if erasure is None:
        erasure = Erasure(user=user)
    erasure.asked_by, erasure.due_at = None, clock.now()
    erasure.save()
    log.record("account.erasure_repeated", subject_type="user", subject_id=user_id, actor_id=None)
    return erasure.pk
