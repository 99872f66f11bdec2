"""What other rooms and the pages ask about declarations and signatures."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from cities import ordering
from cities.models import City, Membership, Role
from cities.viewer import ANY_MEMBER, Viewer
from common import clock
from declarations.models import (
    ACTIVE_LINES,
    AdoptionAct,
    Amendment,
    Basis,
    Consultation,
    Declaration,
    Event,
    Kind,
    Mandate,
    Objection,
    Preparation,
    Procedure,
    Signature,
    Statement,
    Support,
    Text,
    TextStatus,
)
from declarations.permissions import answers_for_a_city, is_second, speaks_for_a_city
from declarations.workflow import OPEN_TO_DECISIONS, AmendmentState, LineState, Outcome, Phase, State

COUNTED = (LineState.COUNTED, LineState.RECORDED)
# Never shown in public: what waits, what was withdrawn before it counted, what was an error
_PUBLIC = Q(state__in=COUNTED) | (
    Q(state=LineState.WITHDRAWN) & (Q(confirmation__isnull=False) | Q(event__kind=Kind.RECORDED))
)
_STOPS = {LineState.COUNTED: "running", LineState.RECORDED: "reported", LineState.WITHDRAWN: "stopped"}


@dataclass(frozen=True)
class Line:
    """One city on the wall of one declaration, as the public reads it."""

    declaration: Declaration
    city: City
    state: LineState
    version: int
    signed_on: date | None
    counted_on: date | None  # confirmed, or the day that the source gives
    withdrawn_on: date | None
    name: str  # of the person who signed; empty when not known or erased
    title: str
    by_delegation: bool
    from_paper: bool  # recorded by the secretariat from a document
    confirmed_by_city: bool  # of such a signature: whether the city itself has said yes
    statement: Statement  # a reservation or an interpretation, shown wherever the name is
    sequence: int
    hash: str

    @property
    def stop(self) -> str:
        """The drawing of its stop on the line."""
        return _STOPS[self.state]

    @property
    def counts(self) -> bool:
        return self.state in COUNTED

    @property
    def origin(self) -> str:
        """How a signature that the city did not make here came to the platform; empty for the others."""
        return from_paper_words(confirmed=self.confirmed_by_city) if self.from_paper else ""


def from_paper_words(*, confirmed: bool) -> str:
    """Return the honest words of a signature that the secretariat recorded."""
    if confirmed:
        return _("enregistrée par le secrétariat à partir d’un document papier, confirmée par la ville")
    return _("enregistrée par le secrétariat à partir d’un document papier")


def _line(signature: Signature) -> Line:
    signatory = getattr(signature.event, "signatory", None)
    zone = ZoneInfo(signature.city.time_zone)
    confirmed, withdrawal = signature.confirmation, signature.withdrawal
    return Line(
        declaration=signature.declaration,
        city=signature.city,
        state=LineState(signature.state),
        version=signature.version,
        signed_on=signature.signed_on,
        counted_on=confirmed.at.astimezone(zone).date() if confirmed else signature.signed_on,
        withdrawn_on=withdrawal.at.astimezone(zone).date() if withdrawal else None,
        name=signatory.name if signatory else "",
        title=signatory.title if signatory else "",
        by_delegation=signature.mandate is not None and signature.mandate.basis == Basis.DELEGATION,
        from_paper=signature.is_from_paper,
        confirmed_by_city=signature.is_from_paper and signature.is_confirmed_by_city,
        statement=signature.event.statement,
        sequence=signature.event.sequence,
        hash=signature.event.hash,
    )


def _public() -> QuerySet[Signature]:
    return Signature.objects.filter(_PUBLIC).select_related(
        "declaration", "city", "event", "event__signatory", "confirmation", "withdrawal", "mandate"
    )


def on_day(lines: Iterable[Line], on: date | None) -> list[Line]:
    """Return the wall as it stood at the end of a day: what counted then, and what was withdrawn by then."""
    if on is None:
        return list(lines)
    return [_then(line, on) for line in lines if line.counted_on is not None and line.counted_on <= on]


def _then(line: Line, on: date) -> Line:
    if line.withdrawn_on is None or line.withdrawn_on <= on:
        return line
    counted = LineState.RECORDED if line.version == 0 else LineState.COUNTED
    return replace(line, state=counted, withdrawn_on=None)


def signatures(declaration: Declaration, on: date | None = None) -> list[Line]:
    """Return the wall: signatures of the version in force and those recorded from a source, by name of city.

    A city that has signed since takes the place of what a source said of it. With a day: as it stood at its end.
    """
    rows = _public().filter(declaration=declaration, version__in=(0, declaration.version))
    lines = on_day([_line(row) for row in rows.order_by(f"city__{ordering.column()}", "id")], on)
    acted = {line.city.pk for line in lines if line.state == LineState.COUNTED}
    return [line for line in lines if line.state != LineState.RECORDED or line.city.pk not in acted]


def earlier_signatures(declaration: Declaration) -> list[Line]:
    """Return the signatures of versions that are no longer in force: they bind to their own text only."""
    rows = _public().filter(declaration=declaration, version__gt=0, version__lt=declaration.version)
    return [_line(row) for row in rows.order_by("-version", f"city__{ordering.column()}", "id")]


def signatures_of_city(city_id: int) -> list[Line]:
    """Return what a city has signed, newest first."""
    rows = _public().filter(city_id=city_id).order_by("-signed_on", "-id")
    return [_line(row) for row in rows]


def counts(declaration_ids: Iterable[int]) -> dict[int, int]:
    """Return the number of signatory cities of each declaration, for lists: one statement whatever their number."""
    rows = (
        Signature.objects.filter(declaration_id__in=list(declaration_ids), state__in=COUNTED)
        .filter(Q(version=0) | Q(version=F("declaration__version")))
        .values("declaration_id")
        .annotate(cities=Count("city_id", distinct=True))
        .values_list("declaration_id", "cities")
    )
    return dict(rows)


def count(declaration: Declaration) -> int:
    """Return the number of signatory cities of one declaration."""
    return counts([declaration.pk]).get(declaration.pk, 0)


def as_of(declaration: Declaration, lines: list[Line], today: date) -> date:
    """Return the day to write beside the count: today while it is open, else the last day something was signed."""
    days = [day for line in lines for day in (line.signed_on, line.withdrawn_on) if day]
    return today if declaration.is_open or not days else max(days)


def texts(declaration: Declaration) -> list[Text]:
    """Return the texts of the version in force, or of a draft the prepared ones; the authentic one first."""
    version = 1 if declaration.is_draft else declaration.version
    found = Text.objects.filter(declaration=declaration, version=version).order_by("language")
    return sorted(found, key=lambda text: (text.status != TextStatus.AUTHENTIC, text.language))


def _lines() -> QuerySet[Signature]:
    return Signature.objects.select_related(
        "declaration", "city", "event", "event__signatory", "confirmation", "withdrawal", "mandate__membership"
    )


def line_of(declaration: Declaration, city_id: int | None) -> Signature | None:
    """Return the last line of a city, whatever its state: for that city and the secretariat."""
    if city_id is None:
        return None
    return _lines().filter(declaration=declaration, city_id=city_id).order_by("-version", "-id").first()


def active_line(declaration: Declaration, city_id: int | None) -> Signature | None:
    """Return the signature in progress of a city on the text in force; what a source says is none."""
    if city_id is None or declaration.version == 0:
        return None
    rows = _lines().filter(declaration=declaration, version=declaration.version, city_id=city_id)
    return rows.filter(state__in=ACTIVE_LINES).first()


def to_sign(viewers: Collection[Viewer]) -> dict[Viewer, list[Event]]:
    """Return the openings that wait for each of those who sign for a city that has not: two statements for all."""
    signatories = [viewer for viewer in viewers if viewer.city_id is not None and viewer.can_sign]
    if not signatories:
        return {}
    opened = Event.objects.filter(kind=Kind.OPENED, declaration__in=Declaration.objects.visible_to(ANY_MEMBER))
    opened = opened.filter(declaration__state=State.OPEN).select_related("declaration")
    last = list(opened.order_by("declaration_id", "-sequence").distinct("declaration_id"))
    lines = Signature.objects.filter(declaration__in=[one.declaration_id for one in last], state__in=ACTIVE_LINES)
    lines = lines.filter(version=F("declaration__version"), city__in={one.city_id for one in signatories})
    signed = set(lines.values_list("declaration_id", "city_id")) if last else set()
    return {who: [one for one in last if (one.declaration_id, who.city_id) not in signed] for who in signatories}


def prepared(declaration: Declaration, city_id: int | None) -> Statement:
    """Return what the city prepared to declare beside its signature of the version in force."""
    made = preparation(declaration, city_id)
    if made is None or not declaration.reservations_allowed:
        return Statement()
    return Statement(made.reservation, made.reservation_on, made.interpretation)


def preparation(declaration: Declaration, city_id: int | None) -> Preparation | None:
    """Return what an editor made ready for the person who signs."""
    rows = Preparation.objects.filter(declaration=declaration, version=declaration.version, city_id=city_id or 0)
    return rows.select_related("prepared_by").first()


def supports(declaration: Declaration) -> list[Support]:
    """Return the cities that support a declaration without having signed it in time."""
    return list(Support.objects.filter(declaration=declaration).select_related("city"))


def is_supported_by(declaration: Declaration, city_id: int | None) -> bool:
    """Say whether a city supports a declaration already."""
    return Support.objects.filter(declaration=declaration, city_id=city_id or 0).exists()


def mandates_over(last_day: date) -> list[int]:
    """Return the mandates that may be over by a day, or whose holder left, and whose city was not asked yet."""
    over = Q(ends_on__lt=last_day) | Q(membership__ended_at__isnull=False)
    useful = Q(basis=Basis.HEAD) | Q(declaration__state=State.OPEN)
    rows = Mandate.objects.filter(over & useful, successor_asked_at__isnull=True, refused_at__isnull=True)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def mandates_to_check() -> QuerySet[Mandate]:
    """Return the mandates that wait for the secretariat: delegations, and what people say of their own."""
    waiting = Mandate.objects.filter(checked_at__isnull=True, refused_at__isnull=True)
    waiting = waiting.filter(Q(basis=Basis.DELEGATION) | Q(stated_by=F("membership__user")))
    return waiting.select_related("membership__city", "membership__user", "declaration").order_by("stated_at")


def text_of(signature: Signature) -> Text | None:
    """Return the authentic text that a signature binds to; None when it is not known."""
    return Text.objects.filter(
        declaration=signature.declaration_id, version=signature.version, status=TextStatus.AUTHENTIC
    ).first()


def pending_lines(declaration: Declaration, viewer: Viewer) -> list[Signature]:
    """Return the signatures not yet confirmed that this viewer may read of: their own city's, or all."""
    rows = _lines().filter(declaration=declaration, state=LineState.PENDING)
    if not viewer.is_secretariat:
        rows = rows.filter(city_id=viewer.city_id) if viewer.city_id else rows.none()
    return list(rows.order_by("event__at"))


