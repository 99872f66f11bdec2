"""Writes a draft as a spreadsheet: one sheet for each section, a list to choose from where there is one.

The first column is hidden: it says what each row holds, so that words may be in any language and rows may be added.
``field:title`` one answer; ``item:themes`` one of several; ``part:contact_person.name`` a part of a group;
``table:partners`` the title of a table, ``keys:partners`` its columns, ``head:partners`` their words, ``row:partners``.
"""

import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from common.cells import escaped
from practices.offline.content import FORMAT, NAME, Draft, sections, travelling
from practices.offline.words import CLOSED, Words
from practices.record import Column, Field, Kind, Needed, Section

ABOUT, LISTS = "fiche", "listes"  # hidden sheets
LABEL, HELP, VALUE = 2, 3, 4  # columns; the first is hidden
SEVERAL = {Kind.LINES, Kind.TERMS, Kind.CHOICES, Kind.CITIES}
_WIDTHS = (("B", 34), ("C", 48), ("D", 64), *((letter, 26) for letter in "EFGHI"))
_SPARE, _SHORT_LIST = 6, 12  # empty rows after what is written; lists up to here have all their rows
_NUMBERS = {Kind.YEAR, Kind.INTEGER, Kind.DECIMAL}
_WRAPPED, _NUMBER = Alignment(wrap_text=True, vertical="top"), Alignment(horizontal="left", vertical="top")
_BOLD = Font(bold=True)
_SOFT = PatternFill("solid", fgColor="F3EEE4")


def workbook(draft: Draft, title: str) -> bytes:
    """Return the spreadsheet of a draft, its words in the active language."""
    book = Workbook()
    first = book.active
    if not isinstance(first, Worksheet):  # a new workbook has one sheet of cells
        raise TypeError
    words = Words(draft.language)
    lists = _Lists(book.create_sheet(LISTS), words)
    _instructions(first, title)
    for section in sections():
        _Sheet(book.create_sheet(sheet_name(section)), words, lists).write(section, draft)
    _about(book.create_sheet(ABOUT), draft)
    for name in (LISTS, ABOUT):
        book[name].sheet_state = "hidden"
    book.move_sheet(LISTS, offset=len(book.sheetnames))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def sheet_name(section: Section) -> str:
    """Return the name of the sheet of a section: 31 signs at most."""
    return f"{section.key} – {section.title}"[:31]


def _instructions(sheet: Worksheet, title: str) -> None:
    sheet.title = _("À lire")
    sheet.column_dimensions["A"].width = 90
    sentences = [
        title,
        _("Remplissez la colonne « Réponse » de chaque feuille. Une feuille est une section de la fiche."),
        _("Là où une liste s’ouvre, choisissez dans la liste."),
        _("Dans un tableau, une ligne par réponse ; vous pouvez ajouter des lignes à la suite."),
        _("Une date peut être une année seule : 2016, ou 2016-04, ou 2016-04-08."),
        _("Enregistrez au format .xlsx, puis envoyez le fichier sur la page de la fiche, « Remplir hors ligne »."),
        _("Rien ne change avant que vous ayez comparé et accepté, champ par champ."),
    ]
    for number, sentence in enumerate(sentences, start=1):
        _text(sheet.cell(number, 1), sentence)
    sheet["A1"].font = Font(bold=True, size=14)


def _about(sheet: Worksheet, draft: Draft) -> None:
    rows: list[tuple[str, object]] = [
        ("name", NAME),
        ("format", FORMAT),
        ("slug", draft.slug),
        ("revision", draft.revision),
        ("version", draft.version),
        ("language", draft.language),
        *((f"mark:{key}", mark) for key, mark in draft.marks.items()),
    ]
    for row in rows:
        sheet.append([str(value) for value in row])


def _text(cell: Cell | Any, value: str, *, bold: bool = False) -> None:
    cell.value = escaped(value)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = _WRAPPED
    if bold:
        cell.font = _BOLD


class _Lists:
    """The hidden sheet of what may be chosen: one column for each list."""

    def __init__(self, sheet: Worksheet, words: Words) -> None:
        self._sheet, self._words = sheet, words
        self._ranges: dict[tuple[str, ...], str] = {}

    def of(self, what: Field | Column) -> str:
        """Return the range that holds a list, written at its first use."""
        held = tuple(self._words.list_of(what).values())
        if held not in self._ranges:
            letter = get_column_letter(len(self._ranges) + 1)
            for number, word in enumerate(held, start=1):
                _text(self._sheet[f"{letter}{number}"], word)
            self._ranges[held] = f"{LISTS}!${letter}$1:${letter}${len(held)}"
        return self._ranges[held]


