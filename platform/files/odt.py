"""OpenDocument text: no macro, no object inside, nothing read from elsewhere, no name of who wrote it."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from files import strip
from files.kinds import MEDIA_TYPES, Cleaned, FileKind, RefusedFile, Why
from files.packages import Package, is_picture, is_still_drawing, local, walk, write

_MANIFEST = "META-INF/manifest.xml"
_NEEDED = {"mimetype", "content.xml", _MANIFEST}
_ACTS = re.compile(r"^(basic|scripts|dialogs)/|macrosignatures", re.I)
_OTHER_FILE = re.compile(r"^(object|obj|replacement)|/object", re.I)
_LEFT_OUT = re.compile(r"^(Thumbnails|Configurations2)/|^layout-cache$|documentsignatures", re.I)
_META = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2">'
    b"<office:meta/></office:document-meta>"
)
_LINKS = ("http://", "https://", "mailto:", "#")
_OBJECTS = {"object", "object-ole", "applet", "plugin", "floating-frame", "dde-source", "dde-connection-decl"}
_PEOPLE = re.compile(
    rb"(<(?:dc:creator|meta:creator-initials|loext:sender-initials|text:initial-creator|text:creator|text:author-name|"
    rb"text:author-initials|meta:initial-creator|meta:printed-by)(?:\s[^<>]*)?>)[^<]*(</)"
)
_PRINTER = re.compile(rb"(<config:config-item config:name=\"Printer(?:Name|Setup)\"[^<>]*>)[^<]*(</)")


def clean(source: Path, folder: Path) -> Cleaned:
    """Write ``file`` into the folder: the same document, written again."""
    package = Package(source)
    if not set(package.names) >= _NEEDED or package.read("mimetype") != MEDIA_TYPES[FileKind.ODT].encode():
        raise RefusedFile(Why.UNKNOWN)
    for name in package.names:
        if _ACTS.search(name):
            raise RefusedFile(Why.ACTIVE)
        if _OTHER_FILE.search(name):
            raise RefusedFile(Why.EMBEDDED)
    write(folder / "file", _members(package), stored=frozenset({"mimetype"}))
    return Cleaned(FileKind.ODT)


def _members(package: Package) -> Iterator[tuple[str, bytes]]:
    # The kind comes first and bare: so the format asks
    for name in sorted(package.names, key=lambda name: name != "mimetype"):
        if _LEFT_OUT.search(name):
            continue
        data = package.read(name)
        if name == "meta.xml":
            yield name, _META
        elif name == _MANIFEST:
            yield name, _manifest(data)
        elif PurePosixPath(name).suffix in {".xml", ".rdf"}:
            yield name, _xml(data)
        elif name.startswith(("Pictures/", "media/")):
            yield name, _picture(name, data)
        elif name == "mimetype" or name.startswith("Fonts/"):
            yield name, data
        else:
            raise RefusedFile(Why.EMBEDDED)


def _picture(name: str, data: bytes) -> bytes:
    if name.endswith(".svg"):
        if not is_still_drawing(data):
            raise RefusedFile(Why.ACTIVE)
        return data
    if not is_picture(data):
        raise RefusedFile(Why.BROKEN)
    return strip.picture(data)


def _manifest(data: bytes) -> bytes:
    """Return the list of members without those that are left out; a locked document is refused."""

    def start(name: str, _attributes: dict[str, str]) -> None:
        if local(name) == "encryption-data":
            raise RefusedFile(Why.PASSWORD)

    walk(data, start)
    entry = re.compile(rb"<manifest:file-entry\b[^<>]*manifest:full-path=\"([^\"]*)\"[^<>]*/>")
    return entry.sub(lambda found: b"" if _LEFT_OUT.search(found[1].decode()) else found[0], data)


def _xml(data: bytes) -> bytes:
    def start(name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag in _OBJECTS:
            raise RefusedFile(Why.EMBEDDED)
        if tag in {"event-listener", "script", "execute-macro"}:
            raise RefusedFile(Why.ACTIVE)
        for key, value in attributes.items():
            if local(key) == "href" and not _stays(tag, value):
                raise RefusedFile(Why.FETCHES)
            if local(key) == "condition" and "macro" in value.lower():
                raise RefusedFile(Why.ACTIVE)

    walk(data, start)
    return _PRINTER.sub(rb"\1\2", _PEOPLE.sub(rb"\1\2", data))


def _stays(tag: str, value: str) -> bool:
    """Say whether a reference is a link that a person follows, or stays inside the document."""
    if tag == "a":
        return value.lower().startswith(_LINKS) or ":" not in value
    return ":" not in value and not value.startswith(("/", "\\")) and ".." not in value
