"""Sets a document in type. What it says is data for the template: no text of a person is ever markup."""

import json
import logging
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import typst
from django.utils.translation import gettext as _

from common.errors import NotPossible
from files import store
from practices.documents import fonts
from practices.documents.keeping import kept
from practices.documents.note import shortened
from practices.documents.paper import Paper

logger = logging.getLogger(__name__)
_FOLDER = Path(__file__).parent
_LONG_NOTE = 150


def practice_pdf(paper: Paper) -> bytes:
    """Return the whole practice on paper."""
    told = _told(paper)
    return kept("practice", told, lambda: _typeset("practice", told))


def note_pdf(paper: Paper) -> bytes:
    """Return a council's note on one page."""
    return kept("note", _told(paper), lambda: _on_one_page(paper))


def _on_one_page(paper: Paper) -> bytes:
    """Set shorter and shorter texts until the page holds them, each cut at the end of a sentence."""
    for longest in (4200, 3200, 2400, 1700, 1000):
        made = _typeset("note", _told(shortened(paper, longest)))
        with pikepdf.open(BytesIO(made)) as document:
            if len(document.pages) == 1:
                return made
    raise NotPossible(_("Cette note ne tient pas sur une page. Choisissez moins de parties."))


def _told(paper: Paper) -> dict[str, Any]:
    facts = [
        {
            **asdict(fact),
            "long": len(fact.note) + len(fact.said) > _LONG_NOTE,
            "said_language": fact.spoken.partition('lang="')[2][:2] or paper.language,
        }
        for fact in paper.facts
    ]
    return {**asdict(paper), "direction": paper.direction, "facts": facts}


def _typeset(template: str, told: dict[str, Any]) -> bytes:
    demand_signs(told)
    words = {"unknown": _("Inconnu"), "reserved": _("Réservé"), "colon": _("\u00a0:")}
    with tempfile.TemporaryDirectory(prefix="paper-") as made:
        folder = Path(made)
        for source in _FOLDER.glob("*.typ"):
            shutil.copyfile(source, folder / source.name)
        pictures = [one for one in told["pictures"] if _laid(folder, one["name"])]
        data = json.dumps({**told, "pictures": pictures, "words": words}, default=str, ensure_ascii=False)
        return typst.compile(
            str(folder / f"{template}.typ"),
            root=made,
            font_paths=[str(fonts.FOLDER)],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": data},
        )


def _laid(folder: Path, name: str) -> bool:
    """Put an image where the template finds it; one that is missing leaves its place to nothing."""
    opened = store.open_kept(name)
    if opened is None:
        return False
    with opened, (folder / f"{name}.jpg").open("wb") as written:
        shutil.copyfileobj(opened, written)
    return True


def demand_signs(told: Any) -> None:
    """Refuse a document that our fonts cannot write whole."""
    lacking = fonts.missing(_texts(told))
    if lacking:
        logger.warning("signs without a font: %s", " ".join(f"U+{ord(sign):04X}" for sign in lacking))
        sentence = _("Le document ne peut pas être établi : nos caractères n’ont pas le signe « %(signs)s ».")
        raise NotPossible(sentence % {"signs": " ".join(lacking[:5])})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