def people_who_answer(city_id: int | None = None) -> QuerySet[User]:
    """Return those who answer for a member city, or for this one: its coordination, and whoever signs for it."""
    people = Membership.objects.current().filter(Q(role=Role.COORDINATOR) | Q(can_sign=True))
    if city_id is not None:
        people = people.filter(city_id=city_id)
    return User.objects.filter(pk__in=people.values("user_id")).order_by("pk")


def former_signatories(declaration: Declaration) -> list[City]:
    """Return the cities whose signature stands on a version that is no longer in force, and not on this one."""
    lines = Signature.objects.filter(declaration=declaration, state__in=ACTIVE_LINES)
    former = lines.filter(version__gt=0, version__lt=declaration.version).values("city_id")
    again = lines.filter(version=declaration.version).values("city_id")
    return list(City.objects.filter(pk__in=former).exclude(pk__in=again))


def act_of(declaration: Declaration) -> AdoptionAct | None:
    """Return the act that adopted the version in force; None for what was only recorded from a source."""
    return AdoptionAct.objects.filter(declaration=declaration, version=declaration.version).first()


def in_preparation(viewer: Viewer) -> list[Declaration]:
    """Return the declarations whose next version is being prepared, for those who may read it."""
    rows = Declaration.objects.prepared_for(viewer)
    coming = Text.objects.filter(declaration=OuterRef("pk"), version=F("declaration__version") + 1)
    return list(rows.exclude(phase=Phase.WRITING).filter(Exists(coming)))


