"""An older backup does not bring back who was erased since: backup, erasure, restore, erased again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from tests.pages.drilling import Drill

EMAIL, NAME = "partie@liege.example", "Paule Partie"


def insert(drill: Drill, name: str, email: str, person: str) -> int:
    with drill.connect(name) as database:
        row = database.execute(
            "INSERT INTO accounts_user (email, name, password, office, language, time_zone, digest, is_staff,"
            " is_active, is_superuser) VALUES (%s, %s, '', '', 'fr', 'Europe/Paris', 'weekly', false, true, false)"
            " RETURNING id",
            [email, person],
        ).fetchone()
    assert row is not None
    return int(row[0])


def person(drill: Drill, name: str, user_id: int) -> tuple[str, str]:
    with drill.connect(name) as database:
        row = database.execute("SELECT name, email FROM accounts_user WHERE id = %s", [user_id]).fetchone()
    assert row is not None
    return row[0], row[1]


ERASE = """
from accounts import erasing
from accounts.models import Erasure, User
from common import clock
user = User.objects.get(email="partie@liege.example")
made = erasing.request_erasure(user_id=user.pk, by=user)
Erasure.objects.update(due_at=clock.now())
assert erasing.erase_due() == 1
"""


@pytest.fixture
def restored(drill: Drill) -> tuple[Drill, int, Path]:
    """A person who is in a backup and was erased after it; the folder of that backup."""
    user_id = insert(drill, drill.source, EMAIL, NAME)
    done = drill.manage(drill.source, "backup", drill.folder / "backups")
    assert done.returncode == 0, done.stderr
    backup = Path(done.stdout.splitlines()[0])
    done = drill.manage(drill.source, "shell", "-c", ERASE)
    assert done.returncode == 0, done.stderr
    assert person(drill, drill.source, user_id)[0] == ""
    return drill, user_id, backup


def test_restore_erases_again_from_the_list_beside_the_files(restored: tuple[Drill, int, Path]) -> None:
    drill, user_id, backup = restored
    assert (drill.folder / "erasures.txt").read_text().startswith(f"{user_id} ")
    assert (drill.folder / "erasures.txt").stat().st_mode & 0o077 == 0
    done = drill.manage(drill.target, "restore", backup)
    assert done.returncode == 0, done.stderr
    assert "1 were erased again" in done.stdout
    assert person(drill, drill.target, user_id) == ("", f"personne-{user_id}@effacee.invalid")
    with drill.connect(drill.target, "site") as site, pytest.raises(psycopg.errors.InsufficientPrivilege):
        site.execute("DELETE FROM accounts_erased")
    again = drill.manage(drill.target, "apply_erasures", drill.folder / "erasures.txt", role="site")
    assert again.returncode == 0, again.stderr
    assert "0 were erased again" in again.stdout


def test_the_list_beside_the_backups_serves_when_the_machine_is_lost(restored: tuple[Drill, int, Path]) -> None:
    drill, user_id, backup = restored
    assert drill.manage(drill.source, "backup", drill.folder / "backups").returncode == 0
    (drill.folder / "erasures.txt").unlink()
    done = drill.manage(drill.target, "restore", backup)
    assert done.returncode == 0, done.stderr
    assert person(drill, drill.target, user_id)[0] == ""


def test_without_any_list_restore_says_so_and_the_line_of_the_letter_does(restored: tuple[Drill, int, Path]) -> None:
    drill, user_id, backup = restored
    line = (drill.folder / "erasures.txt").read_text()
    (drill.folder / "erasures.txt").unlink()
    done = drill.manage(drill.target, "restore", backup)
    assert "No list of erasures was found" in done.stdout
    assert person(drill, drill.target, user_id) == (NAME, EMAIL)
    typed = drill.folder / "typed.txt"
    typed.write_text(line)
    assert drill.manage(drill.target, "apply_erasures", typed, role="site").returncode == 0
    assert person(drill, drill.target, user_id)[0] == ""


def test_a_number_given_again_is_somebody_else_and_bad_input_is_one_sentence(drill: Drill) -> None:
    user_id = insert(drill, drill.source, EMAIL, NAME)
    before = datetime.now(tz=UTC) - timedelta(days=1)
    earlier = drill.folder / "earlier.txt"
    earlier.write_text(f"{user_id} {before.isoformat()}\n")
    done = drill.manage(drill.source, "apply_erasures", earlier, role="site")
    assert "0 were erased again" in done.stdout
    assert person(drill, drill.source, user_id) == (NAME, EMAIL)
    (drill.folder / "bad.txt").write_text("somebody yesterday\n")
    for name, words in (("bad.txt", "line 1"), ("absent.txt", "cannot be read")):
        done = drill.manage(drill.source, "apply_erasures", drill.folder / name, role="site")
        assert done.returncode != 0
        assert words in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
