"""Office documents: no macro, no other file inside, nothing read from elsewhere, no name of who wrote them."""

import posixpath
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path, PurePosixPath

from files import strip
from files.kinds import Cleaned, FileKind, RefusedFile, Why
from files.packages import Package, is_picture, is_still_drawing, local, walk, write

_TYPES, _ROOT = "[Content_Types].xml", "_rels/.rels"
_MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": FileKind.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": FileKind.XLSX,
}
# In the name of a part, of its type or of a relation
_ACTS = re.compile(r"vba|macro|activex|customui|attachedtoolbars|dialogsheet|control(s|prop)?/|\bcontrol\b", re.I)
_OTHER_FILE = re.compile(r"embeddings/|oleobject|afchunk|/package$|subdocument", re.I)
_FETCHES = re.compile(r"externallink|connections|querytable|mailmerge|webextension|customdata|datamodel|/model/", re.I)
# Properties that servers and labels add hold names; what a page shows of them stands in its text
_LEFT_OUT = re.compile(r"printersettings|thumbnail|attachedtemplate|customxml|docmetadata|classificationlabels", re.I)
_OF_A_CHART = re.compile(r"(^|/)charts/_rels/[^/]+\.rels$")
_ITS_DATA = re.compile(rb"<(?:\w+:)?externalData\b[^<>]*(?:/>|>.*?</(?:\w+:)?externalData>)", re.S)
_XML, _PICTURE, _FONT = {".xml", ".rels", ".vml"}, {".jpeg", ".jpg", ".png", ".gif", ".bmp", ".emf", ".wmf"}, ".odttf"
_LINKS = ("http://", "https://", "mailto:", "#")
# At the head of a field: elsewhere these are words of a link
_RUNS = re.compile(r"[\s\"]*(DDEAUTO|DDE|INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK|MACROBUTTON|DATABASE)\b", re.I)
_FORMULA_RUNS = re.compile(r"\|\s*'|\b(WEBSERVICE|FILTERXML|RTD|CALL|REGISTER(\.ID)?)\s*\(", re.I)
_OVERRIDE = re.compile(rb"<(?:\w+:)?Override\b[^<>]*?\bPartName=[\"']([^\"']*)[\"'][^<>]*/>")
_EMPTY = {
    "core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties'
    b' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties'
    b' xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "custom.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties'
    b' xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}
_TAG = re.compile(rb"<[A-Za-z][^<>]*>")
_PEOPLE = re.compile(
    rb"(\s(?:\w+:)?(?:author|initials|userId|userName|refreshedBy|providerId)=)"
    rb"(\"[^\"]*\"|'[^']*')"
)
_AUTHORS = re.compile(rb"(<(?:\w+:)?author>)[^<]*(</)")
_FOLDER = re.compile(rb"<(?:\w+:)?absPath\b[^<>]*/>|<w:attachedTemplate\b[^<>]*/>")
_PRINTER = re.compile(rb"(<(?:\w+:)?pageSetup\b[^<>]*?)\s(?:\w+:)id=\"[^\"]*\"")


def clean(source: Path, folder: Path) -> Cleaned:
    """Write ``file`` into the folder: the same document, written again."""
    package = Package(source)
    kind = _kind(package)
    data = _data_of_charts(package)
    for name in package.names:
        if name not in data:
            _judge_name(name)
    write(folder / "file", _members(package, data))
    return Cleaned(kind)


def _data_of_charts(package: Package) -> frozenset[str]:
    """Return the workbooks that charts were drawn from: they are left out, a chart keeps the values it shows."""
    found: set[str] = set()

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and _is_data(attributes):
            found.add(posixpath.normpath(posixpath.join(folder, attributes.get("Target", ""))).lstrip("/"))

    for part in package.names:
        if _OF_A_CHART.search(part):
            folder = "/" + str(PurePosixPath(part).parent.parent)
            walk(package.read(part), start)
    return frozenset(name for name in found if name.lower().endswith(".xlsx"))


def _is_data(attributes: dict[str, str]) -> bool:
    inside = attributes.get("TargetMode", "").lower() != "external"
    return inside and attributes.get("Type", "").endswith("/package")


def _kind(package: Package) -> FileKind:
    """Return the kind that the package says for its main part, and refuse what any of its types says it does."""
    kinds: set[FileKind] = set()
    named: set[str] = set()

    def start(name: str, attributes: dict[str, str]) -> None:
        told = attributes.get("ContentType", "")
        if _ACTS.search(told):
            raise RefusedFile(Why.ACTIVE)
        if local(name) == "Override" and told in _MAIN:
            kinds.add(_MAIN[told])
            named.add(attributes.get("PartName", "").lstrip("/"))

    walk(package.read(_TYPES), start)
    if len(kinds) != 1 or not named <= set(package.names) or _ROOT not in package.names:
        raise RefusedFile(Why.UNKNOWN)
    return kinds.pop()


def _judge_name(name: str) -> None:
    for pattern, why in ((_ACTS, Why.ACTIVE), (_OTHER_FILE, Why.EMBEDDED), (_FETCHES, Why.FETCHES)):
        if pattern.search(name):
            raise RefusedFile(why)
    ending = _ending(name)
    left_out = _LEFT_OUT.search(name) is not None
    if ending not in {*_XML, *_PICTURE, _FONT, ".svg"} and not left_out:
        raise RefusedFile(Why.EMBEDDED)


def _ending(name: str) -> str:
    return PurePosixPath(f"_{PurePosixPath(name).name}").suffix.lower()


def _members(package: Package, left_out: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    # The list of types comes first, as every office program writes it
    for name in sorted(package.names, key=lambda name: name != _TYPES):
        if _LEFT_OUT.search(name) or name in left_out:
            continue
        ending = _ending(name)
        data = package.read(name)
        if name == _TYPES:  # read and judged already
            yield name, _types(data, frozenset(one for one in package.names if not _LEFT_OUT.search(one)) - left_out)
        elif name.startswith("docProps/") and name[9:] in _EMPTY:
            yield name, _EMPTY[name[9:]]
        elif ending == ".rels":
            yield name, _relations(data, of_a_chart=_OF_A_CHART.search(name) is not None)
        elif ending in _XML:
            data = _ITS_DATA.sub(b"", data) if "charts/" in name else data
            yield name, _named(data) if "persons/" in name else _xml(data)
        elif ending == ".svg":
            if not is_still_drawing(data):
                raise RefusedFile(Why.ACTIVE)
            yield name, data
        elif ending in _PICTURE:
            if not is_picture(data):
                raise RefusedFile(Why.BROKEN)
            yield name, strip.picture(data)
        else:
            yield name, data


def _types(data: bytes, kept: frozenset[str]) -> bytes:
    """Return the list of types without the parts that are left out."""
    return _OVERRIDE.sub(lambda told: told[0] if told[1].decode().lstrip("/") in kept else b"", data)


def _relations(data: bytes, *, of_a_chart: bool) -> bytes:
    """Return the relations of a part, written again: links stay, what would be fetched refuses the file."""
    kept: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) != "Relationship":
            return
        kind, target = attributes.get("Type", ""), attributes.get("Target", "")
        outside = attributes.get("TargetMode", "").lower() == "external"
        if _LEFT_OUT.search(kind) or (of_a_chart and _is_data(attributes)):
            return
        for pattern, why in ((_ACTS, Why.ACTIVE), (_OTHER_FILE, Why.EMBEDDED), (_FETCHES, Why.FETCHES)):
            if pattern.search(kind):
                raise RefusedFile(why)
        if outside and not (kind.endswith("/hyperlink") and target.lower().startswith(_LINKS)):
            if kind.endswith("/hyperlink"):
                target = "#"  # a link to a folder of somebody's machine: its words stay
            else:
                raise RefusedFile(Why.FETCHES)
        if not outside and "://" in target:
            raise RefusedFile(Why.FETCHES)
        said = {"Id": attributes.get("Id", ""), "Type": kind, "Target": target}
        said |= {"TargetMode": "External"} if outside else {}
        kept.append("<Relationship " + " ".join(f'{key}="{escape(value)}"' for key, value in said.items()) + "/>")

    walk(data, start)
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    whole = f'<Relationships xmlns="{space}">{"".join(kept)}</Relationships>'
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{whole}'.encode()


def _named(data: bytes) -> bytes:
    """Return the list of those who commented, without their names."""
    return re.sub(rb"(\sdisplayName=)(\"[^\"]*\"|'[^']*')", rb'\1""', _xml(data))


def _xml(data: bytes) -> bytes:
    """Return a part without names of people; fields and formulas that run something refuse the file."""
    inside: list[str] = []
    codes: list[str] = [""]  # what each field says
    formulas: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        inside[:] = [local(name)]
        if local(name) in {"control", "oleObject", "OLEObject", "altChunk", "ddeLink", "subDoc"}:
            raise RefusedFile(Why.EMBEDDED)
        for key, value in attributes.items():
            if local(key) == "instr":
                codes.append(value)
            if local(key) == "fldCharType" and value == "begin":
                codes.append("")

    def text(words: str) -> None:
        if inside == ["instrText"]:
            codes[-1] += words
        elif inside in (["f"], ["formula1"], ["definedName"]):
            formulas.append(words)

    walk(data, start, text)
    if any(_RUNS.match(one) for one in codes) or any(_FORMULA_RUNS.search(one) for one in formulas):
        raise RefusedFile(Why.ACTIVE)
    data = _PRINTER.sub(rb"\1", _FOLDER.sub(b"", data))
    data = _AUTHORS.sub(rb"\1\2", data)
    return _TAG.sub(lambda tag: _PEOPLE.sub(rb'\1""', tag[0]), data) if _PEOPLE.search(data) else data
