"""A signature made on paper or in a session: recorded by the secretariat with the document, then confirmed."""

from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from cities.models import City
from cities.viewer import Viewer
from common import clock
from common.audience import Audience
from common.errors import Invalid, NotAllowed, NotPossible, Sentence
from common.text import clean
from declarations import ledger, mails
from declarations.actions.ceremony import check_statement
from declarations.actions.locking import locked_by_secretariat
from declarations.actions.preparing import text_in_force
from declarations.actions.signing import Outcome, locked_line, log_line
from declarations.documents import Document
from declarations.models import Declaration, Kind, Signatory, Signature, Statement
from declarations.permissions import can_acknowledge
from declarations.queries import active_line
from declarations.workflow import LineState

MODES = {"paper", "in_session"}


@transaction.atomic
def record_on_paper(
    *,
    by: Viewer,
    declaration_id: int,
    seen_edition: int,
    city_id: int,
    name: str,
    office: str,
    signed_on: date,
    mode: str,
    document: Document,
    statement: Statement = ledger.NOTHING_SAID,
) -> Outcome:
    """Record what a document shows: who signed, when, for which city. Like any other, it counts once confirmed.

    The document's fingerprint is in the ledger; the same document sent twice is one signature.
    """
    declaration = locked_by_secretariat(by, declaration_id, seen_edition)
    if by.user_id is None:
        raise NotAllowed
    city = City.objects.filter(pk=city_id).first()
    if city is None:
        raise Invalid(fields={"city": [_("Choisissez une ville.")]})
    already = active_line(declaration, city.pk)
    if already is not None:
        if already.scan_sha256 == document.sha256:
            return Outcome(already, is_new=False)
        raise NotPossible(_("Cette déclaration est déjà signée au nom de cette ville."))
    if not declaration.is_open:
        raise NotPossible(_("Cette déclaration n’est pas ouverte à la signature."))
    person, said = ledger.person(clean(name), clean(office)), _cleaned(statement)
    text = text_in_force(declaration)
    _check(declaration, person, signed_on, mode)
    check_statement(declaration, text, said)
    act = ledger.Act(
        Kind.SIGNED,
        ledger.SECRETARIAT,
        text=text,
        city=city,
        commitment=person.commitment(),
        mode=mode,
        signed_on=signed_on,
        source=f"Document, SHA-256 {document.sha256}",
        statement=said,
    )
    signature = _write(declaration, act, person, document, by.user_id)
    mails.tell_to_confirm(log_line("signature_recorded", signature, None, by, Audience.OWN), signature)
    return Outcome(signature, is_new=True)


def _cleaned(statement: Statement) -> Statement:
    return Statement(clean(statement.reservation), statement.reservation_on, clean(statement.interpretation))


def _check(declaration: Declaration, person: ledger.Person, signed_on: date, mode: str) -> None:
    problems: dict[str, list[Sentence]] = {}
    if not person.name:
        problems["name"] = [_("Indiquez le nom de la personne qui a signé.")]
    if not person.title:
        problems["office"] = [_("Indiquez en quelle qualité cette personne signe.")]
    if mode not in MODES:
        problems["mode"] = [_("Choisissez comment la ville a signé.")]
    if signed_on > clock.now().date():
        problems["signed_on"] = [_("Cette date n’est pas encore arrivée.")]
    elif declaration.adopted_on is not None and signed_on < declaration.adopted_on:
        problems["signed_on"] = [_("Cette date est avant l’adoption du texte.")]
    if problems:
        raise Invalid(fields=problems)


def _write(
    declaration: Declaration, act: ledger.Act, person: ledger.Person, document: Document, recorded_by: int
) -> Signature:
    event = ledger.append(declaration, act)
    Signatory.objects.create(event=event, name=person.name, title=person.title, salt=person.salt)
    signature = Signature(
        declaration=declaration,
        version=declaration.version,
        city=event.city,
        state=LineState.PENDING,
        event=event,
        signed_on=act.signed_on,
        recorded_by_id=recorded_by,
        scan_name=document.called("signature"),
        scan_sha256=document.sha256,
    )
    signature.scan.save(signature.scan_name, ContentFile(document.content), save=False)
    signature.save()
    return signature


@transaction.atomic
def acknowledge(*, by: Viewer, signature_id: int) -> Signature:
    """Say, for the city, that the signature recorded from paper is its own; twice is once.

    It counts already: the journal keeps this, the ledger has nothing to change.
    """
    signature = locked_line(signature_id)
    if signature.acknowledged_at is not None and by.city_id == signature.city_id:
        return signature
    if not can_acknowledge(by, signature):
        raise NotAllowed(
            _("Seule une personne habilitée de la ville confirme une signature enregistrée par le secrétariat.")
        )
    signature.acknowledged_by_id, signature.acknowledged_at = by.user_id, clock.now()
    signature.save()
    log_line("acknowledged", signature, None, by, Audience.PUBLIC)
    return signature
