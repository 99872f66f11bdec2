"""What was sent becomes what is kept: read by another process, then copied into the folder under a random name."""

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from files import store
from files.kinds import MAX_BYTES, FileKind, RefusedFile, Why

_PATIENCE = 30  # seconds


@dataclass(frozen=True)
class Received:
    """A file that is in the folder; ``names`` are those it took there."""

    kind: FileKind
    digest: str  # of what was sent: the same file sent twice is one
    file: str
    weight: int
    small: str = ""
    width: int = 0
    height: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        return (self.file, self.small) if self.small else (self.file,)


@contextmanager
def _cleaned(source: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """Give the folder where the clean file lies for a moment, and what is told of it; RefusedFile says why not."""
    if source.stat().st_size > MAX_BYTES:
        raise RefusedFile(Why.TOO_HEAVY)
    with tempfile.TemporaryDirectory(prefix="attached-") as made:
        told = _read_apart(source, Path(made))
        if "kind" not in told:
            raise RefusedFile(Why(told.get("refused", Why.BROKEN)))
        yield Path(made), told


def cleaned_bytes(content: bytes) -> tuple[FileKind, bytes]:
    """Return what may be kept of these bytes, for a room that keeps its files itself; RefusedFile says why not."""
    with tempfile.NamedTemporaryFile(prefix="sent-") as sent:
        sent.write(content)
        sent.flush()
        with _cleaned(Path(sent.name)) as (folder, told):
            return FileKind(told["kind"]), (folder / "file").read_bytes()


def receive(source: Path) -> Received:
    """Clean a file that was sent and keep the result; RefusedFile says why not."""
    with _cleaned(source) as (folder, told):
        weight = (folder / "file").stat().st_size
        with source.open("rb") as sent:
            digest = hashlib.file_digest(sent, "sha256").hexdigest()
        return Received(
            kind=FileKind(told["kind"]),
            digest=digest,
            file=store.keep(folder / "file"),
            weight=weight,
            small=store.keep(folder / "small") if (folder / "small").exists() else "",
            width=int(told["width"]),
            height=int(told["height"]),
        )


def _read_apart(source: Path, folder: Path) -> dict[str, str]:
    """Run the cleaner in a process that knows nothing of the site's secrets and cannot outlive its patience."""
    try:
        done = subprocess.run(  # noqa: S603  our own module; the two paths are ours too
            [sys.executable, "-I", "-m", "files.clean", str(source), str(folder)],
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            cwd=folder,
        )
        told = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return {"refused": Why.TOO_COMPLEX}
    except ValueError:  # it was stopped before it could say anything
        return {"refused": Why.TOO_COMPLEX}
    return told if isinstance(told, dict) else {}
