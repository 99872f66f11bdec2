"""The numbers of erased people, in a small file outside the database: an older backup must not bring them back.

One line each, the number and the moment; nothing in it names anybody.
"""

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from accounts.models import Erased


class Unreadable(Exception):
    """A line is not a number and a moment."""


def place() -> Path:
    """Return the file: ERASURES_FILE, or erasures.txt beside the folder of uploaded files."""
    return Path(settings.ERASURES_FILE or Path(settings.MEDIA_ROOT).with_name("erasures.txt"))


def read(path: Path) -> dict[int, datetime]:
    """Return who was erased, and when; nothing when there is no such file."""
    if not path.exists():
        return {}
    return _parsed(path.read_text(encoding="utf-8"), path)


def _parsed(text: str, path: Path) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            user_id, moment = line.split(" ")
            found[int(user_id)] = datetime.fromisoformat(moment).astimezone(UTC)
        except ValueError as error:
            raise Unreadable(f"{path}, line {number}: not a number and a moment. Correct it, then again.") from error
    return found


def write(path: Path | None = None) -> None:
    """Add to the file those of the table that it does not hold; lines that it holds stay, whatever the table says."""
    rows = dict(Erased.objects.values_list("person_id", "at"))
    if not rows:
        return
    path = path or place()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # two workers at once
        path.chmod(0o600)
        file.seek(0)
        known = _parsed(file.read(), path)
        file.writelines(f"{user_id} {at.isoformat()}\n" for user_id, at in rows.items() if user_id not in known)
        file.flush()
        os.fsync(file.fileno())
