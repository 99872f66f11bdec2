"""The zip inside an office document: its list is judged before anything is read, and it is always written again."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.parsers import expat

from files.kinds import RefusedFile, Why

MOST_MEMBERS = 2_000
LARGEST_MEMBER = 24 * 1024 * 1024
LARGEST_WHOLE = 80 * 1024 * 1024
_STEEPEST = 150  # how many times larger a member may be than its compressed form
_ANY_RATIO = 1024 * 1024  # below which no ratio tells of a bomb
_DATE = (1980, 1, 1, 0, 0, 0)
_WRONG_NAME = re.compile(r"(^|/)\.\.?(/|$)|^/|\\|^[A-Za-z]:|[\x00-\x1f]")
Start = Callable[[str, dict[str, str]], None]


class Package:
    """A zip whose members have sound names and sizes."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:  # the last: zipfile’s
            raise RefusedFile(Why.BROKEN) from error
        self._members = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}
        self._judge()
        self._read = 0

    def _judge(self) -> None:
        listed = [info for info in self._zip.infolist() if not info.is_dir()]
        if len(listed) > MOST_MEMBERS or sum(info.file_size for info in listed) > LARGEST_WHOLE:
            raise RefusedFile(Why.TOO_COMPLEX)
        if len({info.filename.lower() for info in listed}) != len(listed):
            raise RefusedFile(Why.BROKEN)
        for info in listed:
            if _WRONG_NAME.search(info.filename):
                raise RefusedFile(Why.BROKEN)
            if info.flag_bits & 0x1:
                raise RefusedFile(Why.PASSWORD)
            if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise RefusedFile(Why.BROKEN)
            steep = info.file_size > _ANY_RATIO and info.file_size > _STEEPEST * max(info.compress_size, 1)
            if steep or info.file_size > LARGEST_MEMBER:
                raise RefusedFile(Why.TOO_COMPLEX)

    @property
    def names(self) -> list[str]:
        return list(self._members)

    def read(self, name: str) -> bytes:
        """Return a member, never more than was announced and allowed."""
        info = self._members.get(name)
        if info is None:
            raise RefusedFile(Why.BROKEN)
        try:
            with self._zip.open(info) as member:
                data = member.read(LARGEST_MEMBER + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError) as error:
            raise RefusedFile(Why.BROKEN) from error
        self._read += len(data)
        if len(data) > LARGEST_MEMBER or self._read > 3 * LARGEST_WHOLE:
            raise RefusedFile(Why.TOO_COMPLEX)
        return data


def write(path: Path, members: Iterator[tuple[str, bytes]], *, stored: frozenset[str] = frozenset()) -> None:
    """Write a zip without dates, comments or anything between its members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        for name, data in members:
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            made.writestr(info, data)


def walk(data: bytes, start: Start, text: Callable[[str], None] | None = None) -> None:
    """Call ``start`` for each element; a document type, an entity, or anything but UTF-8 refuses the file."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    if text is not None:
        parser.CharacterDataHandler = text

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in {"utf-8", "us-ascii", "ascii"}:
            raise RefusedFile(Why.BROKEN)

    def refused(*_told: object) -> None:
        raise RefusedFile(Why.TOO_COMPLEX)

    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise RefusedFile(Why.BROKEN)
    parser.XmlDeclHandler = declared
    parser.StartDoctypeDeclHandler = refused
    parser.EntityDeclHandler = refused
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise RefusedFile(Why.BROKEN) from error


def local(name: str) -> str:
    """Return the name of an element or an attribute without its namespace."""
    return name.rpartition(" ")[2]


_PICTURES = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF8",
    b"BM",
    b"\xd7\xcd\xc6\x9a",
    b"\x01\x00\x00\x00",
    b"\x01\x00\x09\x00",
)


def is_picture(data: bytes) -> bool:
    """Say whether these bytes begin like a picture that an office document holds: JPEG, PNG, GIF, BMP, WMF, EMF."""
    return data.startswith(_PICTURES)


def is_still_drawing(data: bytes) -> bool:
    """Say whether an SVG draws and does nothing else: no script, no event, nothing read from elsewhere."""
    fine = True

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal fine
        if local(name).lower() in {"script", "foreignobject", "iframe", "handler", "listener", "set", "animate"}:
            fine = False
        for key, value in attributes.items():
            tag = local(key).lower()
            outside = tag == "href" and not value.startswith(("#", "data:image/"))
            if tag.startswith("on") or outside or "javascript:" in value.lower() or "url(http" in value.lower():
                fine = False

    walk(data, start)
    return fine
