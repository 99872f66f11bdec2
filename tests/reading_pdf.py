"""Reads the words of a PDF back, with its own tables of characters: what a reader could copy out of it."""

import io
import re

import pikepdf

_CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def text_of(data: bytes) -> str:
    """Return all words, page after page, without the spaces that the typesetter made."""
    with pikepdf.open(io.BytesIO(data)) as document:
        return "\n".join(_page(page) for page in document.pages)


def pages_of(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as document:
        return len(document.pages)


def _page(page: pikepdf.Page) -> str:
    fonts = {name: _table(font) for name, font in page.obj.Resources.get("/Font", {}).items()}
    table: dict[int, str] = {}
    found: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            table = fonts.get(str(operands[0]), {})
        elif str(operator) in {"Tj", "TJ"}:
            pieces = operands[0] if str(operator) == "TJ" else operands
            for piece in pieces:
                if isinstance(piece, pikepdf.String):
                    raw = bytes(piece)
                    codes = (int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2))
                    found.append("".join(table.get(code, "") for code in codes))
        elif str(operator) == "ET":
            found.append(" ")
    return "".join(found)


def _table(font: pikepdf.Object) -> dict[int, str]:
    if "/ToUnicode" not in font:
        return {}
    told = font.ToUnicode.read_bytes()
    table: dict[int, str] = {}
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", told, re.S):
        table |= {int(code, 16): bytes.fromhex(word.decode()).decode("utf-16-be") for code, word in _CHAR.findall(part)}
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", told, re.S):
        for first, last, word in _RANGE.findall(part):
            start = int(word, 16)
            table |= {code: chr(start + code - int(first, 16)) for code in range(int(first, 16), int(last, 16) + 1)}
    return table