def phases_running() -> frozenset[str]:
    """Return which phases with a term some declaration is in: mostly none, and then nothing more is asked."""
    with_a_term = Declaration.unguarded.filter(phase__in=(Phase.CONSULTATION, Phase.PROCEDURE))
    return frozenset(with_a_term.values_list("phase", flat=True))


def procedures_to_answer(viewers: Collection[Viewer]) -> dict[Viewer, list[Procedure]]:
    """Return the written procedures that ask the city each acts for, and to which it did not object."""
    answering = [viewer for viewer in viewers if answers_for_a_city(viewer)]
    if not answering:
        return {}
    cities, now = {viewer.city_id for viewer in answering}, clock.now()
    rows = Procedure.objects.filter(outcome=Outcome.RUNNING)
    running = [one for one in rows.select_related("declaration") if now < one.ends_at]
    asked = set(rows.filter(members__in=cities).values_list("pk", "members"))
    objections = Objection.objects.filter(procedure__in=running, city__in=cities, withdrawn_at__isnull=True)
    left = asked - set(objections.values_list("procedure_id", "city_id"))
    return {who: [one for one in running if (one.pk, who.city_id) in left] for who in answering}


def consultations_running(viewers: Collection[Viewer]) -> dict[Viewer, list[Consultation]]:
    """Return the consultations in which each may propose amendments for their city now."""
    speaking = [viewer for viewer in viewers if speaks_for_a_city(viewer)]
    if not speaking:
        return {}
    rows = Consultation.objects.filter(ended_at__isnull=True).select_related("declaration").order_by("ends_on")
    now = clock.now()
    running = [one for one in rows if one.is_running(now)]
    return dict.fromkeys(speaking, running)


