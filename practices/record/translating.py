"""What of a record is translated: its texts, never what stands inside rows. Numbers and terms are shared.

A translation keeps, for each text, the mark of the source that it was made from and the number of that version: when
the source moves on, the text is flagged, and readers are told which version they read.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from practices.record import FIELDS, Field, Kind
from practices.record.kinds import Words
from practices.record.shapes import LANGUAGES

if TYPE_CHECKING:
    from practices.models import Translation

_KINDS = {Kind.LINE, Kind.TEXT, Kind.RICH, Kind.LINES}
TRANSLATED: dict[str, Field] = {
    key: field for key, field in FIELDS.items() if field.kind in _KINDS and field.editable and not field.on_practice
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
