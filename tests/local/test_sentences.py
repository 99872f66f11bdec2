"""What can go wrong at the start is said in one sentence that names the way out."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from local import places
from local.__main__ import main
from local.errors import CannotStart
from local.places import Data
from local.site import check_outside

ROOT = Path(__file__).resolve().parents[2]


def sentence(capsys, *words: str) -> str:
    """Run the launcher, expect a refusal, and return its only line."""
    assert main(words) == 1
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    return lines[0]


def test_a_port_already_taken(capsys, folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = sentence(capsys, "demo", "--port", port, "--data", str(folder / "data"))
    assert port in said
    assert "make demo PORT=" in said
    assert not (folder / "data").exists(), "nothing was made"


@pytest.mark.parametrize("port", ["0", "70000", "abc", "-1"])
def test_a_port_that_is_none(capsys, folder, port):
    assert "PORT must be" in sentence(capsys, "demo", f"--port={port}", "--data", str(folder / "data"))


def test_a_command_for_a_demonstration_that_does_not_run(capsys, folder):
    assert "make demo first" in sentence(capsys, "manage", "--data", str(folder / "data"), "check", "--deploy")


def test_a_path_too_long_for_a_socket(capsys, folder):
    said = sentence(capsys, "demo", "--port", str(places.free_port(65536)), "--data", str(folder / ("long" * 25)))
    assert "too long for a socket" in said
    assert "DATA=" in said
    assert list(folder.iterdir()) == []


def test_a_disk_without_room(capsys, folder, monkeypatch):
    usage = shutil.disk_usage(folder)
    monkeypatch.setattr(places.shutil, "disk_usage", lambda _path: usage._replace(free=5 * 2**20))
    said = sentence(capsys, "demo", "--port", str(places.free_port(65536)), "--data", str(folder / "data"))
    assert "5 MB left" in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_disk_that_fills_up_while_we_write():
    with pytest.raises(OSError, match="space") as full, Path("/dev/full").open("w") as file:
        file.write("x" * 100_000)
    assert "is full" in str(places.explained(full.value, Path("/somewhere")))


def test_a_folder_that_holds_somebody_s_files_is_left_alone(capsys, folder):
    (folder / "thesis.txt").write_text("ten years")
    assert "not the demonstration's" in sentence(
        capsys, "demo", "--port", str(places.free_port(65536)), "--data", str(folder)
    )
    assert "not the demonstration's" in sentence(capsys, "reset", "--data", str(folder))
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]


def test_reset_removes_what_we_made_and_nothing_else(folder):
    data = Data(folder)
    data.open()
    data.secrets()
    data.folder("logs")
    (folder / "thesis.txt").write_text("ten years")
    data.close()
    mode = folder.stat().st_mode
    assert main(["reset", "--data", str(folder)]) == 0
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]
    assert folder.stat().st_mode == mode


def test_secrets_are_made_once_and_read_by_their_user_only(folder):
    data = Data(folder / "data")
    data.open()
    first = data.secrets()
    data.close()
    again = Data(folder / "data")
    again.open()
    assert again.secrets() == first
    assert (folder / "data" / "secrets.json").stat().st_mode & 0o077 == 0
    words = {first.superuser, first.owner, first.site, first.secret_key}
    assert len(words) == 4
    assert all(len(word) >= 40 for word in words)
    again.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder of somebody else's")
def test_somebody_else_s_data_folder(capsys, folder):
    data = Data(folder / "data")
    data.open()
    data.close()
    os.chown(folder / "data" / places.MARKER, 65534, 65534)
    said = sentence(capsys, "demo", "--port", str(places.free_port(65536)), "--data", str(folder / "data"))
    assert "belongs to another user" in said


def test_half_of_an_outside_database():
    with pytest.raises(CannotStart, match="DATABASE_URL is set and MIGRATE_DATABASE_URL is not"):
        check_outside({"DATABASE_URL": "postgres://x"})
    check_outside({})
    check_outside({"DATABASE_URL": "postgres://x", "MIGRATE_DATABASE_URL": "postgres://y"})


# --- The Makefile, before there is a virtual environment ---


def make(folder: Path, target: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run make in a copy of what it needs before the installation."""
    (folder / ".ci").mkdir(exist_ok=True)
    for name in ("Makefile", "pyproject.toml", "uv.lock", ".ci/uv.txt"):
        shutil.copy(ROOT / name, folder / name)
    command = ["make", target, *(f"{name}={value}" for name, value in environment.items())]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_a_missing_python3_venv_is_one_sentence(folder):
    # Debian without python3-venv: the module ensurepip is absent
    python = folder / "python3"
    python.write_text(f'#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    for target in ("demo", "test", "install"):
        done = make(folder, target, PYTHON=str(python))
        assert done.returncode != 0
        first = done.stderr.splitlines()[0]
        assert first == "python3-venv is missing: install it, for instance with apt-get install python3-venv."
        assert not (folder / ".venv").exists()


def test_a_missing_or_old_python_is_one_sentence(folder):
    assert make(folder, "demo", PYTHON="no-such-python").stderr.startswith("python3 is missing")
    old = folder / "python3"
    old.write_text('#!/bin/sh\ncase "$*" in *version_info*) exit 1;; esac\nexit 0\n')
    old.chmod(0o755)
    assert make(folder, "demo", PYTHON=str(old)).stderr.startswith("Python 3.11 or newer is needed")


def test_the_promised_targets_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert targets >= {"demo", "demo-reset", "test", "audit", "lint", "messages", "install", "build"}
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
