"""Where a practice comes from and which cities took it up, as one viewer reads it: the line and its stops."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from cities.models import City
from cities.viewer import Viewer
from common.audience import Audience
from practices import permissions
from practices.models import ACTIVE, Adoption, AdoptionAnswer, AdoptionState, IndexEntry, Practice
from practices.models.adoption import ORDER
from practices.record import RecordView
from practices.record.display import partial_date

REPORTED = "reported"  # told by the record or its sources, not by the city itself


@dataclass(frozen=True)
class Stop:
    """A city on the line. The words are empty for who may not read them; ``grown`` likewise."""

    name: str
    slug: str
    state: str  # a state of AdoptionState, or REPORTED
    since: str = ""
    note: str = ""  # of a reported one
    spoken: str = ""  # the attributes of an element that holds the note
    adoption: Adoption | None = None
    changed: str = ""
    why: str = ""
    result: str = ""
    locked: bool = False
    grown: IndexEntry | None = None
    answer: AdoptionAnswer | None = None
    steps: list[tuple[AdoptionState, str]] = field(default_factory=list)  # the states before this one
    can_answer: bool = False

    @property
    def words(self) -> str:
        """The state in words."""
        return str(AdoptionState(self.state).label) if self.state != REPORTED else ""

    @property
    def has_words(self) -> bool:
        return bool(self.changed or self.why or self.result)


@dataclass(frozen=True)
class Lineage:
    """The line of a practice: where it comes from, then its stops, what runs first."""

    parent: IndexEntry | None
    stops: list[Stop]
    inspired: list[IndexEntry]  # practices that other cities started from this one, beside those of its adoptions
    own: Adoption | None  # what the city acted for has declared
    can_adopt: bool

    @property
    def adopted(self) -> int:
        """How many cities say that they run it or try it now."""
        return sum(stop.state in ACTIVE for stop in self.stops)

    @property
    def reported(self) -> int:
        return sum(stop.state == REPORTED for stop in self.stops)

    @property
    def some_locked(self) -> bool:
        return any(stop.locked for stop in self.stops)


def of_practice(practice: Practice, shown: RecordView, viewer: Viewer) -> Lineage:
    """Return the line of a practice; four statements at most, whatever the number of cities."""
    adoptions = _adoptions(practice, viewer)
    grown = {adoption.grown_into_id for adoption in adoptions} | {practice.inspired_by_id}
    entries = readable_entries(viewer, grown, inspired_by=practice if practice.around.started else None)
    declared = [_declared(adoption, viewer, entries) for adoption in adoptions]
    known = {stop.slug for stop in declared}
    return Lineage(
        parent=entries.get(practice.inspired_by_id or 0),
        stops=[*declared, *(stop for stop in _reported(shown) if stop.slug not in known)],
        inspired=[entry for pk, entry in entries.items() if pk not in grown],
        own=next((adoption for adoption in adoptions if adoption.city_id == viewer.city_id), None),
        can_adopt=viewer.can_write and viewer.city_id != practice.city_id and practice.is_readable,
    )


def _adoptions(practice: Practice, viewer: Viewer) -> list[Adoption]:
    """Return what cities declare of a practice that the viewer has opened: what runs first, then the oldest first."""
    if not practice.around.adoptions:
        return []
    rows = Adoption.objects.visible_to(viewer).filter(practice=practice).select_related("city", "answer__city")
    found = list(rows.prefetch_related("steps").order_by("created_at", "id"))
    for adoption in found:
        adoption.practice = practice
    return sorted(found, key=lambda adoption: ORDER.index(AdoptionState(adoption.state)))


def readable_entries(
    viewer: Viewer, practice_ids: Iterable[int | None], *, inspired_by: Practice | None = None
) -> dict[int, IndexEntry]:
    """Return those among these practices, and those started from another, that lists would show to the viewer."""
    wanted = {pk for pk in practice_ids if pk is not None}
    if not wanted and inspired_by is None:
        return {}
    rule = Q(practice_id__in=wanted)
    if inspired_by is not None:
        rule |= Q(practice__inspired_by=inspired_by)
    rows = IndexEntry.objects.visible_to(viewer).filter(rule).select_related("city").defer("vector")
    return {entry.practice_id: entry for entry in rows}


def _declared(adoption: Adoption, viewer: Viewer, entries: dict[int, IndexEntry]) -> Stop:
    reads = viewer.may_read(Audience(adoption.audience), city_id=adoption.city_id)
    answer = getattr(adoption, "answer", None)
    reads_answers = viewer.is_secretariat or viewer.scope == Audience.MEMBERS
    earlier = list(adoption.steps.all())[:-1]
    return Stop(
        name=adoption.city.name,
        slug=adoption.city.slug,
        state=adoption.state,
        since=partial_date(adoption.since),
        adoption=adoption,
        changed=adoption.changed if reads else "",
        why=adoption.why if reads else "",
        result=adoption.result if reads else "",
        locked=not reads,
        grown=entries.get(adoption.grown_into_id or 0),
        answer=answer if reads_answers else None,
        steps=[(AdoptionState(step.state), partial_date(step.since)) for step in earlier],
        can_answer=permissions.can_answer_adoption(viewer, adoption),
    )


def _reported(shown: RecordView) -> list[Stop]:
    transfers = shown.fields["transfers"]
    names = transfers.city_names
    return [
        Stop(
            name=names.get(row.get("city_ref", ""), row.get("city_ref", "")),
            slug=row.get("city_ref", ""),
            state=REPORTED,
            note=", ".join(str(part) for part in (row.get("year"), row.get("note")) if part),
            spoken=transfers.spoken_cell(row.get("note", "")),
        )
        for row in transfers.value
    ]


@dataclass(frozen=True)
class Taken:
    """A practice of another city that this one took up."""

    entry: IndexEntry
    stop: Stop


def adoptions_of(viewer: Viewer, city: City) -> list[Taken]:
    """Return what a city says it took up, as far as the viewer's lists show those practices: what runs first."""
    rows = Adoption.objects.visible_to(viewer).filter(city=city).select_related("practice", "city", "answer__city")
    adoptions = list(rows.prefetch_related("steps").order_by("-saved_at", "-id"))
    entries = readable_entries(viewer, (pk for one in adoptions for pk in (one.practice_id, one.grown_into_id)))
    return [
        Taken(entries[adoption.practice_id], _declared(adoption, viewer, entries))
        for adoption in sorted(adoptions, key=lambda one: ORDER.index(AdoptionState(one.state)))
        if adoption.practice_id in entries
    ]
