"""Documents as offices make them, with many parts, are accepted, still open, and name nobody."""

import io
import re
import zipfile

import docx
import openpyxl
import pytest
import sound
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

from files import clean
from files.kinds import RefusedFile, Why

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
REL = sound.OFFICE
PARTS = "application/vnd.openxmlformats-officedocument"


def cleaned(data, tmp_path):
    sent = tmp_path / "sent"
    sent.write_bytes(data)
    clean.clean(sent, tmp_path)
    return (tmp_path / "file").read_bytes()


def words_in(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def budget():
    """A budget as a spreadsheet office makes it: a chart, a comment, names in the properties."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("Année", "Montant"), ("2023", 12000), ("2024", 14000)):
        sheet.append(row)
    chart = BarChart()
    chart.title = "Budget de la médiation"
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "D2")
    sheet["B2"].comment = Comment("À vérifier", f"Camille {sound.SECRET}")
    book.properties.creator = book.properties.lastModifiedBy = sound.SECRET
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def report(chart_rels="", **more):
    """A report as a word processor makes it: properties, thumbnail, custom XML, comments, tracked changes, people."""
    made = docx.Document()
    made.core_properties.author = made.core_properties.last_modified_by = sound.SECRET
    made.add_heading("Rapport annuel", 1)
    made.add_paragraph("Deux équipes partent chaque soir.")
    out = io.BytesIO()
    made.save(out)
    parts = words_in(out.getvalue())
    who = f'w:author="Camille {sound.SECRET}" w:date="2025-01-01T10:00:00Z"'
    document = parts["word/document.xml"].decode()
    parts["word/document.xml"] = document.replace(
        "<w:sectPr", f'<w:p><w:ins w:id="1" {who}><w:r><w:t>Une phrase suivie.</w:t></w:r></w:ins></w:p><w:sectPr', 1
    ).encode()
    parts["docProps/thumbnail.jpeg"] = sound.image()
    parts["docProps/custom.xml"] = (
        '<?xml version="1.0"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties">'
        f'<property name="Client">{sound.SECRET}</property></Properties>'
    ).encode()
    parts["customXml/item1.xml"] = f"<p:meta xmlns:p='urn:p'><p:owner>{sound.SECRET}</p:owner></p:meta>".encode()
    parts["customXml/_rels/item1.xml.rels"] = sound.relations(
        (f"{REL}/customXmlProps", "itemProps1.xml", False)
    ).encode()
    parts["customXml/itemProps1.xml"] = b"<ds:datastoreItem xmlns:ds='urn:ds'/>"
    parts["docMetadata/LabelInfo.xml"] = f"<l:labels xmlns:l='urn:l' l:siteId='{sound.SECRET}'/>".encode()
    parts["word/comments.xml"] = (
        f'<w:comments xmlns:w="{sound.W}"><w:comment w:id="1" {who} w:initials="{sound.SECRET}"><w:p/></w:comment>'
        "</w:comments>"
    ).encode()
    parts["word/people.xml"] = (
        f'<w15:people xmlns:w15="urn:w15"><w15:person w15:author="{sound.SECRET}"><w15:presenceInfo'
        f' w15:providerId="AD" w15:userId="{sound.SECRET}"/></w15:person></w15:people>'
    ).encode()
    parts["word/fonts/font1.odttf"] = b"\0\1\0\0" + b"x" * 200
    parts["word/charts/chart1.xml"] = (
        f'<c:chartSpace xmlns:c="{CHART}" xmlns:r="{REL}"><c:chart><c:plotArea/></c:chart>'
        '<c:externalData r:id="r0"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    ).encode()
    parts["word/charts/_rels/chart1.xml.rels"] = (
        chart_rels or sound.relations((f"{REL}/package", "../embeddings/Microsoft_Excel_Worksheet.xlsx", False))
    ).encode()
    parts["word/embeddings/Microsoft_Excel_Worksheet.xlsx"] = sound.xlsx()
    types = parts["[Content_Types].xml"].decode()
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{PARTS}.{kind}+xml"/>'
        for name, kind in (
            ("customXml/itemProps1.xml", "customXmlProperties"),
            ("word/comments.xml", "wordprocessingml.comments"),
            ("word/charts/chart1.xml", "drawingml.chart"),
        )
    )
    parts["[Content_Types].xml"] = types.replace("</Types>", f"{overrides}</Types>").encode()
    return sound.package({**parts, **more})


def test_a_budget_keeps_its_chart_and_loses_its_names(tmp_path):
    data = cleaned(budget(), tmp_path)
    parts = words_in(data)
    assert any(name.startswith("xl/charts/") for name in parts)
    assert not [name for name, part in parts.items() if sound.SECRET.encode() in part]
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.active["B3"].value == 14000
    assert len(book.active._charts) == 1
    assert book.active["B2"].comment.text == "À vérifier"


def test_a_report_of_many_parts_keeps_its_words_and_its_chart(tmp_path):
    data = cleaned(report(), tmp_path)
    parts = words_in(data)
    assert not [name for name, part in parts.items() if sound.SECRET.encode() in part]
    assert "Une phrase suivie." in parts["word/document.xml"].decode()
    assert "word/charts/chart1.xml" in parts
    assert b"externalData" not in parts["word/charts/chart1.xml"]
    assert not [name for name in parts if re.search("embeddings|customXml|docMetadata|thumbnail", name)]
    assert b"customXml" not in parts["[Content_Types].xml"]
    assert docx.Document(io.BytesIO(data)).paragraphs[0].text == "Rapport annuel"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"word/embeddings/oleObject1.bin": b"x"}, Why.EMBEDDED),
        ({"word/embeddings/Other.xlsx": b"x"}, Why.EMBEDDED),
        ({"word/vbaProject.bin": b"x"}, Why.ACTIVE),
    ],
)
def test_a_chart_opens_no_door_to_objects_and_macros(tmp_path, more, why):
    with pytest.raises(RefusedFile) as refused:
        cleaned(report(**more), tmp_path)
    assert refused.value.why == why


@pytest.mark.parametrize(
    ("relation", "why"),
    [
        ((f"{REL}/package", "https://ailleurs.example/a.xlsx", True), Why.EMBEDDED),
        ((f"{REL}/oleObject", "file:///c:/a.xlsx", True), Why.EMBEDDED),
        ((f"{REL}/package", "../embeddings/macro.bin", False), Why.EMBEDDED),
    ],
)
def test_a_chart_that_reads_elsewhere_is_refused(tmp_path, relation, why):
    with pytest.raises(RefusedFile) as refused:
        cleaned(report(sound.relations(relation)), tmp_path)
    assert refused.value.why == why
