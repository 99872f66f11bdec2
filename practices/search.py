"""The list and the search: one page of entries, and how many there are beside each filter.

``find(scope, Query(...)) -> Found``. Two statements, whatever the number of records: one counts everything in one pass,
the other brings the page with its cities. Only ``IndexEntry`` is read, in the reader's scope: nothing hidden counts.
Within one filter the values add up (any of them); between filters they narrow. The count beside a value is the number
of records there would be with that value alone in its filter and the other filters as they are.
"""

import re
from collections import Counter
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
from practices.facets import FACETS, Facet, keys
from practices.models import IndexEntry
from practices.models.index import IndexQuerySet

__all__ = ["FACETS", "Facet", "Found", "Query", "count", "find", "matching", "ordered"]

PAGE_SIZE = 20
LONGEST_QUERY = 200
Sort = Literal["relevance", "recent", "evidence", "adoptions"]
SORTS: tuple[Sort, ...] = ("relevance", "recent", "evidence", "adoptions")


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
    counts: Mapping[str, Mapping[str, int]]
    order: Sort

    @property
    def has_next(self) -> bool:
        return self.page < self.pages

    @property
    def has_previous(self) -> bool:
        return self.page > 1


def find(scope: Audience, query: Query, page_size: int = PAGE_SIZE) -> Found:
    """Return what a reader of this scope finds. Never fails on what was typed."""
    page = query.page
    counts, total, ids = _read(scope, query, page, page_size)
    pages = max(1, -(-total // page_size))
    if page > pages:
        page = pages
        counts, total, ids = _read(scope, query, page, page_size)
    entries = IndexEntry.objects.for_cards().in_bulk(ids) if ids else {}
    return Found([entries[pk] for pk in ids], total, page, pages, counts, query.order)


def matching(scope: Audience, query: Query) -> IndexQuerySet:
    """Return every entry that answers, in no order: for exports and the API."""
    found = IndexEntry.objects.in_scope(scope)
    for name, values in query.filters.items():
        found = found.filter(keys__overlap=keys(name, values))
    return found.filter(_words(query.text)) if query.text else found


def ordered(scope: Audience, query: Query) -> IndexQuerySet:
    """Return every entry that answers, in the order asked for."""
    found = matching(scope, query)
    if query.order == "relevance":
        rank = SearchRank(F("vector"), Words(split(query.text)[0]))
        return found.order_by(rank.desc(), "-fresh_at", "-id")
    if query.order == "evidence":
        return found.order_by("-evidence_rank", "-fresh_at", "-id")
    if query.order == "adoptions":
        return found.order_by("-adoptions", "-fresh_at", "-id")
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


# --- One pass ---


def count(scope: Audience, query: Query) -> dict[str, Mapping[str, int]]:
    """Return {filter: {value: count}} without any entry; under "", the total."""
    counts, total, _ids = _read(scope, query, 1, 0)
    return {**counts, "": {"": total}}


def _read(scope: Audience, query: Query, page: int, size: int) -> tuple[dict[str, Mapping[str, int]], int, list[int]]:
    """Return the counts, the total and the ids of one page: the words are looked for once."""
    wanted, refused = split(query.text)
    order = query.order if wanted or query.order != "relevance" else "recent"
    narrowed = bool(query.filters or wanted or refused)
    parameters: list[Any] = [
        *([wanted] if order == "relevance" else []),
        *(keys(name, values) for name, values in query.filters.items()),
        *([str(scope)] if narrowed else [str(scope), str(scope)]),
        *filter(None, (wanted, refused)),
        size,
        (page - 1) * size,
    ]
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    total, ids = 0, []
    with connection.cursor() as cursor:
        statement = _statement(tuple(query.filters), bool(wanted), bool(refused), order) if narrowed else _whole(order)
        cursor.execute(statement, parameters)
        for key, failing, number in cursor.fetchall():
            name, _, value = key.partition(":")
            if key == _PAGE:
                ids.append(number)
            elif key == "":
                total += 0 if failing else number
            elif failing in ("", name):
                counts[name][value] += number
    return dict(counts), total, ids


_PAGE = "#"  # marks the rows of the page among those that count
_ORDERS: dict[Sort, str] = {
    "relevance": "rank DESC, fresh_at DESC, id DESC",
    "recent": "fresh_at DESC, id DESC",
    "evidence": "evidence_rank DESC, fresh_at DESC, id DESC",
    "adoptions": "adoptions DESC, fresh_at DESC, id DESC",
}


@lru_cache(maxsize=512)
def _statement(given: tuple[str, ...], wants: bool, refuses: bool, order: Sort) -> str:
    """Return the statement; its parameters: words to rank, the filters' values, the scope, words, limit and offset.

    ``failing`` is '' where every filter is met, the filter's name where only that one is not: such a record still
    counts beside the other values of that filter.
    """
    flags = [sql.Identifier(f"in_{name}") for name in given]
    tests = [sql.SQL(", keys && %s::text[] AS {}").format(flag) for flag in flags]
    cases = [
        sql.SQL("WHEN {others} THEN {name}").format(
            others=_all(flags[:place] + flags[place + 1 :]), name=sql.Literal(name)
        )
        for place, name in enumerate(given)
    ]
    failing = sql.SQL("CASE WHEN {} THEN '' {} END").format(_all(flags), sql.SQL(" ").join(cases))
    rank = "ts_rank(vector, practices_query(%s))" if order == "relevance" else "0"
    words = "vector @@ practices_query(%s)"
    where = ["scope = %s", *([words] if wants else []), *([f"NOT {words}"] if refuses else [])]
    statement = sql.SQL(
        "WITH base AS MATERIALIZED (SELECT id, keys, fresh_at, evidence_rank, adoptions, {rank} AS rank{tests}"
        " FROM practices_indexentry WHERE {where}),"
        " kept AS (SELECT *, {failing} AS failing FROM base)"
        " SELECT key, failing, count(*)"
        ' FROM (SELECT unnest(keys) COLLATE "C" AS key, failing FROM kept WHERE failing IS NOT NULL) AS seen'
        " GROUP BY key, failing"
        " UNION ALL (SELECT {page}, '', id FROM kept WHERE failing = '' ORDER BY {order} LIMIT %s OFFSET %s)"
    )
    return statement.format(
        rank=sql.SQL(rank),
        tests=sql.SQL("").join(tests),
        where=sql.SQL(" AND ").join(sql.SQL(rule) for rule in where),
        failing=failing if given else sql.SQL("''"),
        page=sql.Literal(_PAGE),
        order=sql.SQL(_ORDERS[order]),
    ).as_string(None)


def _whole(order: Sort) -> str:
    """Return the statement of the list that nobody narrowed, whose counts are kept; parameters: scope twice, page."""
    statement = sql.SQL(
        "SELECT key, '', number FROM practices_facetcount WHERE scope = %s AND number > 0"
        " UNION ALL (SELECT {page}, '', id FROM practices_indexentry WHERE scope = %s"
        " ORDER BY {order} LIMIT %s OFFSET %s)"
    )
    return statement.format(page=sql.Literal(_PAGE), order=sql.SQL(_ORDERS[order])).as_string(None)


def _all(flags: list[sql.Identifier]) -> sql.Composable:
    return sql.SQL(" AND ").join(flags) if flags else sql.SQL("true")
