"""Adoption in writing: the members of a body are asked, and the text is adopted unless a city objects in time."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from cities.models import City
from cities.viewer import Viewer
from common import clock
from common.errors import Invalid, NotAllowed, NotPossible
from common.text import clean
from declarations import mails
from declarations.actions.adopting import enact, must_be_adoptable
from declarations.actions.consulting import TIMETABLE, check_term, log_preparation, must_be_answered
from declarations.actions.locking import locked, locked_by_secretariat, moved_on, must_allow
from declarations.models import AdoptionAct, AdoptionMode, Declaration, Objection, Procedure, Said
from declarations.permissions import answerer, can_object
from declarations.queries import people_who_answer
from declarations.workflow import Outcome
from journal.models import Entry


@dataclass(frozen=True)
class Question:
    """What the members of a body are asked: which body, which cities, until the end of which day, of which zone."""

    body: Said
    cities: tuple[City, ...]
    ends_on: date
    zone: str
    changes: str = ""


@transaction.atomic
def ask_in_writing(*, by: Viewer, declaration_id: int, seen_edition: int, question: Question) -> Procedure:
    """Ask every member of the body by letter; who keeps silent until the end of the last day agrees."""
    declaration = locked_by_secretariat(by, declaration_id, seen_edition, "adopt")
    must_allow(declaration, "ask_in_writing")
    must_be_answered(declaration)
    draft = must_be_adoptable(declaration, question.changes)
    today = clock.now().astimezone(ZoneInfo(question.zone)).date()
    check_term(today, question.ends_on, question.zone)
    _check(question)
    procedure = Procedure.objects.create(
        declaration=declaration,
        version=draft.version,
        text_sha256=draft.sha256,
        body=question.body,
        starts_on=today,
        ends_on=question.ends_on,
        zone=question.zone,
        changes=clean(question.changes) if draft.version > 1 else "",
        opened_by_id=by.user_id,
        opened_at=clock.now(),
    )
    procedure.members.set(question.cities)
    moved_on(declaration, "ask_in_writing")
    entry = log_preparation("procedure_opened", declaration, by, procedure=procedure.pk)
    mails.tell_asked(entry, procedure)
    return procedure


def _check(question: Question) -> None:
    if not question.body:
        raise Invalid(fields={"adopting_body": [_("Indiquez l’instance consultée.")]})
    if not question.cities:
        raise Invalid(fields={"cities": [_("Choisissez les villes qui composent l’instance.")]})
    silent = [city.name for city in question.cities if not people_who_answer(city.pk).exists()]
    if silent:
        sentence = _(
            "Personne ne peut être consulté par lettre dans : %(cities)s. Ces villes n’ont ici ni coordination "
            "ni personne qui signe."
        )
        raise Invalid(fields={"cities": [sentence % {"cities": ", ".join(silent)}]})


def _locked(procedure_id: int) -> Procedure:
    """Return a procedure with its declaration's row locked."""
    known = Procedure.objects.filter(pk=procedure_id).values_list("declaration_id", flat=True).first()
    if known is None:
        raise NotPossible(_("Cette procédure écrite n’existe pas."))
    declaration = locked(known)
    procedure = Procedure.objects.get(pk=procedure_id)
    procedure.declaration = declaration
    return procedure


def _answerer(by: Viewer) -> tuple[int, int]:
    """Return the city acted for and the person, or refuse."""
    found = answerer(by)
    if found is None:
        raise NotAllowed(_("La coordination d’une ville, ou la personne qui signe, répond ici en son nom."))
    return found


def _must_be_in_time(procedure: Procedure) -> None:
    if not procedure.is_running or clock.now() >= procedure.ends_at:
        raise NotPossible(_("Le délai est passé, ou la procédure a été interrompue : une opposition ne compte plus."))


