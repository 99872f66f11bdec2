"""Sets in type what stands above the rooms: what is said is data for a template beside this file, never markup."""

import json
from pathlib import Path
from typing import Any

import typst

from practices.documents import fonts
from practices.documents.keeping import kept
from practices.documents.pdf import demand_signs

_FOLDER = Path(__file__).parent


def archived_pdf(template: str, told: dict[str, Any]) -> bytes:
    """Return a PDF/A of these words, and the same one for a day; NotPossible when a sign has no shape."""
    demand_signs(told)
    return kept(template, told, lambda: _typeset(template, told))


def _typeset(template: str, told: dict[str, Any]) -> bytes:
    made = typst.compile(
        str(_FOLDER / f"{template}.typ"),
        root=str(_FOLDER),
        font_paths=[str(fonts.FOLDER)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="a-2b",
        sys_inputs={"data": json.dumps(told, ensure_ascii=False)},
    )
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    return made
