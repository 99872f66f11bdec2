"""What travels of a draft, as plain values, and what a file brought back holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from common.text import clean
from practices.record import FIELDS, SECTIONS, Field, RecordView, Section

FORMAT = 1
NAME = "fiche-hors-ligne"
LARGEST = 5_000_000  # bytes, of a file brought back
_TRAVELS = {key: one for key, one in FIELDS.items() if one.editable and not one.on_practice}


class Unreadable(Exception):
    """A file that cannot be read at all; the sentence says what to do."""

    def __init__(self, sentence: str | Promise) -> None:
        self.sentence = sentence
        super().__init__(str(sentence))


@dataclass(frozen=True)
class Problem:
    """Something in a file that was left aside: where it is, what to do, and what was written there."""

    place: str
    sentence: str
    written: str = ""


@dataclass
class Draft:
    """A draft as it travels: who it is, what was seen of it, and its values by field."""

    slug: str
    revision: int
    version: int
    language: str
    marks: Mapping[
        str, str
    ]  # of each field when the file was made: what the person changed is told from what others did
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Filled(Draft):
    """A file brought back: raw values, the place of each, and what was left aside."""

    places: dict[str, str] = field(default_factory=dict)  # by the name of a value: « key », « key.0.column »
    problems: list[Problem] = field(default_factory=list)


def travelling(section: Section | None = None) -> list[Field]:
    """Return the fields that travel, of one section or of all, in order."""
    return [one for one in _TRAVELS.values() if section is None or one.section == section.key]


def sections() -> list[Section]:
    """Return the sections that have something to fill."""
    return [section for section in SECTIONS if travelling(section)]


def values_of(shown: RecordView) -> dict[str, Any]:
    """Return the values of a draft as its city reads them, ready for a file."""
    return {one.key: plain(shown.value(one.key)) for one in travelling()}


def plain(value: Any) -> Any:
    """Return a value that JSON holds and that reads back the same."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def absent(one: Field) -> str:
    """Return what is said of a field that a file does not hold."""
    return _("« %(field)s » n’est pas dans le fichier : ce champ reste comme il est.") % {"field": one.label}


def safe(value: Any) -> Any:
    """Return what a file said, as the database can hold it: no sign that it refuses, no number that is none."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(key)): safe(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [safe(inner) for inner in value]
    return value if not isinstance(value, float) or isfinite(value) else str(value)
