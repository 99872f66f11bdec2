"""What of a record is translated: its texts, and those that people write freely in rows.

Numbers, terms and names are shared. A text of a row has no place that survives its reordering: its translation is
kept under the mark of its source, and is found again wherever that text stands. A translation keeps, for each text,
the mark of the source that it was made from and the number of that version: when the source moves on, the text is
flagged, and readers are told which version they read.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy

from practices.record import FIELDS, Field, Kind
from practices.record.kinds import Words
from practices.record.shapes import LANGUAGES

if TYPE_CHECKING:
    from practices.models import Translation

_KINDS = {Kind.LINE, Kind.TEXT, Kind.RICH, Kind.LINES}
TRANSLATED: dict[str, Field] = {
    key: field for key, field in FIELDS.items() if field.kind in _KINDS and field.editable and not field.on_practice
}
CELLS: dict[str, tuple[str, ...]] = {
    "partners": ("role",),
    "reach": ("counting_rule",),
    "deliverables": ("title",),
    "indicators": ("name", "unit", "method", "source"),
    "transfers": ("note",),
    "linked_initiatives": ("relation",),
}
NEEDED = ("title", "summary")  # before a translation is shown: lists hold these two


@dataclass(frozen=True)
class Translated:
    """What one reader meets of a translation: which version it was made from, and which texts have changed since."""

    number: int
    original: str  # the language of the record
    changed: tuple[Field, ...] = ()
    left: tuple[Field, ...] = ()  # still in the language of the record

    @property
    def original_name(self) -> Words:
        """The language of the record, as a sentence says it."""
        return dict(LANGUAGES)[self.original]

    @property
    def is_current(self) -> bool:
        return not self.changed


def sources_in(value_of: Callable[[str], Any]) -> dict[str, tuple[Field, Any]]:
    """Return every text to translate by its key, with what it is and what it says, in the order of the record.

    ``value_of`` gives the value of a field: of a revision for who writes, of a view for who reads.
    """
    found: dict[str, tuple[Field, Any]] = {}
    for key, declared in FIELDS.items():
        if key in TRANSLATED and value_of(key) not in (None, "", []):
            found[key] = (declared, value_of(key))
        for column in CELLS.get(key, ()):
            cell = _cell(declared, column)
            texts = [row[column] for row in value_of(key) if row.get(column)]
            found |= {
                cell_key(key, column, text): (replace(cell, key=cell_key(key, column, text)), text) for text in texts
            }
    return found


def cell_key(field: str, column: str, text: str) -> str:
    """Return the key of a text of a row: the same wherever the row stands."""
    return f"{field}.{column}.{mark_of(text)[:12]}"


def is_cell(key: str) -> bool:
    return "." in key


def column_of(key: str) -> str:
    """Return the field and the column of a text of a row."""
    return key.rpartition(".")[0]


def orphans(translation: "Translation", sources: Collection[str]) -> dict[str, list[str]]:
    """Return by column the translations of row texts that the record no longer holds: their sources were changed."""
    found: dict[str, list[str]] = {}
    for key, text in translation.texts.items():
        if is_cell(key) and key not in sources:
            found.setdefault(column_of(key), []).append(text)
    return found


def stale_in(translation: "Translation", sources: Mapping[str, tuple[Field, Any]]) -> set[str]:
    """Return the texts to look at again: their source changed since they were translated."""
    former = orphans(translation, sources)
    return {
        key
        for key, (_field, value) in sources.items()
        if (translation.texts.get(key) and is_stale(translation, key, value))
        or (is_cell(key) and not translation.texts.get(key) and column_of(key) in former)
    }


def _cell(field: Field, column: str) -> Field:
    declared = next(one for one in field.columns if one.key == column)
    label = format_lazy("{} – {}", field.label, declared.label)
    return Field(column, Kind.LINE, label, "", max_length=max(declared.max_length, 300), section=field.section)


def mark_of(value: Any) -> str:
    """Return the mark of a source text: another text has another mark."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:32]


def is_stale(translation: "Translation", key: str, source: Any) -> bool:
    """Whether the source of a translated text has changed since."""
    return bool(translation.sources.get(key, {}).get("mark") != mark_of(source))


def number_of(translation: "Translation", key: str) -> int:
    """Return the number of the version that a text was translated from."""
    return int(translation.sources.get(key, {}).get("number", 0))


def source_of(key: str, value: Any, number: int) -> Mapping[str, Any]:
    """Return what a translation keeps of the source of one text."""
    return {key: {"mark": mark_of(value), "number": number}}