class _Sheet:
    """One section."""

    def __init__(self, sheet: Worksheet, words: Words, lists: _Lists) -> None:
        self._sheet, self._words, self._lists = sheet, words, lists
        self._row = 0
        self._choices: dict[str, DataValidation] = {}

    def write(self, section: Section, draft: Draft) -> None:
        """Write the fields of a section, then its tables."""
        self._sheet.column_dimensions["A"].hidden = True
        for letter, width in _WIDTHS:
            self._sheet.column_dimensions[letter].width = width
        self._sheet.freeze_panes = "C2"
        self._line(f"section:{section.key}", [_("Question"), _("Aide"), _("Réponse")], bold=True)
        fields = travelling(section)
        for one in fields:
            if one.kind != Kind.ROWS:
                self._field(one, draft.values.get(one.key))
        for one in fields:
            if one.kind == Kind.ROWS:
                self._table(one, draft.values.get(one.key) or [])

    def _line(self, mark: str, texts: Sequence[str], *, bold: bool = False) -> int:
        self._row += 1
        _text(self._sheet.cell(self._row, 1), mark)
        for column, text in enumerate(texts, start=LABEL):
            _text(self._sheet.cell(self._row, column), text, bold=bold)
            if bold:
                self._sheet.cell(self._row, column).fill = _SOFT
        return self._row

    def _field(self, one: Field, value: Any) -> None:
        if one.kind == Kind.GROUP:
            for column in one.columns:
                label = f"{one.label} – {column.label}"
                self._answer(f"part:{one.key}.{column.key}", label, "", column, (value or {}).get(column.key))
        elif one.kind in SEVERAL:
            for number, item in enumerate(self._items(one, value or []), start=1):
                label, said = f"{one.label} ({number})", help_of(one) if number == 1 else ""
                self._answer(f"item:{one.key}", label, said, one, item)
        else:
            self._answer(f"field:{one.key}", str(one.label), help_of(one), one, value)

    @staticmethod
    def _items(one: Field, value: list[Any]) -> list[Any]:
        most = one.max_items or len(value) + _SPARE
        rows = most if most <= _SHORT_LIST else min(most, len(value) + _SPARE)
        return [*value, *([None] * (rows - len(value)))]

    def _answer(self, mark: str, label: str, said: str, what: Field | Column, value: Any) -> None:
        row = self._line(mark, [label, said])
        self._value(self._sheet.cell(row, VALUE), what, value)

    def _value(self, cell: Any, what: Field | Column, value: Any) -> None:
        written = "" if value in (None, "") else self._words.name(what, value) if what.kind in CLOSED else value
        if what.kind in _NUMBERS:
            cell.value = Decimal(str(written)) if written != "" else None
            cell.alignment = _NUMBER
        else:
            _text(cell, str(written))
        if what.kind in CLOSED:
            self._choice(what).add(cell)

    def _choice(self, what: Field | Column) -> DataValidation:
        place = self._lists.of(what)
        if place not in self._choices:
            choice = DataValidation(type="list", formula1=f"={place}", allow_blank=True)
            choice.error = _("Choisissez dans la liste.")
            self._choices[place] = choice
            self._sheet.add_data_validation(choice)
        return self._choices[place]

    def _table(self, one: Field, rows: list[dict[str, Any]]) -> None:
        self._row += 1
        self._line(f"table:{one.key}", [str(one.label), help_of(one)], bold=True)
        keys = self._line(f"keys:{one.key}", [column.key for column in one.columns])
        self._sheet.row_dimensions[keys].hidden = True
        self._line(f"head:{one.key}", [str(column.label) for column in one.columns], bold=True)
        spare = min(_SPARE, max((one.max_items or 30) - len(rows), 0))
        for row in [*rows, *({} for _spare in range(spare))]:
            place = self._line(f"row:{one.key}", [])
            for number, column in enumerate(one.columns, start=LABEL):
                self._value(self._sheet.cell(place, number), column, row.get(column.key))


def help_of(one: Field) -> str:
    """Return the help of a field, when it is needed and how long it may be."""
    return " ".join(_sentences(one))


def _sentences(one: Field) -> Iterator[str]:
    yield str(one.help)
    needed = {
        Needed.SUBMIT: _("Nécessaire pour soumettre."),
        Needed.PUBLISH: _("Nécessaire pour publier."),
        Needed.WITH_BUDGET: _("Nécessaire pour publier, si un montant est indiqué."),
    }
    if one.needed in needed:
        yield needed[one.needed]
    if one.max_length and one.kind in {Kind.LINE, Kind.TEXT, Kind.RICH, Kind.LINES}:
        yield ngettext("%(count)d signe au plus.", "%(count)d signes au plus.", one.max_length) % {
            "count": one.max_length
        }
