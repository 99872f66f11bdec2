"""The servers start, stop, and recover from the death of anything, and nothing is left behind."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from watching import listening_tcp, until

from local import places, postgres
from local.places import is_running


def keep_a_row(address: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('here')")


def row_kept(address: str) -> bool:
    with psycopg.connect(address) as connection:
        return connection.execute("SELECT word FROM kept").fetchall() == [("here",)]


def nothing_left(running) -> bool:
    return until(lambda: not running.left())


def test_ctrl_c_stops_everything_and_only_that_and_the_next_start_finds_its_data(start):
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        first = start()
        assert {role: len(pids) > 0 for role, pids in first.pids().items()} == dict.fromkeys(first.pids(), True)
        keep_a_row(first.first_line)
        assert "stopped" in first.finish(signal.SIGINT)
        assert first.process.returncode == 0
        assert first.left() == []
        assert is_running(stranger.pid)
        began = time.monotonic()
        second = start()
        assert time.monotonic() - began < 10
        assert row_kept(second.first_line)
    finally:
        stranger.kill()
        stranger.wait()


def test_a_killed_launcher_leaves_nothing_and_the_next_start_recovers(start):
    first = start()
    keep_a_row(first.first_line)
    assert len(first.pids()["stand_in"]) == 2, "the stand-in and its own child"
    first.process.kill()
    # At once, while the watchman still ends what refuses to stop: the new start waits for it
    second = start()
    assert row_kept(second.first_line)
    assert not [pid for pid in first.left() if pid not in second.left()]
    second.finish(signal.SIGTERM)
    assert nothing_left(second)


@pytest.mark.parametrize("role", ["postgres", "valkey", "stand_in", "watchman"])
def test_when_one_program_is_killed_the_launcher_names_it_stops_all_and_starts_again(start, role):
    first = start()
    keep_a_row(first.first_line)
    os.kill(min(first.pids()[role]), signal.SIGKILL)
    said = first.process.communicate(timeout=60)[0]
    names = {"postgres": "PostgreSQL", "valkey": "Valkey", "stand_in": "The stand-in", "watchman": "The watchman"}
    assert names[role] in said
    assert nothing_left(first)
    assert row_kept(start().first_line)


def test_everything_killed_at_once_the_next_start_recovers(start):
    first = start()
    keep_a_row(first.first_line)
    pids = [first.process.pid, *first.left()]
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    first.process.wait()
    assert row_kept(start().first_line)


def test_the_note_of_a_killed_server_whose_number_is_another_program_s_is_set_aside(start, folder):
    first = start()
    keep_a_row(first.first_line)
    first.finish(signal.SIGINT)
    note = folder / "data" / "postgres" / "data" / "postmaster.pid"
    # The number of a program that lives and is not PostgreSQL: this test's own
    note.write_text(f"{os.getpid()}\n{note.parent}\n0\n5432\n{folder}/data/postgres/run\n\n0 0\nready\n")
    assert row_kept(start().first_line)


def test_an_interrupted_making_of_the_database_is_begun_again(start, folder):
    first = start()
    first.finish(signal.SIGINT)
    home = folder / "data" / "postgres"
    (home / "data").rename(home / "data.new")
    (home / "data.new" / "PG_VERSION").unlink()
    assert start().first_line.startswith("postgres://plateforme_owner:")


def test_it_is_closed_to_everybody_else(start, folder):
    before = stat.S_IMODE(folder.stat().st_mode)
    running = start()
    assert stat.S_IMODE(folder.stat().st_mode) == before, "the mode of a folder that we did not make"
    second = start()
    assert "already runs on" in second.first_line
    assert f"(process {running.process.pid})" in second.first_line
    check_modes(folder / "data")
    for pid in running.left():
        assert listening_tcp(pid) == []
    check_roles(running.first_line)


def check_modes(root: Path) -> None:
    assert stat.S_IMODE(root.stat().st_mode) & 0o066 == 0, "others may not list or write"
    for path in root.iterdir():
        mode = stat.S_IMODE(path.lstat().st_mode)
        assert mode & 0o077 == 0 or path.name == "pids", f"{path} is {mode:o}"
    sockets = [path for path in root.rglob("*") if stat.S_ISSOCK(path.lstat().st_mode)]
    assert len(sockets) == 2
    assert all(stat.S_IMODE(path.lstat().st_mode) & 0o077 == 0 for path in sockets)


def check_roles(address: str) -> None:
    with psycopg.connect(address) as connection:
        roles = connection.execute(
            "SELECT rolname, rolsuper, rolcreatedb, rolcanlogin FROM pg_roles"
            " WHERE rolname LIKE 'plateforme%' ORDER BY 1"
        ).fetchall()
        owner = connection.execute(
            "SELECT pg_get_userbyid(datdba), datcollate FROM pg_database WHERE datname = 'plateforme'"
        ).fetchone()
        rules = connection.execute("SHOW password_encryption").fetchone()
    assert roles == [("plateforme_owner", False, True, True), ("plateforme_site", False, False, True)]
    assert owner == ("plateforme_owner", "C.UTF-8")
    assert rules == ("scram-sha-256",)
    head, _, tail = address.partition("@")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(head.rpartition(":")[0] + ":wrong@" + tail)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a database user of its own")
def test_root_s_closed_folder_stays_closed_and_its_database_is_emptied_with_it(start, folder):
    folder.chmod(0o700)
    first = start()
    home = Path(json.loads((folder / "data" / places.MARKER).read_text())["database"])
    assert home.parent == postgres.ELSEWHERE
    assert home.is_dir()
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    keep_a_row(first.first_line)
    first.finish(signal.SIGINT)
    second = start()
    assert row_kept(second.first_line)
    second.finish(signal.SIGINT)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700, "the mode of a folder that we did not make"
    (folder / "data" / "pids").unlink()  # the test's own: a reset leaves what it did not make
    places.Data(folder / "data").reset()
    assert not home.exists()
    assert not (folder / "data").exists()
