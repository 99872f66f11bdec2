"""The list and the search: one page of entries, and how many there are beside each filter.

``find(scope, Query(...)) -> Found``. Two statements, whatever the number of records: one counts everything in one pass,
the other brings the page with its cities. Only ``IndexEntry`` is read, in the reader's scope: nothing hidden counts.
Within one filter the values add up (any of them); between filters they narrow. The count beside a value is the number
of records there would be with that value alone in its filter and the other filters as they are.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import F, Q
from psycopg import sql

from common.audience import Audience
from common.text import clean
from practices.models import IndexEntry
from practices.models.index import IndexQuerySet

PAGE_SIZE = 20
# Long columns that no list shows
_NOT_SHOWN = ("vector", "city__population_note", "city__population_source", "city__aimf_evidence")
LONGEST_QUERY = 200
Sort = Literal["relevance", "recent", "evidence"]
SORTS: tuple[Sort, ...] = ("relevance", "recent", "evidence")


@dataclass(frozen=True)
class Facet:
    """A filter: its name in addresses, its column, and where its words are."""

    name: str
    column: str
    is_array: bool = False
    vocabulary: str = ""


FACETS: dict[str, Facet] = {
    facet.name: facet
    for facet in (
        Facet("domain", "practice_domains", is_array=True, vocabulary="practice_domain"),
        Facet("level", "prevention_levels", is_array=True, vocabulary="prevention_level"),
        Facet("theme", "themes", is_array=True, vocabulary="theme"),
        Facet("group", "target_groups", is_array=True, vocabulary="target_group"),
        Facet("method", "methods", is_array=True, vocabulary="method"),
        Facet("status", "programme_status", vocabulary="programme_status"),
        Facet("evidence", "evidence_level", vocabulary="evidence_level"),
        Facet("police", "police_link", vocabulary="police_link"),
        Facet("country", "country"),
        Facet("city", "city_slug"),
        Facet("language", "language"),
        Facet("origin", "origin"),
    )
}


@dataclass(frozen=True)
class Query:
    """What a reader asks: words, values by filter, a page and an order."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page: int = 1
    sort: Sort | None = None  # None: by relevance when there are words, else the most recent first

    @classmethod
    def from_parameters(cls, get: Mapping[str, Any]) -> "Query":
        """Read the parameters of an address: ``q``, the filters by name (repeated or not), ``page``, ``sort``."""

        def several(name: str) -> tuple[str, ...]:
            values = get.getlist(name) if hasattr(get, "getlist") else get.get(name, ())
            given: Iterable[object] = [values] if isinstance(values, str) else values
            cleaned = (clean(str(value))[:100] for value in given)
            return tuple(dict.fromkeys(value for value in cleaned if value))[:50]

        page = str(get.get("page", "1"))
        sort = next((known for known in SORTS if known == get.get("sort")), None)
        return cls(
            text=clean(str(get.get("q", "")))[:LONGEST_QUERY],
            filters={name: values for name in FACETS if (values := several(name))},
            page=min(int(page), 100_000) if page.isascii() and page.isdigit() and len(page) < 10 else 1,
            sort=sort,
        )

    @property
    def order(self) -> Sort:
        """The order that is applied."""
        if self.sort == "relevance" and not self.text:
            return "recent"
        return self.sort or ("relevance" if self.text else "recent")


@dataclass(frozen=True)
class Found:
    """A page of entries, with their cities, and the counts by filter and value."""

    entries: list[IndexEntry]
    total: int
    page: int
    pages: int
    counts: dict[str, dict[str, int]]
    order: Sort

    @property
    def has_next(self) -> bool:
        return self.page < self.pages

    @property
    def has_previous(self) -> bool:
        return self.page > 1


