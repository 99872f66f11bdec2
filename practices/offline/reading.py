"""Reads a spreadsheet brought back: raw values by field, where each one is, and what was left aside.

Nothing is run and nothing is fetched: a formula is left aside with a sentence. The checks of values are the action's.
"""

import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from common.cells import restored
from common.text import clean
from practices.offline.content import FORMAT, LARGEST, NAME, Filled, Problem, Unreadable, absent, sections, travelling
from practices.offline.sheets import ABOUT, LABEL, LISTS, SEVERAL, VALUE, sheet_name
from practices.offline.words import CLOSED, Words
from practices.record import Column, Field, Kind

_UNPACKED = 40_000_000  # bytes: a small file that swells beyond is no spreadsheet of ours
_PARTS, _ROWS, _COLUMNS = 200, 2_000, 30
_BROKEN = gettext_lazy(
    "Ce tableur ne s’ouvre pas : il est abîmé, ou ce n’est pas un fichier .xlsx. Téléchargez-le de nouveau."
)
_ANOTHER = gettext_lazy("Ce tableur n’est pas celui d’une fiche. Téléchargez-le sur la page « Remplir hors ligne ».")
_NO_COLUMN = gettext_lazy("Cette colonne n’existe pas : ce qu’elle contient est laissé de côté.")
Cells = tuple[Any, ...]


def read_workbook(content: bytes) -> Filled:
    """Return what a spreadsheet holds; Unreadable when it is not one of ours."""
    if len(content) > LARGEST:
        raise Unreadable(_("Ce fichier est trop lourd : 5 Mo au plus."))
    try:
        sheets = _sheets(content) if _is_sound(content) else {}
    except Exception as error:
        raise Unreadable(_BROKEN) from error
    if not sheets:
        raise Unreadable(_BROKEN)
    filled = _about(sheets.pop(ABOUT, []))
    reader = _Reader(filled, Words(filled.language))
    for title, rows in sheets.items():
        reader.read(title, rows)
    reader.finish()
    return filled


