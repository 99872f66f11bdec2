"""The folder of the files: random names, written once, swept when no row names them any more."""

import logging
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from common import clock

logger = logging.getLogger(__name__)
FOLDER = "attachments"
_LEAST_AGE = timedelta(days=1)  # a file is written before the row that names it


def keep(source: Path) -> str:
    """Copy a file into the folder and return its name: 32 characters that tell nothing."""
    name = secrets.token_hex(16)
    target = _path(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as read, target.open("xb") as written:
        shutil.copyfileobj(read, written, 64 * 1024)
    return name


def open_kept(name: str) -> BinaryIO | None:
    """Open a file for reading, or return None when it is not there."""
    try:
        return _path(name).open("rb")
    except OSError:
        logger.warning("an attached file is missing: %s", name)
        return None


def drop(names: Iterable[str]) -> None:
    """Remove files that no row was ever made for."""
    for name in names:
        with suppress(OSError):
            _path(name).unlink()


def sweep(named: Iterable[str]) -> int:
    """Remove the files that nothing names, once they are a day old; return how many."""
    known = set(named)
    before = (clock.now() - _LEAST_AGE).timestamp()
    count = 0
    for path in _kept():
        with suppress(OSError):
            if path.name not in known and path.stat().st_mtime < before:
                path.unlink()
                count += 1
    return count


def _kept() -> Iterator[Path]:
    yield from (path for path in (Path(settings.MEDIA_ROOT) / FOLDER).glob("??/*") if path.is_file())


def _path(name: str) -> Path:
    if len(name) != 32 or not name.isalnum():
        raise ValueError(name)
    return Path(settings.MEDIA_ROOT) / FOLDER / name[:2] / name
