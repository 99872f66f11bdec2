"""The filters of the list: declared once, for what the index keeps and for what the search asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


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
        Facet("cost", "cost_band", vocabulary="cost_band"),
        Facet("country", "country"),
        Facet("city", "city_slug"),
        Facet("language", "language"),
        Facet("origin", "origin"),
    )
}


def keys(name: str, values: Iterable[str]) -> list[str]:
    """Return what the index keeps for these values of a filter."""
    return [f"{name}:{value}" for value in values]


def keys_of(row: Mapping[str, Any]) -> list[str]:
    """Return every key of a row of the index, "" included once: it counts the row itself."""
    found = [""]
    for facet in FACETS.values():
        values = row[facet.column] if facet.is_array else [row[facet.column]]
        found += keys(facet.name, filter(None, values))
    return found
