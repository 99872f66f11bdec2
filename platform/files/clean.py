"""The process that reads what was sent: it says in one line of JSON what the file became, or why it is refused.

``python -m files.clean FILE FOLDER``. It holds no secret and opens nothing but these two; its memory and its
time are limited, so that no file can stall or swell the site.
"""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path

import puremagic

from files import images, odt, office, pdf
from files.kinds import MAX_BYTES, Cleaned, RefusedFile, Why

MEMORY = 256 * 1024 * 1024  # of its own data; with its programs, it stays below 300 MB
SECONDS = 20
_CLEANERS = {"pdf": pdf.clean, "zip": office.clean, "odt": odt.clean, "image": images.clean}
_HEADS = {".pdf": "pdf", ".png": "image", ".jpg": "image", ".jpeg": "image", ".webp": "image"}
_STARTS = {
    "pdf": (b"%PDF-",),
    "image": (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF"),
    "zip": (b"PK\x03\x04",),
}


def main(source: Path, folder: Path) -> dict[str, object]:
    """Return what the file became, or why it is refused."""
    try:
        return asdict(clean(source, folder))
    except RefusedFile as refusal:
        return {"refused": refusal.why}
    except MemoryError:
        return {"refused": Why.TOO_COMPLEX}
    except RecursionError:
        return {"refused": Why.TOO_COMPLEX}


def clean(source: Path, folder: Path) -> Cleaned:
    """Write what may be kept of a file into the folder."""
    size = source.stat().st_size
    if not size:
        raise RefusedFile(Why.EMPTY)
    if size > MAX_BYTES:
        raise RefusedFile(Why.TOO_HEAVY)
    made = _CLEANERS[recognised(source)](source, folder)
    if (folder / "file").stat().st_size > 2 * MAX_BYTES:
        raise RefusedFile(Why.TOO_HEAVY)
    return made


def recognised(source: Path) -> str:
    """Return which cleaner reads the file, from its first bytes and never from its name."""
    with source.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_STARTS["zip"]):
        return "odt" if head[30:38] == b"mimetype" else "zip"
    try:
        told = [match.extension for match in puremagic.magic_string(head)]
    except (puremagic.PureError, ValueError):
        told = []
    for ending in told:
        found = _HEADS.get(ending)
        if found and head.startswith(_STARTS[found]):
            return found
    raise RefusedFile(Why.UNKNOWN)


def _limit() -> None:
    for what, most in ((resource.RLIMIT_DATA, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        _now, hard = resource.getrlimit(what)
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (wanted, wanted))


if __name__ == "__main__":
    _limit()
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]))))
