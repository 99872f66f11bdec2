"""What may be attached, and within which limits."""

from dataclasses import dataclass
from enum import StrEnum

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 24_000_000
MAX_WEBP_PIXELS = 12_000_000  # its decoder holds four copies of the image
LARGE, SMALL = 1600, 480  # the longest side of the two sizes of an image
MAX_FILES = 20  # on one version of a record


class FileKind(StrEnum):
    """What a file is, by its content."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    XLSX = "xlsx"
    IMAGE = "image"  # sent as JPEG, PNG or WebP, kept as JPEG


MEDIA_TYPES: dict[str, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.IMAGE: "image/jpeg",
}
ENDINGS: dict[str, str] = {kind: "jpg" if kind == FileKind.IMAGE else str(kind) for kind in FileKind}


class Why(StrEnum):
    """Why a file is refused."""

    EMPTY = "empty"
    TOO_HEAVY = "too_heavy"
    UNKNOWN = "unknown"  # none of the kinds we take
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too_many_pixels"
    PASSWORD = "password"  # noqa: S105  a reason, not a secret
    ACTIVE = "active"  # macros, programs, fields that run something
    EMBEDDED = "embedded"  # another file inside
    FETCHES = "fetches"  # something is read from elsewhere when it opens
    TOO_COMPLEX = "too_complex"  # bombs, and what cannot be read within the limits


class RefusedFile(Exception):
    """A file that is not kept."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Cleaned:
    """What a file became: its kind, and the size in pixels of an image."""

    kind: FileKind
    width: int = 0
    height: int = 0
