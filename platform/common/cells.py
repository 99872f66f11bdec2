"""Spreadsheet files that hold no live formula, whatever people typed."""

import csv
import io
from collections.abc import Iterable, Sequence

# What makes Excel, LibreOffice or Google Sheets read a cell as a formula, full-width forms included
_LIVE = frozenset("=+-@\t\r\n|%＝＋－＠")


def inert(value: object) -> str:
    """Return a cell's text; what a spreadsheet would run is kept readable behind an apostrophe."""
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, int | float):
        return text
    return f"'{text}" if text.lstrip(" \u00a0")[:1] in _LIVE and text.strip() else text


def csv_of(head: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV file that French spreadsheets open in columns: UTF-8 with its mark, semicolons."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow([inert(str(cell)) for cell in head])
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def escaped(text: str) -> str:
    """Return a text for a cell that is read back: nothing a spreadsheet would run, and ``restored`` gives it again."""
    return f"'{text}" if inert(text) != text or restored(text) != text else text


def restored(text: str) -> str:
    """Return the text that ``escaped`` was given."""
    bare = text[1:]
    guarded = text.startswith("'") and (bare.startswith("'") or inert(bare) != bare)
    return bare if guarded else text
