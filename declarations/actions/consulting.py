"""The phases of a preparation: member cities consulted for a period, the text settled, then ready to be adopted."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common import clock
from common.audience import Audience
from common.errors import Invalid, NotPossible
from declarations import mails
from declarations.actions.locking import CLOSE_FIRST, coming_text, locked, locked_by_secretariat, moved_on, must_allow
from declarations.models import Amendment, Consultation, Declaration
from declarations.workflow import AmendmentState, Phase, State
from journal import log
from journal.models import Entry

TIMETABLE = Viewer()


def log_preparation(
    verb: str, declaration: Declaration, by: Viewer, *, note: str = "", city_id: int | None = None, **data: int | str
) -> Entry:
    """Write in the journal what member cities read of the preparation of the next version."""
    return log.record(
        f"declaration.{verb}",
        subject_type="declaration",
        subject_id=declaration.pk,
        actor_id=by.user_id,
        city_id=city_id,
        audience=Audience.MEMBERS,
        note=note,
        data={"version": declaration.version + 1, **data},
    )


@transaction.atomic
def open_consultation(
    *, by: Viewer, declaration_id: int, seen_edition: int, starts_on: date, ends_on: date, zone: str
) -> Consultation:
    """Ask member cities for their amendments, from one day to another; they are told when it begins."""
    declaration = locked_by_secretariat(by, declaration_id, seen_edition)
    must_allow(declaration, "open_consultation")
    if declaration.state in {State.OPEN, State.ARCHIVED}:
        raise NotPossible(CLOSE_FIRST)
    coming_text(declaration)
    check_term(starts_on, ends_on, zone)
    made = Consultation.objects.create(
        declaration=declaration,
        version=declaration.version + 1,
        starts_on=starts_on,
        ends_on=ends_on,
        zone=zone,
        opened_by_id=by.user_id,
        opened_at=clock.now(),
    )
    moved_on(declaration, "open_consultation")
    log_preparation("consultation_opened", declaration, by, first=starts_on.isoformat(), last=ends_on.isoformat())
    _begin(made, declaration, by)
    return made


def check_term(starts_on: date, ends_on: date, zone: str) -> None:
    """Raise Invalid when a period ends before it begins, or is over already."""
    today = clock.now().astimezone(ZoneInfo(zone)).date()
    if ends_on < starts_on:
        raise Invalid(fields={"ends_on": [_("Le dernier jour vient après le premier.")]})
    if ends_on < today:
        raise Invalid(fields={"ends_on": [_("Choisissez un dernier jour qui n’est pas encore passé.")]})


def _begin(consultation: Consultation, declaration: Declaration, by: Viewer) -> bool:
    """Tell the cities, once, when the first day has come."""
    if consultation.told_at is not None or not consultation.is_running(clock.now()):
        return False
    consultation.told_at = clock.now()
    consultation.save(update_fields=["told_at"])
    entry = log_preparation("consultation_began", declaration, by)
    mails.tell_consultation(entry, consultation)
    return True


@transaction.atomic
def end_consultation(*, by: Viewer, declaration_id: int, seen_edition: int) -> Declaration:
    """Close a consultation before its last day."""
    declaration = locked_by_secretariat(by, declaration_id, seen_edition)
    must_allow(declaration, "end_consultation")
    _end(declaration, by)
    return declaration


def _end(declaration: Declaration, by: Viewer) -> None:
    Consultation.objects.filter(declaration=declaration, ended_at__isnull=True).update(ended_at=clock.now())
    moved_on(declaration, "end_consultation")
    log_preparation("consultation_ended", declaration, by)


def keep_consultations() -> int:
    """Begin and end the consultations whose day has come; return how many. Twice at once is once."""
    waiting = Consultation.objects.filter(ended_at__isnull=True).order_by("pk")
    return sum(_keep(pk, declaration) for pk, declaration in waiting.values_list("pk", "declaration_id"))


@transaction.atomic
def _keep(consultation_id: int, declaration_id: int) -> bool:
    declaration = locked(declaration_id)
    consultation = Consultation.objects.get(pk=consultation_id)
    if consultation.ended_at is not None or declaration.phase != Phase.CONSULTATION:
        return False
    if consultation.ends_at <= clock.now():
        _end(declaration, TIMETABLE)
        return True
    return _begin(consultation, declaration, TIMETABLE)


@transaction.atomic
def make_ready(*, by: Viewer, declaration_id: int, seen_edition: int) -> Declaration:
    """Say that the text is as it will be put to the body: every amendment has its answer."""
    declaration = locked_by_secretariat(by, declaration_id, seen_edition)
    must_allow(declaration, "make_ready")
    coming_text(declaration)
    must_be_answered(declaration)
    moved_on(declaration, "make_ready")
    log_preparation("ready", declaration, by)
    return declaration


def must_be_answered(declaration: Declaration) -> None:
    """Refuse to go on while a city waits for an answer."""
    waiting = Amendment.objects.filter(
        declaration=declaration, version=declaration.version + 1, state=AmendmentState.PROPOSED
    )
    if waiting.exists():
        raise NotPossible(_("Des amendements attendent une décision : répondez d’abord à chacun."))


@transaction.atomic
def write_again(*, by: Viewer, declaration_id: int, seen_edition: int) -> Declaration:
    """Go back to the writing: the text is not shown to cities until it is again."""
    declaration = locked_by_secretariat(by, declaration_id, seen_edition)
    must_allow(declaration, "write_again")
    moved_on(declaration, "write_again")
    log_preparation("written_again", declaration, by)
    return declaration
