"""Cities as readers see them. Whether a city was struck, or what a source says of its standing, is never shown."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cities import ordering, queries
from cities.countries import country_name
from cities.models import City
from cities.viewer import Viewer
from common.text import clean, fold
from declarations.queries import Line, signatures_of_city
from practices.lineage import Taken, adoptions_of
from practices.models import IndexEntry
from practices.permissions import can_ask_exchange
from practices.views.cards import Card, cards

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class CityLine:
    """One line of the list."""

    city: City
    records: int
    is_member: bool


@dataclass(frozen=True)
class Choice:
    """A country, and how many cities it has in the list."""

    code: str
    name: str
    count: int


@dataclass(frozen=True)
class Found:
    """The list that answers what was asked."""

    lines: list[CityLine]
    total: int
    words: str
    country: str
    signatories: bool
    members: bool
    countries: list[Choice]

    @property
    def narrowed(self) -> bool:
        """Something was asked."""
        return bool(self.words or self.country or self.signatories or self.members)


def find(viewer: Viewer, asked: QueryDict) -> Found:
    """Return the cities that answer; three statements whatever their number."""
    words = clean(asked.get("q", ""))[:LONGEST_SEARCH]
    country, signatories, members = (
        asked.get("country", ""),
        asked.get("signatory") == "2016",
        asked.get("member") == "1",
    )
    everywhere = list(City.objects.order_by(ordering.column(), "id"))
    of_members = queries.member_city_ids()
    records = _records(viewer)
    kept = [
        CityLine(city, records.get(city.pk, 0), city.pk in of_members)
        for city in everywhere
        if (not country or str(city.country) == country)
        and (not signatories or city.signatory_2016)
        and (not members or city.pk in of_members)
        and _answers(city, fold(words))
    ]
    return Found(kept, len(everywhere), words, country, signatories, members, _countries(everywhere))


def _answers(city: City, words: str) -> bool:
    names = fold(f"{city.name_fr} {city.name_en} {city.name_ar}")
    return all(word in names for word in words.split())


def _records(viewer: Viewer) -> dict[int, int]:
    rows = IndexEntry.objects.in_scope(viewer.scope).order_by().values("city_id").annotate(count=Count("id"))
    return dict(rows.values_list("city_id", "count"))


def _countries(cities: list[City]) -> list[Choice]:
    counts = Counter(str(city.country) for city in cities)
    rows = [Choice(code, country_name(code), count) for code, count in counts.items()]
    return sorted(rows, key=lambda row: fold(row.name))


@dataclass(frozen=True)
class Portrait:
    """A city's page as one viewer reads it."""

    city: City
    is_member: bool
    cards: list[Card]
    taken: list[Taken]  # practices of other cities
    lines: list[Line]
    languages: str
    can_manage: bool
    can_ask: bool


def portrait(viewer: Viewer, city: City) -> Portrait:
    """Return a city, its practices in the reader's scope, and what it has signed."""
    entries = IndexEntry.objects.in_scope(viewer.scope).for_cards().filter(city=city)
    return Portrait(
        city=city,
        is_member=city.memberships.current().exists(),
        cards=cards(entries.order_by("-fresh_at", "-id")),
        taken=adoptions_of(viewer, city),
        lines=signatures_of_city(city.pk),
        languages=_languages(city),
        can_manage=viewer.coordinates and viewer.city_id == city.pk,
        can_ask=can_ask_exchange(viewer, city.pk),
    )


# The languages in which the cities of the list work
_LANGUAGE_NAMES = {
    "ar": _("arabe"),
    "ber": _("amazighe"),
    "bg": _("bulgare"),
    "bi": _("bichelamar"),
    "crs": _("créole seychellois"),
    "da": _("danois"),
    "de": _("allemand"),
    "en": _("anglais"),
    "fr": _("français"),
    "ha": _("haoussa"),
    "ht": _("créole haïtien"),
    "hy": _("arménien"),
    "it": _("italien"),
    "km": _("khmer"),
    "lb": _("luxembourgeois"),
    "lo": _("lao"),
    "mfe": _("créole mauricien"),
    "mg": _("malgache"),
    "nl": _("néerlandais"),
    "pt": _("portugais"),
    "rn": _("kirundi"),
    "ro": _("roumain"),
    "rw": _("kinyarwanda"),
    "sg": _("sango"),
    "sw": _("swahili"),
    "ty": _("tahitien"),
    "vi": _("vietnamien"),
    "zdj": _("comorien"),
}


def _languages(city: City) -> str:
    """Return the working languages in words; a code that we cannot name stays a code."""
    separator = "، " if (get_language() or "").startswith("ar") else ", "
    return separator.join(str(_LANGUAGE_NAMES.get(code, code)) for code in city.working_languages)
