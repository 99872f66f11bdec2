"""A city asks another for an exchange: asked, accepted, declined, taken back, reminded of once, closed in silence."""

import re
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cities.models import City
from cities.viewer import Viewer
from common import clock
from common.errors import Invalid, NotAllowed, NotPossible, Sentence
from practices import mails, permissions, workflow
from practices.actions.telling import tell_of_contact
from practices.actions.words import bounded, refused
from practices.models import ContactKind, ContactRequest, ContactState, Practice
from practices.models.relay import ContactQuerySet

OPEN_FOR = timedelta(days=30)
REMINDED_AFTER = timedelta(days=7)
QUIET_AFTER_NO = timedelta(days=30)  # the same thing is not asked again sooner
MOST_WAITING = 20  # requests of one city
LONGEST_PURPOSE = 1000
LONGEST_TIME = 200
LONGEST_ANSWER = 600
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_TELEPHONE = re.compile(r"(?<![\w.])(?:\+|00?)\d(?:[ .()-]{0,2}\d){7,}")


def ask_exchange(
    *, by: Viewer, to_city_id: int, kind: str, purpose: str, proposed_time: str, practice_id: int | None = None
) -> ContactRequest:
    """Ask another city for a call, a visit or documents; the same request twice is one."""
    with transaction.atomic():
        # The asking city's row is the lock: what it may ask is counted behind it
        City.objects.select_for_update(of=("self",)).filter(pk=by.city_id or 0).first()
        if by.city_id is None or by.user_id is None or not permissions.can_ask_exchange(by, to_city_id):
            raise NotAllowed
        if practice_id is not None:
            _demand_practice(by, practice_id, to_city_id)
        words = _checked(kind, purpose, proposed_time)
        about = ContactRequest.unguarded.filter(from_city_id=by.city_id, to_city_id=to_city_id, kind=kind)
        about = about.filter(practice_id=practice_id) if practice_id else about.filter(practice__isnull=True)
        waiting = about.filter(state=ContactState.WAITING, expires_at__gt=clock.now()).first()
        if waiting is not None:
            if (waiting.purpose, waiting.proposed_time) == words and waiting.asked_by_id == by.user_id:
                return waiting
            raise NotPossible(_("Votre ville a déjà fait cette demande : elle attend une réponse."))
        _demand_patience(by, about)
        made = ContactRequest.unguarded.create(
            from_city_id=by.city_id,
            to_city_id=to_city_id,
            practice_id=practice_id,
            kind=kind,
            purpose=words[0],
            proposed_time=words[1],
            asked_by_id=by.user_id,
            expires_at=clock.now() + OPEN_FOR,
        )
        entry = tell_of_contact("contact.asked", by, made)
        mails.tell_contact_asked(entry, made)
    return made


def accept_exchange(*, by: Viewer, request_id: int, answer: str = "") -> ContactRequest:
    """Accept: each of the two persons receives the name and the address of the other by letter, and nobody else."""
    with transaction.atomic():
        found = _lock(by, request_id)
        if found.state == ContactState.ACCEPTED and found.answered_by_id == by.user_id:
            return found
        _demand(by, "accept", found)
        _close(found, "accept", by, _without_contacts("answer", answer, LONGEST_ANSWER))
        entry = tell_of_contact("contact.accepted", by, found, city_id=found.to_city_id)
        mails.tell_contact_accepted(entry, found)
    return found


def decline_exchange(*, by: Viewer, request_id: int, answer: str) -> ContactRequest:
    """Decline with a reason, in the name of the city: the person who answers is not named."""
    with transaction.atomic():
        found = _lock(by, request_id)
        if found.state == ContactState.DECLINED and found.answered_by_id == by.user_id:
            return found
        _demand(by, "refuse", found)
        reason = _without_contacts("answer", answer, LONGEST_ANSWER)
        if not reason:
            raise refused("answer", _("Dites pourquoi en une phrase : l’autre ville la lira."))
        _close(found, "refuse", by, reason)
        entry = tell_of_contact("contact.declined", by, found, city_id=found.to_city_id)
        mails.tell_contact_declined(entry, found)
    return found


def take_back_exchange(*, by: Viewer, request_id: int) -> ContactRequest:
    """Take a request back while nobody has answered."""
    with transaction.atomic():
        found = _lock(by, request_id)
        if found.state == ContactState.WITHDRAWN:
            return found
        _demand(by, "take_back", found)
        found.state = ContactState.WITHDRAWN
        found.save(update_fields=["state"])
        tell_of_contact("contact.withdrawn", by, found)
    return found


def remind_of_exchange(*, request_id: int) -> None:
    """Remind the city that is asked, once, after a week."""
    with transaction.atomic():
        found = _lock_waiting(request_id)
        if found is None or found.reminded_at is not None or clock.now() - found.created_at < REMINDED_AFTER:
            return
        found.reminded_at = clock.now()
        found.save(update_fields=["reminded_at"])
        mails.tell_contact_waiting(tell_of_contact("contact.reminded", None, found), found)


