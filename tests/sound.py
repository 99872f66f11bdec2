"""Sound files of every kind, each with names of people in it, to be turned into hostile ones."""

import io
import tempfile
import zipfile
from pathlib import Path

import pikepdf
from PIL import Image

from cities.viewer import Viewer
from practices import actions
from practices.models import Attachment, Revision

SECRET = "zqsecretqz"  # the mark of what names people or tells a place
_CT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def image(kind: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "teal" if mode in {"RGB", "RGBA"} else 0).save(out, kind, **options)
    return out.getvalue()


def photograph(kind: str = "JPEG") -> bytes:
    """An image with the place where it was taken, its author and its camera."""
    exif = Image.Exif()
    exif[0x013B] = f"Author {SECRET}"
    exif[0x010F] = f"Camera {SECRET}"
    exif[0x0112] = 6
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (50.0, 38.0, 1.0), "E", (5.0, 34.0, 1.0)
    options = {"comment": SECRET} if kind == "JPEG" else {}
    return image(kind, exif=exif.tobytes(), **options)


def package(members: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            made.writestr(zipfile.ZipInfo(name), data, compress_type=stored)
    return out.getvalue()


def types(main: str = _CT, more: str = "", part: str = "/word/document.xml") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
        f'+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="{part}"'
        f' ContentType="{main}"/>{more}</Types>'
    )


def relations(*rows: tuple[str, str, bool]) -> str:
    made = ""
    for number, (kind, target, outside) in enumerate(rows):
        mode = ' TargetMode="External"' if outside else ""
        made += f'<Relationship Id="r{number}" Type="{kind}" Target="{target}"{mode}/>'
    return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_RELS}">{made}</Relationships>'


def paragraph(inside: str = "<w:r><w:t>Bonjour</w:t></w:r>", head: str = "") -> str:
    body = f"<w:body><w:p>{inside}</w:p></w:body>"
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document xmlns:w="{W}">{body}</w:document>'


def docx(more: dict[str, bytes | str] | None = None, without: tuple[str, ...] = ()) -> bytes:
    members: dict[str, bytes | str] = {
        "[Content_Types].xml": types(),
        "_rels/.rels": relations(
            (f"{OFFICE}/officeDocument", "word/document.xml", False),
            (
                "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
                "docProps/core.xml",
                False,
            ),
        ),
        "word/document.xml": paragraph(),
        "docProps/core.xml": '<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/'
        'package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:creator>{SECRET}</dc:creator><cp:lastModifiedBy>{SECRET}</cp:lastModifiedBy></cp:coreProperties>",
        "docProps/app.xml": '<?xml version="1.0"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/'
        f'2006/extended-properties"><Company>{SECRET}</Company><Manager>{SECRET}</Manager></Properties>',
    }
    members |= more or {}
    return package({name: data for name, data in members.items() if name not in without})


def xlsx(more: dict[str, bytes | str] | None = None) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.properties.creator = book.properties.lastModifiedBy = SECRET
    book.active["A1"] = "Total"
    out = io.BytesIO()
    book.save(out)
    members: dict[str, bytes | str] = {}
    with zipfile.ZipFile(out) as made:
        members = {name: made.read(name) for name in made.namelist()}
    return package(members | (more or {}))


def odt(more: dict[str, bytes | str] | None = None, content: str = "") -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    body = content or "<text:p>Bonjour</text:p>"
    members: dict[str, bytes | str] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{office}office:1.0"'
        f' xmlns:text="{office}text:1.0" xmlns:draw="{office}drawing:1.0" xmlns:script="{office}script:1.0"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        "meta.xml": f'<?xml version="1.0"?><office:document-meta xmlns:office="{office}office:1.0"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:creator>{SECRET}</dc:creator></office:meta>'
        "</office:document-meta>",
        "META-INF/manifest.xml": f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{office}manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
    }
    return package(members | (more or {}))


def pdf(change: object = None, **options: object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(300, 400))
    document.docinfo["/Author"] = SECRET
    document.docinfo["/Creator"] = SECRET
    with document.open_metadata() as meta:
        meta["dc:creator"] = [SECRET]
    if callable(change):
        change(document)
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def attach(by: Viewer, revision: Revision, data: bytes, **words: object) -> Attachment:
    """Attach a file to a draft through the real action."""
    said = {"title": "Guide", "place": "deliverables", **words}
    with tempfile.TemporaryDirectory() as folder:
        sent = Path(folder) / "sent"
        sent.write_bytes(data)
        made = actions.add_attachment(by=by, revision_id=revision.pk, sent=sent, told=actions.Told(**said))
    revision.refresh_from_db()
    return made
