"""Acts of cities: to sign, to confirm by a second person, to withdraw. Each is one event of the ledger."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.viewer import Viewer
from common import clock
from common.audience import Audience
from common.errors import Conflict, Invalid, NotAllowed, NotPossible
from declarations import ledger, mails, mandates
from declarations.actions.locking import locked
from declarations.actions.preparing import text_in_force
from declarations.models import Declaration, Event, Kind, Mandate, Signatory, Signature, Statement, Text
from declarations.permissions import can_withdraw, is_second, may_answer
from declarations.queries import active_line, prepared
from declarations.workflow import LINE_MOVES, LineState, State, possible
from journal import log
from journal.models import Entry

NOTHING_READ = ledger.fingerprint_of(ledger.NOTHING_SAID)
NOT_A_SECOND = gettext_lazy(
    "Une personne arrivée dans la ville après la signature, ou invitée par la personne qui a signé, "
    "ou qui l’a invitée, ne peut pas confirmer seule : une autre personne de la ville, ou le secrétariat, "
    "doit le faire."
)


@dataclass(frozen=True)
class Outcome:
    """A signature, and whether this call wrote it: who posts twice is led to the same receipt."""

    signature: Signature
    is_new: bool


def log_line(
    verb: str, signature: Signature, event: Event | None, by: Viewer, audience: Audience, note: str = ""
) -> Entry:
    """Keep in the journal what was done to a city's line."""
    return log.record(
        f"declaration.{verb}",
        subject_type="declaration",
        subject_id=signature.declaration_id,
        actor_id=by.user_id,
        city_id=signature.city_id,
        audience=audience,
        note=note,
        data={
            "signature": signature.pk,
            "version": signature.version,
            "sequence": event.sequence if event else signature.event.sequence,
        },
    )


@transaction.atomic
def sign(*, by: Viewer, declaration_id: int, seen_text: str, seen_statement: str = NOTHING_READ) -> Outcome:
    """Sign what was read, for the city acted for: the text, and what the city declares beside it.

    The mandate is asked now: one that ended a minute ago is over. It counts once a second person has confirmed.
    """
    declaration = locked(declaration_id)
    already = active_line(declaration, by.city_id) if mandates.membership_of(by) else None
    if already is not None:
        return Outcome(already, is_new=False)
    mandate = mandates.to_sign(by, declaration)
    if not declaration.is_open:
        raise NotPossible(_("Cette déclaration n’est pas ouverte à la signature."))
    text = text_in_force(declaration)
    if text.sha256 != seen_text:
        raise Conflict(_("Le texte a changé depuis que vous l’avez ouvert. Relisez-le avant de signer."))
    statement = prepared(declaration, mandate.membership.city_id)
    if ledger.fingerprint_of(statement) != seen_statement:
        raise Conflict(_("Ce que votre ville déclare a changé depuis que vous l’avez lu. Relisez-le avant de signer."))
    signature = _write(declaration, text, mandate, statement)
    entry = log_line("signed", signature, None, by, Audience.OWN)
    mails.tell_to_confirm(entry, signature)
    return Outcome(signature, is_new=True)


def _write(declaration: Declaration, text: Text, mandate: Mandate, statement: Statement) -> Signature:
    city, user = mandate.membership.city, mandate.membership.user
    person = ledger.person(user.name, mandate.office)
    act = ledger.Act(
        Kind.SIGNED,
        ledger.CITY,
        text=text,
        city=city,
        commitment=person.commitment(),
        mode="online",
        statement=statement,
    )
    event = ledger.append(declaration, act)
    Signatory.objects.create(event=event, name=person.name, title=person.title, salt=person.salt)
    return Signature.objects.create(
        declaration=declaration,
        version=declaration.version,
        city=city,
        state=LineState.PENDING,
        event=event,
        signed_on=event.at.astimezone(ZoneInfo(city.time_zone)).date(),
        signed_by=user,
        mandate=mandate,
    )


def locked_line(signature_id: int, move: str = "") -> Signature:
    """Return a city's line with its declaration's row locked, when the move is possible."""
    known = Signature.objects.filter(pk=signature_id).values_list("declaration_id", flat=True).first()
    if known is None:
        raise NotPossible(_("Cette signature n’existe pas."))
    declaration = locked(known)
    signature = Signature.objects.select_related("city", "event", "confirmation", "mandate__membership").get(
        pk=signature_id
    )
    signature.declaration = declaration
    if move and not possible(move, signature.state):
        raise NotPossible(_("Cette signature a changé d’état depuis que vous avez ouvert la page. Rechargez-la."))
    return signature


