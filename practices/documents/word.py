"""A practice as a DOCX, to be taken up in a council's file: plain styles, headings, no name of a person."""

from collections.abc import Iterable
from dataclasses import asdict
from io import BytesIO
from typing import Any

import docx
from django.utils.translation import gettext as _
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from files import store
from practices.documents.keeping import kept
from practices.documents.paper import Item, Paper, Picture
from practices.documents.rich import Block
from practices.record.display import direction

_ACCENT, _SOFT = RGBColor(0x0B, 0x4A, 0x57), RGBColor(0x4C, 0x44, 0x3A)
_PICTURE_WIDTH = 9
_STYLES = {"p": "Normal", "li": "List Bullet", "h": "Heading 3"}


def practice_docx(paper: Paper) -> bytes:
    """Return the whole practice as a document that can be edited."""
    return kept("docx", asdict(paper), lambda: _written(paper))


def _written(paper: Paper) -> bytes:
    made = docx.Document()
    _properties(made, paper)
    _said(made, paper.city, paper.language, colour=_ACCENT, bold=True)
    _heading(made, paper.title, 1, paper.title_language)
    for words, language in ((paper.origin, paper.language), (paper.origin_note, paper.title_language)):
        if words:
            _said(made, words, language, bold=words == paper.origin)
    for notice in paper.notices:
        _fill(made.add_paragraph(), [(f"{notice.head} ", True), (notice.rest, False)], paper.language)
        _blocks(made, notice.blocks, notice.language)
    _blocks(made, paper.summary, paper.summary_language)
    _figures(made, paper)
    for part in paper.parts:
        _heading(made, part.title, 2, paper.language)
        for item in part.items:
            _item(made, item, paper.language)
        for label, names in ((_("Inconnu"), part.unknown), (_("Réservé"), part.reserved)):
            if names:
                _said(made, _("%(label)s : %(names)s") % {"label": label, "names": names}, paper.language, colour=_SOFT)
    for picture in paper.pictures:
        _picture(made, picture, paper.language)
    _foot(made, paper)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _properties(made: Document, paper: Paper) -> None:
    told = made.core_properties
    told.author = paper.city
    told.title = paper.title
    told.subject = paper.audience
    told.language = paper.language
    told.comments = told.keywords = told.last_modified_by = ""
    normal = made.styles["Normal"]
    normal.font.name = "Noto Sans"
    normal.font.size = Pt(10.5)


def _figures(made: Document, paper: Paper) -> None:
    table = made.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    if paper.direction == "rtl":
        table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))  # noqa: SLF001  python-docx has no word for it
    for fact in paper.facts:
        cells = table.add_row().cells
        _fill(cells[0].paragraphs[0], [(fact.label, False)], paper.language)
        value = _("Réservé") if fact.locked else " ".join(part for part in (fact.figure, fact.rest) if part)
        rest = " ".join(part for part in (fact.note, fact.said) if part)
        _fill(cells[1].paragraphs[0], [(value or _("Inconnu"), True)], paper.language)
        if rest:
            _fill(cells[1].add_paragraph(), [(rest, False)], paper.language)


def _item(made: Document, item: Item, language: str) -> None:
    if item.short or item.missing:
        text = " ".join(block.text for block in item.blocks)
        _fill(made.add_paragraph(), [(_("%(label)s : ") % {"label": item.label}, True), (text, False)], language)
        return
    _heading(made, item.label, 3, language)
    _blocks(made, item.blocks, item.language)


def _picture(made: Document, picture: Picture, language: str) -> None:
    """An image with its description, its title and its credit; one that is missing leaves its place to nothing."""
    opened = store.open_kept(picture.name)
    if opened is None:
        return
    with opened:
        paragraph = made.add_paragraph()
        drawn = paragraph.add_run().add_picture(BytesIO(opened.read()), width=Cm(_PICTURE_WIDTH))
    drawn._inline.docPr.set("descr", picture.alt)  # noqa: SLF001  python-docx has no word for it
    _turn(paragraph, language)
    _said(made, f"{picture.title} – {picture.credit}", language, colour=_SOFT)


def _blocks(made: Document, blocks: Iterable[Block], language: str) -> None:
    for block in blocks:
        paragraph = made.add_paragraph(style=_STYLES[block.kind])
        for run in block.runs:
            _run(paragraph, run.text, language, bold=run.bold, italic=run.italic)
        _turn(paragraph, language)


def _heading(made: Document, words: str, level: int, language: str) -> None:
    paragraph = made.add_heading(level=level)
    _run(paragraph, words, language, colour=_ACCENT if level == 1 else None)
    _turn(paragraph, language)


def _said(made: Document, words: str, language: str, *, colour: Any = None, bold: bool = False) -> None:
    paragraph = made.add_paragraph()
    _run(paragraph, words, language, colour=colour, bold=bold)
    _turn(paragraph, language)


def _fill(paragraph: Paragraph, pieces: Iterable[tuple[str, bool]], language: str) -> None:
    for words, bold in pieces:
        _run(paragraph, words, language, bold=bold)
    _turn(paragraph, language)


def _foot(made: Document, paper: Paper) -> None:
    paragraph = made.sections[0].footer.paragraphs[0]
    _fill(paragraph, [(f"{paper.audience}. ", True), (f"{paper.version}. {paper.address}", False)], paper.language)


def _run(
    paragraph: Paragraph, words: str, language: str, *, bold: bool = False, italic: bool = False, colour: Any = None
) -> None:
    run = paragraph.add_run(words)
    run.bold, run.italic = bold or None, italic or None
    if colour is not None:
        run.font.color.rgb = colour
    if direction(language) == "rtl":
        run.font.rtl = True


def _turn(paragraph: Paragraph, language: str) -> None:
    """Set a paragraph from right to left where its language runs so."""
    if direction(language) == "rtl":
        turned = OxmlElement("w:bidi")
        turned.set(qn("w:val"), "1")
        paragraph._p.get_or_add_pPr().append(turned)  # noqa: SLF001  python-docx has no word for it
