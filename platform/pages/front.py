"""What the home page shows: true counts, the newest records, one practice that travels."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Func, IntegerField, Q

from cities.models import City
from cities.viewer import STRANGER, Viewer
from declarations import queries as declarations
from declarations.models import Declaration
from pages.bars import Bar, bars
from practices import search, vocabulary
from practices.lineage import REPORTED
from practices.models import AdoptionState, IndexEntry, Origin
from practices.views.cards import CardStop, cards

NEWEST = 3
CITIES_SHOWN = 6
STOPS_SHOWN = 4


@dataclass(frozen=True)
class CityCount:
    """A city and the number of its records."""

    city: City
    count: int


@dataclass(frozen=True)
class Journey:
    """A practice that other cities took up: as they say themselves, or as its record reports."""

    entry: IndexEntry
    stops: list[CardStop]

    @property
    def reported(self) -> bool:
        """Some cities have not confirmed it themselves."""
        return any(stop.state == REPORTED for stop in self.stops)


@dataclass(frozen=True)
class Front:
    """The home page, read in a number of statements that never grows."""

    total: int
    city_count: int
    country_count: int
    from_sources: int
    domains: list[Bar]
    cities: list[CityCount]
    newest: list[IndexEntry]
    journey: Journey | None
    declaration: Declaration | None
    signatures: int


def read(viewer: Viewer) -> Front:
    """Return the home page as this viewer reads it."""
    counts = search.count(viewer.scope, search.Query())
    declaration = _declaration()
    return Front(
        total=counts.get("", {}).get("", 0),
        city_count=len(counts["city"]),
        country_count=len(counts["country"]),
        from_sources=counts["origin"].get(Origin.PUBLIC_SOURCES, 0),
        domains=bars(_labelled(counts["domain"])),
        cities=_cities(counts["city"]),
        newest=list(
            IndexEntry.objects.in_scope(viewer.scope)
            .filter(illustrative=False)
            .select_related("city")
            .defer("vector")
            .order_by("-fresh_at", "-id")[:NEWEST]
        ),
        journey=_journey(viewer),
        declaration=declaration,
        signatures=declarations.count(declaration) if declaration else 0,
    )


def _labelled(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    return [(slug, label, counts[slug]) for slug, label in vocabulary.choices("practice_domain") if slug in counts]


def _cities(counts: Mapping[str, int]) -> list[CityCount]:
    most = sorted(counts, key=lambda slug: (-counts[slug], slug))[:CITIES_SHOWN]
    found = {city.slug: city for city in City.objects.filter(slug__in=most)}
    return [CityCount(found[slug], counts[slug]) for slug in most if slug in found]


def _declaration() -> Declaration | None:
    return Declaration.objects.visible_to(STRANGER).filter(is_fictitious=False).first()


def _journey(viewer: Viewer) -> Journey | None:
    """Return the practice that most cities say they took up; where none does, that names the most of them."""
    length: Func = Func(F("transfers"), function="cardinality", output_field=IntegerField())
    travelled = IndexEntry.objects.in_scope(viewer.scope).filter(illustrative=False).annotate(length=length)
    known = travelled.filter(Q(adoptions__gt=0) | Q(length__gt=0)).select_related("city").defer("vector")
    entry = known.order_by("-adoptions", "-length", "id").first()
    if entry is None:
        return None
    taken = [stop for stop in cards([entry])[0].stops if stop.state != AdoptionState.CONSIDERING]
    return Journey(entry, taken[:STOPS_SHOWN])