@transaction.atomic
def object_to(*, by: Viewer, procedure_id: int, reason: str) -> Objection:
    """Object in the name of the city acted for, with a reason, until the end of the last day. Twice is once."""
    city_id, user_id = _answerer(by)
    procedure = _locked(procedure_id)
    if not can_object(by, procedure):
        raise NotAllowed(_("Votre ville ne fait pas partie de l’instance consultée."))
    standing = procedure.objections.filter(city_id=city_id, withdrawn_at__isnull=True).first()
    if standing is not None:
        return standing
    _must_be_in_time(procedure)
    if not clean(reason):
        raise Invalid(fields={"reason": [_("Dites pourquoi votre ville s’oppose.")]})
    made = Objection.objects.create(
        procedure=procedure, city_id=city_id, reason=clean(reason), made_by_id=user_id, made_at=clock.now()
    )
    log_preparation("objected", procedure.declaration, by, city_id=by.city_id, note=made.reason, objection=made.pk)
    return made


@transaction.atomic
def withdraw_objection(*, by: Viewer, procedure_id: int) -> bool:
    """Withdraw the objection of the city acted for, until the end of the last day; say whether there was one."""
    city_id, _user = _answerer(by)
    procedure = _locked(procedure_id)
    standing = procedure.objections.filter(city_id=city_id, withdrawn_at__isnull=True).first()
    if standing is None:
        return False
    _must_be_in_time(procedure)
    standing.withdrawn_at = clock.now()
    standing.save(update_fields=["withdrawn_at"])
    log_preparation("objection_withdrawn", procedure.declaration, by, city_id=by.city_id, objection=standing.pk)
    return True


@transaction.atomic
def stop_procedure(*, by: Viewer, declaration_id: int, seen_edition: int, note: str) -> Declaration:
    """Stop asking, and say why: nothing is adopted."""
    declaration = locked_by_secretariat(by, declaration_id, seen_edition)
    must_allow(declaration, "stop_procedure")
    if not clean(note):
        raise Invalid(fields={"note": [_("Dites pourquoi : les villes de l’instance le liront.")]})
    procedure = Procedure.objects.get(declaration=declaration, outcome=Outcome.RUNNING)
    procedure.declaration = declaration
    _end(procedure, Outcome.STOPPED)
    moved_on(declaration, "stop_procedure")
    entry = log_preparation("procedure_stopped", declaration, by, note=clean(note), procedure=procedure.pk)
    mails.tell_procedure_ended(entry, procedure)
    return declaration


def end_procedures() -> int:
    """Record what came of the procedures whose delay is over; return how many. Twice at once is once."""
    running = Procedure.objects.filter(outcome=Outcome.RUNNING).order_by("pk")
    return sum(_end_in_time(pk) for pk in running.values_list("pk", flat=True))


@transaction.atomic
def _end_in_time(procedure_id: int) -> bool:
    """Adopt, or say that a city objected: act, frozen text, journal and letters exist together or not at all."""
    procedure = _locked(procedure_id)
    if not procedure.is_running or clock.now() < procedure.ends_at:
        return False
    declaration = procedure.declaration
    if procedure.objections.filter(withdrawn_at__isnull=True).exists():
        _end(procedure, Outcome.OBJECTED)
        moved_on(declaration, "stop_procedure")
        entry = log_preparation("procedure_objected", declaration, TIMETABLE, procedure=procedure.pk)
    else:
        entry = _adopt(procedure, declaration)
    mails.tell_procedure_ended(entry, procedure)
    return True


def _adopt(procedure: Procedure, declaration: Declaration) -> Entry:
    _end(procedure, Outcome.ADOPTED)
    act = AdoptionAct(
        mode=AdoptionMode.WRITTEN,
        body=procedure.body,
        adopted_on=procedure.ends_on,
        changes=procedure.changes,
        procedure=procedure,
    )
    entry = log_preparation("procedure_adopted", declaration, TIMETABLE, procedure=procedure.pk)
    enact(declaration, act, TIMETABLE, "adopt_in_writing")
    return entry


def _end(procedure: Procedure, outcome: Outcome) -> None:
    procedure.outcome, procedure.ended_at = outcome, clock.now()
    procedure.save(update_fields=["outcome", "ended_at"])
