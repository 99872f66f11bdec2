"""Starts the launcher of launcher.py on a short temporary folder, and knows every process that it left."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watching import until

from local.places import Data, is_running

LAUNCHER = Path(__file__).with_name("launcher.py")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose path is short enough for a socket, and that the database's own user reaches when we are root."""
    with tempfile.TemporaryDirectory(prefix="lt-", dir="/tmp") as name:
        Path(name).chmod(0o711)
        yield Path(name)


class Running:
    """One launcher that was started, and the data folder it uses."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.process = subprocess.Popen(
            [sys.executable, LAUNCHER, root], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/"
        )
        self.first_line = self.process.stdout.readline().strip()

    def pids(self) -> dict[str, list[int]]:
        """The processes that belong to the data folder, by their role."""
        found: dict[str, list[int]] = {"postgres": [], "valkey": [], "stand_in": [], "watchman": []}
        for path in Path("/proc").iterdir():
            if not path.name.isdigit() or not is_running(int(path.name)):
                continue
            try:
                words = (path / "cmdline").read_bytes().decode(errors="replace")
                parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if str(self.root) in words and "stand_in" in words:
                found["stand_in"].append(int(path.name))
            elif str(self.root) in words and "bin/postgres" in words:
                found["postgres"].append(int(path.name))
            elif str(self.root) in words and "valkey-server" in words:
                found["valkey"].append(int(path.name))
            elif "watchman.py" in words and parent == self.process.pid:
                found["watchman"].append(int(path.name))
        return found

    def left(self) -> list[int]:
        """Every process that still belongs to the data folder."""
        return [pid for pids in self.pids().values() for pid in pids]

    def finish(self, number: int) -> str:
        """Signal the launcher, wait for its end and return what it said."""
        self.process.send_signal(number)
        return self.process.communicate(timeout=60)[0]


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[[], Running]]:
    """Start a launcher on the folder; whatever a failed test leaves is ended."""
    started: list[Running] = []

    def run() -> Running:
        started.append(Running(folder / "data"))
        return started[-1]

    yield run
    for one in started:
        if one.process.poll() is None:
            one.process.terminate()
            one.process.wait(60)
        one.process.stdout.close()
    assert not started or until(lambda: not started[0].left())
    if (folder / "data").exists():
        Data(folder / "data").reset()
