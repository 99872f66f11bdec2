"""The wall as it is asked for: on a day, of a country, with its reservations; and the same list as files."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from common.cells import csv_of
from common.text import fold
from declarations.models import Declaration
from declarations.queries import Line

MILESTONES = (1, 10, 25, 50, 100, 200, 300, 500)


@dataclass(frozen=True)
class Asked:
    """What a reader asks of the wall; what is written wrongly is not asked."""

    on: date | None = None
    country: str = ""
    reserved: bool = False

    @property
    def is_narrowed(self) -> bool:
        return bool(self.country or self.reserved)


def asked(query: Mapping[str, str]) -> Asked:
    """Read the address of the page."""
    try:
        on = date.fromisoformat(query.get("au", ""))
    except ValueError:
        on = None
    return Asked(on, query.get("pays", "")[:2].upper(), query.get("reserves", "") == "1")


def narrowed(lines: Iterable[Line], wanted: Asked) -> list[Line]:
    """Return the lines of a country, or those with a reservation or an interpretation, in the page's own order."""
    kept = [line for line in lines if not wanted.country or line.city.country.code == wanted.country]
    return in_order(line for line in kept if not wanted.reserved or line.statement)


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Order by the name as the active language does, whatever the order of the database."""
    return sorted(lines, key=lambda line: (line.city.order_key, line.sequence))


def countries(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """Return the countries of a wall, by name."""
    found = {line.city.country.code: str(line.city.country.name) for line in lines}
    return sorted(found.items(), key=lambda pair: fold(pair[1]))


def milestones(lines: Iterable[Line]) -> list[tuple[int, date]]:
    """Return the day when the first city, the tenth… was counted, among those that still are; nothing for one day."""
    days = sorted(line.counted_on for line in lines if line.counts and line.counted_on)
    if not days or days[0] == days[-1]:
        return []
    return [(number, days[number - 1]) for number in MILESTONES if number <= len(days)]


# --- Files ---


def row(line: Line) -> dict[str, Any]:
    """Return a line as files and programs read it."""
    return {
        "city": line.city.slug,
        "name": line.city.name,
        "country": line.city.country.code,
        "state": str(line.state),
        "counts": line.counts,
        "version": line.version or None,
        "signed_on": line.signed_on.isoformat() if line.signed_on else None,
        "counted_on": line.counted_on.isoformat() if line.counted_on else None,
        "withdrawn_on": line.withdrawn_on.isoformat() if line.withdrawn_on else None,
        "signatory": line.name or None,
        "capacity": line.title or None,
        "by_delegation": line.by_delegation,
        "from_paper": line.from_paper,
        "confirmed_by_city": line.confirmed_by_city if line.from_paper else None,
        "reservation": line.statement.reservation or None,
        "reservation_on": line.statement.reservation_on,
        "interpretation": line.statement.interpretation or None,
        "sequence": line.sequence,
        "hash": line.hash,
    }


def as_csv(lines: Iterable[Line]) -> bytes:
    """Return the list for a spreadsheet, without anything that it would run."""
    head = [
        _("Ville"),
        _("Pays"),
        _("État"),
        _("Compte"),
        _("Signée le"),
        _("Comptée le"),
        _("Retirée le"),
        _("Nom"),
        _("En qualité de"),
        _("Par délégation"),
        _("Origine"),
        _("Réserve"),
        _("Article de la réserve"),
        _("Déclaration interprétative"),
        _("Événement"),
        _("Empreinte"),
    ]
    return csv_of(head, (_cells(line) for line in lines))


def _cells(line: Line) -> list[object]:
    said = row(line)
    yes = {True: _("oui"), False: _("non")}
    return [
        said["name"],
        str(line.city.country.name),
        str(line.state.label),
        yes[line.counts],
        *(said[key] for key in ("signed_on", "counted_on", "withdrawn_on", "signatory", "capacity")),
        yes[line.by_delegation],
        line.origin,
        *(said[key] for key in ("reservation", "reservation_on", "interpretation", "sequence", "hash")),
    ]


def as_json(declaration: Declaration, lines: Iterable[Line], on: date) -> str:
    """Return the list for a program, with the count and its day."""
    rows = [row(line) for line in lines]
    said = {
        "format": 1,
        "type": "signatures",
        "declaration": declaration.slug,
        "on": on.isoformat(),
        "count": sum(one["counts"] for one in rows),
        "signatures": rows,
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"