def _is_sound(content: bytes) -> bool:
    """Whether the file stays small when it is opened, and holds no document type: no spreadsheet has one."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED:
            return False
        written = (archive.read(part) for part in parts if part.filename.endswith((".xml", ".rels")))
        return not any(b"<!DOCTYPE" in held or b"<!ENTITY" in held for held in written)


def _sheets(content: bytes) -> dict[str, list[Cells]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    return {sheet.title: list(_rows(sheet)) for sheet in book.worksheets}


def _rows(sheet: Any) -> Iterable[Cells]:
    sheet.reset_dimensions()
    return islice(sheet.iter_rows(max_col=_COLUMNS), _ROWS)


def _about(rows: list[Cells]) -> Filled:
    said = {str(row[0].value): str(row[1].value) for row in rows if len(row) > 1 and row[0].value is not None}
    if said.get("name") != NAME:
        raise Unreadable(_ANOTHER)
    if said.get("format") != str(FORMAT):
        raise Unreadable(_("Ce tableur vient d’une autre version de la plateforme. Téléchargez-le de nouveau."))
    marks = {key.removeprefix("mark:"): mark for key, mark in said.items() if key.startswith("mark:")}
    return Filled(
        slug=said.get("slug", ""),
        revision=number(said.get("revision")),
        version=number(said.get("version")),
        language=language if (language := said.get("language", "")) in dict(settings.LANGUAGES) else "fr",
        marks=marks,
    )


def number(written: object) -> int:
    """Return a number of our own, 0 for anything else."""
    text = str(written)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else 0


class _Reader:
    """Goes through the sheets, row by row."""

    def __init__(self, filled: Filled, words: Words) -> None:
        self._filled, self._words = filled, words
        self._fields = {one.key: one for one in travelling()}
        with override(filled.language):
            self._titles = {sheet_name(section) for section in sections()}
            self._others = {LISTS, str(_("À lire"))}
        self._sheet, self._row = "", 0
        self._table: Field | None = None
        self._columns: dict[int, Column] = {}
        self._seen: set[str] = set()

    def read(self, title: str, rows: list[Cells]) -> None:
        """Read one sheet; one that holds no section of ours is left aside."""
        self._sheet, self._table = title, None
        if not rows or not _mark(rows[0]).startswith("section:"):
            if title in self._titles:
                self._aside("", _("Cette feuille n’est plus celle d’une section : sa première ligne a changé."))
            elif title not in self._others:
                self._aside("", _("Cette feuille n’est pas celle d’une section : elle est laissée de côté."))
            return
        for place, cells in enumerate(rows, start=1):
            self._row = place
            self._one(_mark(cells), cells)

    def finish(self) -> None:
        """Say which fields are not in the file any more: they stay as they are."""
        self._sheet, self._row = "", 0
        for key, one in self._fields.items():
            if key not in self._seen:
                self._aside("", absent(one))

    def _one(self, mark: str, cells: Cells) -> None:
        kind, _colon, rest = mark.partition(":")
        if kind in {"field", "item", "part"}:
            self._table = None
            self._answer(kind, rest, _cell(cells, VALUE))
        elif kind in {"table", "keys"}:
            self._open(kind, rest, cells)
        elif kind == "row" or (not mark and self._table is not None):
            self._add_row(cells)
        elif kind not in {"section", "head"} and any(_written(cell) for cell in cells[LABEL - 1 :]):
            self._aside(_first(cells), _("Cette ligne n’est pas une question de la fiche : elle est laissée de côté."))

    def _answer(self, kind: str, rest: str, cell: Any) -> None:
        key, _dot, part = rest.partition(".")
        one = self._fields.get(key)
        what: Field | Column | None = one
        if one is not None and kind == "part":
            what = next((column for column in one.columns if column.key == part), None)
        if one is None or what is None or kind != _mark_of(one):
            self._aside(_shown(cell), _("Cette question n’existe pas dans la fiche."))
            return
        self._seen.add(key)
        values = self._filled.values
        raw = self._raw(what, cell)
        if kind == "item":
            held = values.setdefault(key, [])
            if raw != "":
                self._put(f"{key}.{len(held)}")
                held.append(raw)
        elif kind == "part":
            values.setdefault(key, {})[part] = raw
            self._put(f"{key}.{part}")
        else:
            values[key] = raw
        self._put(key, first=True)

    def _open(self, kind: str, key: str, cells: Cells) -> None:
        self._table = self._fields.get(key)
        if self._table is None or self._table.kind != Kind.ROWS:
            self._table = None
            self._aside("", _("Ce tableau n’existe pas dans la fiche."))
            return
        if kind == "table":
            self._put(key, first=True)
            return
        self._seen.add(key)
        self._filled.values.setdefault(key, [])
        known = {column.key: column for column in self._table.columns}
        self._columns = {}
        for place, cell in enumerate(cells[LABEL - 1 :], start=LABEL):
            name = _written(cell)
            if name in known:
                self._columns[place] = known[name]
            elif name:
                self._aside(name, str(_NO_COLUMN), place)

    def _add_row(self, cells: Cells) -> None:
        if self._table is None:
            self._aside(_first(cells), _("Cette ligne n’est dans aucun tableau."))
            return
        row: dict[str, Any] = {}
        rows = self._filled.values.setdefault(self._table.key, [])
        name = f"{self._table.key}.{len(rows)}"
        for place, cell in enumerate(cells[LABEL - 1 :], start=LABEL):
            if not _written(cell):
                continue
            if place not in self._columns:
                self._aside(
                    _shown(cell), _("Cette colonne n’existe pas : ce qu’elle contient est laissé de côté."), place
                )
                continue
            column = self._columns[place]
            raw = self._raw(column, cell, place)
            if raw != "":
                row[column.key] = raw
                self._put(f"{name}.{column.key}", column=place)
        if row:
            rows.append(row)
            self._put(name)

    def _raw(self, what: Field | Column, cell: Any, column: int = VALUE) -> Any:
        """Return what is written: text as typed, the slug of a word of a list, a number, a day as 2016-04-08."""
        value = getattr(cell, "value", None)
        if getattr(cell, "data_type", "") == "f":
            self._aside(_shown(cell), _("Cette case contient une formule. Écrivez sa valeur."), column)
            return ""
        if value is None:
            return ""
        if what.kind in CLOSED:
            return self._words.slug(what, str(value) if not isinstance(value, bool) else str(value).lower())
        if isinstance(value, datetime):
            return value.date().isoformat()
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return restored(str(value)) if isinstance(value, str) else str(value)

    def _put(self, name: str, *, column: int = VALUE, first: bool = False) -> None:
        if not (first and name in self._filled.places):
            self._filled.places[name] = self._place(column)

    def _aside(self, written: str, sentence: str, column: int = 0) -> None:
        self._filled.problems.append(Problem(self._place(column), sentence, written[:300]))

    def _place(self, column: int = 0) -> str:
        if not self._sheet:
            return ""
        where = _("Feuille « %(sheet)s »") % {"sheet": self._sheet}
        if not self._row:
            return where
        cell = f"{get_column_letter(column)}{self._row}" if column else str(self._row)
        return f"{where}, " + (_("case %(cell)s") if column else _("ligne %(cell)s")) % {"cell": cell}


def _mark_of(one: Field) -> str:
    """Return the word that marks the rows of a field, as ``sheets`` writes it; a table has marks of its own."""
    if one.kind in {Kind.ROWS, Kind.GROUP}:
        return "part" if one.kind == Kind.GROUP else ""
    return "item" if one.kind in SEVERAL else "field"


def _mark(cells: Cells) -> str:
    value = cells[0].value if cells else None
    return value.strip() if isinstance(value, str) else ""


def _cell(cells: Cells, place: int) -> Any:
    return cells[place - 1] if len(cells) >= place else None


def _written(cell: Any) -> str:
    value = getattr(cell, "value", None)
    return clean(str(value)) if value is not None else ""


def _shown(cell: Any) -> str:
    return _written(cell)


def _first(cells: Cells) -> str:
    return next((written for cell in cells[LABEL - 1 :] if (written := _written(cell))), "")