def amendments_to_decide() -> QuerySet[Amendment]:
    """Return the amendments that wait for the secretariat."""
    rows = Amendment.objects.filter(state=AmendmentState.PROPOSED, declaration__phase__in=OPEN_TO_DECISIONS)
    return rows.select_related("declaration", "city").order_by("proposed_at")


def waiting_for(viewer: Viewer) -> QuerySet[Signature]:
    """Return the signatures that this viewer can confirm: of the city acted for, or all; never one's own."""
    if viewer.is_secretariat:
        return _unconfirmed().exclude(signed_by_id=viewer.user_id).exclude(recorded_by_id=viewer.user_id)
    found = to_confirm([viewer]).get(viewer, [])
    return _unconfirmed().filter(pk__in=[row.pk for row in found]) if found else _unconfirmed().none()


def to_confirm(viewers: Collection[Viewer]) -> dict[Viewer, list[Signature]]:
    """Return the signatures that each can confirm for the city acted for; two statements more for each that waits."""
    able = [one for one in viewers if one.is_secretariat or one.coordinates or one.can_sign]
    cities = {viewer.city_id for viewer in able} - {None}
    rows = list(_unconfirmed().filter(city__in=cities).select_related("mandate")) if cities else []
    return {who: [row for row in rows if row.city_id == who.city_id and is_second(who, row)] for who in able}


def _unconfirmed() -> QuerySet[Signature]:
    rows = Signature.objects.filter(state=LineState.PENDING).select_related("declaration", "city", "event")
    return rows.exclude(declaration__state=State.ARCHIVED).order_by("event__at")