def expire_exchange(*, request_id: int) -> None:
    """Close a request that nobody answered in time, and tell who asked."""
    with transaction.atomic():
        found = _lock_waiting(request_id)
        if found is None or clock.now() < found.expires_at:
            return
        found.state = workflow.CONTACT_MOVES["expire"].to or found.state
        found.save(update_fields=["state"])
        mails.tell_contact_expired(tell_of_contact("contact.expired", None, found), found)


def exchanges_to_remind() -> Iterable[int]:
    """Return the requests that have waited a week without a reminder."""
    late = ContactRequest.unguarded.filter(state=ContactState.WAITING, reminded_at__isnull=True)
    return list(late.filter(created_at__lte=clock.now() - REMINDED_AFTER).values_list("pk", flat=True))


def exchanges_to_close() -> Iterable[int]:
    """Return the requests whose time is over."""
    over = ContactRequest.unguarded.filter(state=ContactState.WAITING, expires_at__lte=clock.now())
    return list(over.values_list("pk", flat=True))


# --- Checks ---


def _demand_practice(by: Viewer, practice_id: int, to_city_id: int) -> None:
    """Ask only about what one reads, of the city that one asks."""
    read = Practice.objects.visible_to(by).filter(pk=practice_id, city_id=to_city_id).first()
    if read is None or not read.is_readable:
        raise NotAllowed


def _demand_patience(by: Viewer, about: ContactQuerySet) -> None:
    if about.filter(state=ContactState.DECLINED, answered_at__gt=clock.now() - QUIET_AFTER_NO).exists():
        raise NotPossible(_("Cette ville a décliné la même demande il y a moins de trente jours."))
    # One whose time is over and that the timetable has not closed yet gives its place
    for pk in about.filter(state=ContactState.WAITING).values_list("pk", flat=True):
        expire_exchange(request_id=pk)
    waiting = ContactRequest.unguarded.filter(from_city_id=by.city_id or 0, state=ContactState.WAITING).count()
    if waiting >= MOST_WAITING:
        sentence = _("Votre ville a déjà %(count)d demandes en attente. Attendez une réponse ou retirez-en une.")
        raise NotPossible(sentence % {"count": waiting})


def _lock(by: Viewer, request_id: int) -> ContactRequest:
    """Lock a request of the viewer's city; any other answers like one that does not exist."""
    if not ContactRequest.objects.visible_to(by).filter(pk=request_id).exists():
        raise NotAllowed
    return ContactRequest.unguarded.select_for_update(of=("self",)).get(pk=request_id)


def _lock_waiting(request_id: int) -> ContactRequest | None:
    rows = ContactRequest.unguarded.select_for_update(of=("self",))
    return rows.filter(pk=request_id, state=ContactState.WAITING).first()


def _demand(by: Viewer, name: str, found: ContactRequest) -> None:
    if found.state != ContactState.WAITING or found.expires_at <= clock.now():
        raise NotPossible(_("Cette demande n’attend plus de réponse. Rechargez la page."))
    if not permissions.may_contact(by, name, found):
        raise NotAllowed


def _close(found: ContactRequest, name: str, by: Viewer, answer: str) -> None:
    found.state = workflow.CONTACT_MOVES[name].to or found.state
    found.answered_at = clock.now()
    found.answered_by_id = by.user_id
    found.answer = answer
    found.save(update_fields=["state", "answered_at", "answered_by", "answer"])


def _checked(kind: str, purpose: str, proposed_time: str) -> tuple[str, str]:
    errors: dict[str, list[Sentence]] = {}

    def checked(key: str, check: Callable[[], str]) -> str:
        try:
            return check()
        except Invalid as refusal:
            errors[key] = [refusal.sentence]
            return ""

    if kind not in ContactKind.values:
        errors["kind"] = [_("Choisissez un appel, une visite ou des documents.")]
    words = (
        checked("purpose", lambda: _written("purpose", purpose, LONGEST_PURPOSE, _("Dites ce que vous cherchez."))),
        checked(
            "proposed_time",
            lambda: _written("proposed_time", proposed_time, LONGEST_TIME, _("Proposez un moment, même approximatif.")),
        ),
    )
    if errors:
        raise Invalid(fields=errors)
    return words


def _written(key: str, raw: str, longest: int, when_empty: str) -> str:
    written = _without_contacts(key, raw, longest)
    if not written:
        raise refused(key, when_empty)
    return written


def _without_contacts(key: str, raw: str, longest: int) -> str:
    """Return what was typed; no address and no number: they travel by letter, once the other city has accepted."""
    written = bounded(key, raw, longest)
    if _ADDRESS.search(written) or _TELEPHONE.search(written):
        raise refused(
            key, _("Retirez les adresses et les numéros de téléphone : ils s’échangent par lettre après l’acceptation.")
        )
    return written
