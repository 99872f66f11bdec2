"""The counts of the statistics page: what the public reads, without what is fictitious."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Func, Q, Sum
from django.utils.translation import gettext as _

from cities import queries
from cities.countries import country_name
from cities.models import City
from cities.viewer import STRANGER
from common import clock
from common.audience import Audience
from common.text import fold
from declarations import queries as declarations
from declarations.models import Declaration
from pages.bars import Bar, bars
from practices import vocabulary
from practices.lineage import REPORTED
from practices.models import IndexEntry, Origin
from practices.models.index import IndexQuerySet
from practices.views.cards import line_of

WIDEST = 160  # pixels: the column of a chart on its own page


@dataclass(frozen=True)
class Chart:
    """A family of counts: the drawing and the table say the same."""

    key: str
    title: str
    column: str
    note: str
    rows: list[Bar]
    filter: str  # the parameter of the list that shows the records behind a row


@dataclass(frozen=True)
class Signed:
    """A declaration and how many cities have signed it."""

    declaration: Declaration
    count: int


@dataclass(frozen=True)
class Figures:
    """Everything the page says, on the day it says it."""

    day: date
    records: int
    confirmed: int
    countries: int
    cities_with_records: int
    cities: int
    members: int
    adoptions: int
    reported_adoptions: int
    lineages: int
    signed: list[Signed]
    charts: list[Chart]

    @property
    def widest(self) -> int:
        """The width of a full bar."""
        return WIDEST

    @property
    def from_sources(self) -> int:
        return self.records - self.confirmed


def read() -> Figures:
    """Count; the number of statements does not depend on the number of records."""
    entries = _entries()
    whole = entries.aggregate(
        records=Count("id"),
        confirmed=Count("id", filter=~Q(origin=Origin.PUBLIC_SOURCES)),
        countries=Count("country", distinct=True),
        cities=Count("city_id", distinct=True),
        adoptions=Sum("adoptions"),
        lineages=Count("id", filter=Q(practice__inspired_by__isnull=False)),
    )
    return Figures(
        day=clock.now().date(),
        records=whole["records"],
        confirmed=whole["confirmed"],
        countries=whole["countries"],
        cities_with_records=whole["cities"],
        cities=City.objects.count(),
        members=len(queries.member_city_ids()),
        adoptions=whole["adoptions"] or 0,
        reported_adoptions=_reported(),
        lineages=whole["lineages"],
        signed=_signed(),
        charts=[
            _terms("domain", "practice_domain", "practice_domains", _("Par domaine d’action"), _("Domaine d’action")),
            _terms("level", "prevention_level", "prevention_levels", _("Par niveau de prévention"), _("Niveau")),
            _countries(),
            _words("evidence", "evidence_level", _("Par niveau de preuve"), _("Niveau de preuve")),
            _words("status", "programme_status", _("Par état du programme"), _("État")),
        ],
    )


def _reported() -> int:
    """Count the cities that records name and that have declared nothing: each stop is counted once."""
    rows = _entries().exclude(transfers=[]).only("transfers", "adopters")
    return sum(state == REPORTED for entry in rows for _slug, state in line_of(entry))


def _entries() -> IndexQuerySet:
    return IndexEntry.objects.in_scope(Audience.PUBLIC).filter(illustrative=False)


def _terms(name: str, terms: str, column: str, title: str, heading: str) -> Chart:
    """Count the values of a list: a record may count under several."""
    rows = _entries().order_by().annotate(value=Func(F(column), function="unnest")).values("value")
    counts = dict(rows.annotate(count=Count("id")).values_list("value", "count"))
    lines = [(slug, label, counts.get(slug, 0)) for slug, label in vocabulary.choices(terms)]
    note = _("Une fiche peut compter dans plusieurs lignes.")
    return Chart(name, title, heading, note, bars(lines, full=WIDEST, keep_order=name == "level"), name)


def _words(name: str, column: str, title: str, heading: str) -> Chart:
    rows = _entries().order_by().values(column).annotate(count=Count("id")).values_list(column, "count")
    counts = dict(rows)
    lines = [(slug, label, counts.get(slug, 0)) for slug, label in vocabulary.choices(column)]
    if counts.get(""):
        lines.append(("", _("Inconnu"), counts[""]))
    note = _("Un niveau bas dit ce que l’on sait, non ce que vaut l’action.") if name == "evidence" else ""
    return Chart(name, title, heading, note, bars(lines, full=WIDEST, keep_order=True), name)


def _countries() -> Chart:
    rows = _entries().order_by().values("country").annotate(count=Count("id")).values_list("country", "count")
    lines = sorted(((code, country_name(code), count) for code, count in rows), key=lambda row: fold(row[1]))
    note = _("Ce que les sources publiques décrivent, non ce que font les pays : ce n’est pas un classement.")
    return Chart("country", _("Par pays"), _("Pays"), note, bars(lines, full=WIDEST, keep_order=True), "country")


def _signed() -> list[Signed]:
    shown = list(Declaration.objects.visible_to(STRANGER).filter(is_fictitious=False))
    counts = declarations.counts(one.pk for one in shown)
    return [Signed(one, counts.get(one.pk, 0)) for one in shown]