def find(scope: Audience, query: Query, page_size: int = PAGE_SIZE) -> Found:
    """Return what a reader of this scope finds. Never fails on what was typed."""
    counts = count(scope, query)
    total = counts.pop("", {}).get("", 0)
    pages = max(1, -(-total // page_size))
    page = min(max(1, query.page), pages)
    entries: list[IndexEntry] = []
    if total:
        start = (page - 1) * page_size
        entries = list(ordered(scope, query).select_related("city").defer(*_NOT_SHOWN)[start : start + page_size])
    return Found(entries, total, page, pages, counts, query.order)


def matching(scope: Audience, query: Query) -> IndexQuerySet:
    """Return every entry that answers, in no order: for exports and the API."""
    found = IndexEntry.objects.in_scope(scope)
    for name, values in query.filters.items():
        facet = FACETS[name]
        found = found.filter(
            **{f"{facet.column}__overlap": list(values)} if facet.is_array else {f"{facet.column}__in": values}
        )
    return found.filter(_words(query.text)) if query.text else found


def ordered(scope: Audience, query: Query) -> IndexQuerySet:
    """Return every entry that answers, in the order asked for."""
    found = matching(scope, query)
    if query.order == "relevance":
        rank = SearchRank(F("vector"), Words(split(query.text)[0]))
        return found.order_by(rank.desc(), "-fresh_at", "-id")
    if query.order == "evidence":
        return found.order_by("-evidence_rank", "-fresh_at", "-id")
    return found.order_by("-fresh_at", "-id")


# --- Words ---


def split(text: str) -> tuple[str, str]:
    """Return what must be found and what must not: each is made of two forms, and a refusal must refuse both."""
    pieces = re.findall(r'-?"[^"]*"|\S+', text)
    wanted = [piece for piece in pieces if not piece.startswith("-")]
    refused = [piece[1:] for piece in pieces if piece.startswith("-") and len(piece) > 1]
    return " ".join(wanted), " or ".join(refused)


class Words(SearchQuery):
    """What a reader typed, as PostgreSQL reads it: the OR of its forms in the three languages."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.function = "practices_query"


def _words(text: str) -> Q:
    wanted, refused = split(text)
    rule = Q()
    if wanted:
        rule &= Q(vector=Words(wanted))
    if refused:
        rule &= ~Q(vector=Words(refused))
    return rule


# --- Counts ---


def count(scope: Audience, query: Query) -> dict[str, dict[str, int]]:
    """Return {filter: {value: count}} and, under "", the total: one statement, one pass over what the words find."""
    given = {name: list(values) for name, values in query.filters.items()}
    wanted, refused = split(query.text)
    parameters: list[Any] = [*given.values(), str(scope), *filter(None, (wanted, refused))]
    counts: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    with connection.cursor() as cursor:
        cursor.execute(_statement(tuple(given), bool(wanted), bool(refused)), parameters)
        for name, value, number in cursor.fetchall():
            counts.setdefault(name, {})[value] = number
    return counts


@lru_cache(maxsize=512)
def _statement(given: tuple[str, ...], wants: bool, refuses: bool) -> str:
    """Return the statement for these filters; its parameters are the filters' values, the scope, the words."""
    tests = [sql.Identifier(facet.column) for facet in FACETS.values()]
    flags = [_flag(FACETS[name]) for name in given]
    where = [sql.SQL("scope = %s")]
    if wants:
        where.append(sql.SQL("vector @@ practices_query(%s)"))
    if refuses:
        where.append(sql.SQL("NOT vector @@ practices_query(%s)"))
    one = sql.SQL("SELECT {name}, value, count(*) FROM base, LATERAL {values} AS v(value) {rule} GROUP BY value")
    selects = [
        one.format(name=sql.Literal(name), values=_values(facet), rule=_rule(given, but=name))
        for name, facet in FACETS.items()
    ]
    selects.append(sql.SQL("SELECT '', '', count(*) FROM base {rule}").format(rule=_rule(given, but="")))
    statement = sql.SQL("WITH base AS MATERIALIZED (SELECT {tests} FROM practices_indexentry WHERE {where}) {selects}")
    return statement.format(
        tests=sql.SQL(", ").join([*tests, *flags]),
        where=sql.SQL(" AND ").join(where),
        selects=sql.SQL(" UNION ALL ").join(selects),
    ).as_string(None)


def _flag(facet: Facet) -> sql.Composed:
    test = "{column} && %s::varchar[] AS {flag}" if facet.is_array else "{column} = ANY(%s) AS {flag}"
    return sql.SQL(test).format(column=sql.Identifier(facet.column), flag=sql.Identifier(f"in_{facet.name}"))


def _values(facet: Facet) -> sql.Composed:
    column = sql.Identifier(facet.column)
    if facet.is_array:
        return sql.SQL("unnest({})").format(column)
    return sql.SQL("(SELECT {column} WHERE {column} <> '')").format(column=column)


def _rule(given: Iterable[str], *, but: str) -> sql.Composable:
    flags = [sql.Identifier(f"in_{name}") for name in given if name != but]
    return sql.SQL("WHERE ") + sql.SQL(" AND ").join(flags) if flags else sql.SQL("")
