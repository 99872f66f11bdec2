"""PDF: written again without authors, programs, other files, or anything that opens by itself."""

from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Stream

from files import strip
from files.kinds import Cleaned, FileKind, RefusedFile, Why

_MOST_OBJECTS = 200_000
# Wherever they stand: what runs, what is another file, what tells of its author
_DROPPED = (
    "/AA",
    "/JS",
    "/JavaScript",
    "/OpenAction",
    "/EmbeddedFiles",
    "/EF",
    "/AF",
    "/XFA",
    "/Collection",
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/Perms",
    "/RichMediaContent",
    "/RichMediaSettings",
    "/Next",
)
_GONE = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
_NOTES = {"/Text", "/FreeText", "/Highlight", "/Underline", "/StrikeOut", "/Ink", "/Stamp", "/Popup", "/Caret", "/Line"}
_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/Rendition",
    "/RichMediaExecute",
}
_HARMLESS = {"/GoTo", "/URI", "/Named"}
_SCHEMES = ("http://", "https://", "mailto:")


def clean(source: Path, folder: Path) -> Cleaned:
    """Write ``file`` into the folder: the same pages, and nothing that acts or names people."""
    try:
        with pikepdf.open(source, suppress_warnings=True) as document:
            _clean(document)
            document.save(
                folder / "file",
                deterministic_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                encryption=False,
            )
        _still_opens(folder / "file")
    except pikepdf.PasswordError as error:
        raise RefusedFile(Why.PASSWORD) from error
    except MemoryError as error:
        raise RefusedFile(Why.TOO_COMPLEX) from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, OSError) as error:
        raise RefusedFile(Why.BROKEN) from error
    return Cleaned(FileKind.PDF)


def _still_opens(written: Path) -> None:
    """Refuse what was too damaged to come out whole."""
    with pikepdf.open(written, suppress_warnings=True) as document:
        if not len(document.pages):
            raise RefusedFile(Why.BROKEN)


def _clean(document: pikepdf.Pdf) -> None:
    if len(document.objects) > _MOST_OBJECTS:
        raise RefusedFile(Why.TOO_COMPLEX)
    if not len(document.pages):
        raise RefusedFile(Why.BROKEN)
    for key in ("/Info", "/AdditionalStreams"):
        if key in document.trailer:
            del document.trailer[key]
    for found in document.objects:
        if isinstance(found, Stream):
            _stream(found)
        _inside(found)


def _inside(value: Any, depth: int = 0) -> None:
    """Clean a value and what stands directly in it; what it points to has its own turn."""
    if depth > 30:
        raise RefusedFile(Why.TOO_COMPLEX)
    if isinstance(value, Dictionary | Stream):
        _dictionary(value)
        for key in list(value.keys()):
            inner = value.get(key)
            if isinstance(inner, pikepdf.Object) and not inner.is_indirect:
                _inside(inner, depth + 1)
    elif isinstance(value, pikepdf.Array):
        _without_gone(value)
        for inner in list(value):
            if isinstance(inner, pikepdf.Object) and not inner.is_indirect:
                _inside(inner, depth + 1)


def _dictionary(value: Any) -> None:
    for key in _DROPPED:
        if key in value:
            del value[key]
    kind = value.get("/Subtype")
    if kind in _NOTES and "/T" in value:
        del value["/T"]  # who wrote the note
    for key in ("/A", "/PA"):
        if key in value and not _is_harmless(value.get(key)):
            del value[key]
    # An action that another object points to: emptied where it stands
    if "/S" in value and value.get("/S") not in _HARMLESS and _is_action(value):
        for key in list(value.keys()):
            del value[key]


def _is_action(value: Any) -> bool:
    return value.get("/Type") == Name.Action or value.get("/S") in _ACTIONS


def _is_harmless(action: Any) -> bool:
    if not isinstance(action, Dictionary):
        return False
    if action.get("/S") == Name.URI:
        return str(action.get("/URI", "")).lower().startswith(_SCHEMES)
    return action.get("/S") in _HARMLESS


def _without_gone(array: Any) -> None:
    """Take annotations that carry a file, a film or a sound out of their list."""
    for at in range(len(array) - 1, -1, -1):
        inner = array[at]
        if isinstance(inner, Dictionary) and inner.get("/Subtype") in _GONE and "/Rect" in inner:
            del array[at]


def _stream(found: Any) -> None:
    if "/F" in found:
        del found["/F"]  # its content would be read from another file
    filters = found.get("/Filter")
    if found.get("/Subtype") == Name.Image and filters in (Name.DCTDecode, pikepdf.Array([Name.DCTDecode])):
        told = found.get("/DecodeParms")
        found.write(strip.jpeg(found.read_raw_bytes()), filter=Name.DCTDecode, decode_parms=told)
