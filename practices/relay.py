"""The requests for an exchange as one viewer reads them, and how long cities take to answer, for the secretariat."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, Q, QuerySet

from cities.models import City
from cities.viewer import Viewer
from practices import lineage, permissions
from practices.models import ContactRequest, ContactState, IndexEntry

SHOWN = 50
ANSWERED = (ContactState.ACCEPTED, ContactState.DECLINED)


@dataclass(frozen=True)
class Exchange:
    """A request as the viewer reads it: cities and words, never a person."""

    request: ContactRequest
    entry: IndexEntry | None  # the practice that it is about, where the viewer's lists show it
    is_received: bool
    may_answer: bool
    may_take_back: bool

    @property
    def other(self) -> City:
        """The city on the other side."""
        return self.request.from_city if self.is_received else self.request.to_city


def exchanges(viewer: Viewer) -> list[Exchange]:
    """Return the requests that one's city sent and received, the latest first."""
    return _read(viewer, _rows(viewer)[:SHOWN])


def exchange(viewer: Viewer, pk: int) -> Exchange | None:
    """Return one of them, or None."""
    return next(iter(_read(viewer, _rows(viewer).filter(pk=pk))), None)


def _rows(viewer: Viewer) -> "QuerySet[ContactRequest]":
    return ContactRequest.objects.visible_to(viewer).select_related("from_city", "to_city")


def _read(viewer: Viewer, rows: "QuerySet[ContactRequest]") -> list[Exchange]:
    found = list(rows)
    entries = lineage.readable_entries(viewer, (one.practice_id for one in found))
    return [
        Exchange(
            request=one,
            entry=entries.get(one.practice_id or 0),
            is_received=one.to_city_id == viewer.city_id,
            may_answer=permissions.may_contact(viewer, "accept", one),
            may_take_back=permissions.may_contact(viewer, "take_back", one),
        )
        for one in found
    ]


# --- For the secretariat ---


class Median(Aggregate):
    """The middle value: half of them are shorter."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Delay:
    """How long answers take: of one city, or of all of them together when there is none."""

    city: City | None
    answered: int
    waiting: int
    unanswered: int  # closed in silence
    median: timedelta | None

    @property
    def days(self) -> int:
        return self.median.days if self.median else 0

    @property
    def hours(self) -> int:
        return int(self.median.total_seconds() // 3600) if self.median else 0


_COUNTS: dict[str, Any] = {
    "answered": Count("id", filter=Q(state__in=ANSWERED)),
    "waiting": Count("id", filter=Q(state=ContactState.WAITING)),
    "unanswered": Count("id", filter=Q(state=ContactState.EXPIRED)),
    "median": Median(F("answered_at") - F("created_at")),
}


def delays(viewer: Viewer) -> tuple[Delay, list[Delay]]:
    """Return the delay of all cities, then of each that was asked, the slowest first; for the secretariat alone."""
    if not viewer.is_secretariat:
        return Delay(None, 0, 0, 0, None), []
    rows = ContactRequest.unguarded.order_by()
    whole = Delay(city=None, **rows.aggregate(**_COUNTS))
    cities = City.objects.in_bulk(rows.values_list("to_city_id", flat=True).distinct())
    counted: list[dict[str, Any]] = [dict(row) for row in rows.values("to_city_id").annotate(**_COUNTS)]
    each = [Delay(city=cities[row["to_city_id"]], **{key: row[key] for key in _COUNTS}) for row in counted]
    return whole, sorted(each, key=lambda one: one.median or timedelta(), reverse=True)