def _follow(signature: Signature, kind: Kind, by: Viewer) -> Event:
    """Write the event that refers to a line, bound to the same text."""
    text = Text.objects.filter(
        declaration=signature.declaration, version=signature.version, status="authentic", adopted_at__isnull=False
    ).first()
    whose = ledger.CITY if by.city_id == signature.city_id and kind != Kind.CORRECTED else ledger.SECRETARIAT
    act = ledger.Act(kind, whose, text=text, city=signature.city, refers_to=signature.event.sequence)
    return ledger.append(signature.declaration, act)


@transaction.atomic
def confirm(*, by: Viewer, signature_id: int) -> Signature:
    """Confirm as a second person of the city, or as the secretariat: from now on the signature counts."""
    signature = locked_line(signature_id, "confirm")
    if signature.was_made_by(by.user_id):
        raise NotAllowed(_("Une autre personne que celle qui a signé doit confirmer la signature."))
    if not may_answer(by, signature):
        raise NotAllowed(
            _("Seule une autre personne habilitée de la ville, ou le secrétariat, confirme une signature.")
        )
    if signature.declaration.state == State.ARCHIVED:
        raise NotPossible(_("Cette déclaration est archivée : une signature ne peut plus y être confirmée."))
    if not is_second(by, signature):
        raise NotAllowed(NOT_A_SECOND)
    _must_be_checked(signature)
    signature.confirmation = _follow(signature, Kind.CONFIRMED, by)
    signature.confirmed_by_id = by.user_id
    signature.state = LINE_MOVES["confirm"].target
    signature.save()
    entry = log_line("confirmed", signature, signature.confirmation, by, Audience.PUBLIC)
    mails.tell_receipt(entry, signature)
    return signature


def _must_be_checked(signature: Signature) -> None:
    mandate = signature.mandate
    if mandate is None:
        return
    if mandate.refused_at is not None:
        raise NotPossible(_("Le secrétariat n’a pas reconnu le mandat : cette signature ne peut pas compter."))
    if mandate.needs_check:
        raise NotPossible(_("Le secrétariat doit d’abord vérifier le mandat. La signature attend jusque-là."))


@transaction.atomic
def withdraw(*, by: Viewer, signature_id: int, note: str = "") -> Signature:
    """Withdraw a city's signature: an act with its own date; the line stays."""
    signature = locked_line(signature_id, "withdraw")
    if not can_withdraw(by, signature):
        raise NotAllowed(
            _("Seule une personne qui peut signer pour cette ville, ou le secrétariat, retire sa signature.")
        )
    if not by.is_secretariat:
        mandates.to_sign(by, signature.declaration)
    signature.withdrawal = _follow(signature, Kind.WITHDRAWN, by)
    signature.state = LINE_MOVES["withdraw"].target
    signature.save()
    audience = Audience.PUBLIC if signature.was_counted else Audience.OWN
    # The reason is for the city and the secretariat: the journal's public entry says only that it was done
    entry = log_line("withdrawn", signature, signature.withdrawal, by, audience)
    if note:
        log_line("withdrawal_explained", signature, signature.withdrawal, by, Audience.OWN, note)
    mails.tell_withdrawn(entry, signature)
    return signature


@transaction.atomic
def correct(*, by: Viewer, signature_id: int, note: str) -> Signature:
    """Say that a line was written in error: it no longer counts, and its event stays in the ledger beside this one."""
    if not by.is_secretariat:
        raise NotAllowed(_("Seul le secrétariat annule une ligne inscrite par erreur."))
    if not note.strip():
        raise Invalid(fields={"note": [_("Dites en quoi cette ligne est une erreur.")]})
    signature = locked_line(signature_id, "correct")
    event = _follow(signature, Kind.CORRECTED, by)
    signature.state = LINE_MOVES["correct"].target
    signature.save()
    entry = log_line("corrected", signature, event, by, Audience.OWN, note.strip())
    mails.tell_corrected(entry, signature)
    return signature


@transaction.atomic
def erase_signatory(*, by: Viewer, signature_id: int) -> Signature:
    """Erase the name of the person who signed; the city's signature stays, and the chain still verifies."""
    if not by.is_secretariat:
        raise NotAllowed(_("Seul le secrétariat efface un nom."))
    signature = Signature.objects.select_related("event").filter(pk=signature_id).first()
    if signature is None:
        raise NotPossible(_("Cette signature n’existe pas."))
    locked(signature.declaration_id)
    Signatory.objects.filter(event=signature.event).update(name="", title="", salt="", erased_at=clock.now())
    if signature.scan:  # it bears the name and the hand of the person; its fingerprint stays
        signature.scan.delete()
    log_line("signatory_erased", signature, None, by, Audience.OWN)
    return signature
