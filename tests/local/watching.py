"""What the tests of the launcher look at: time that passes, and who listens."""

import time
from collections.abc import Callable
from pathlib import Path


def until(true: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def listening_tcp(pid: int) -> list[str]:
    """The addresses on which this process listens over TCP."""
    inodes = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        target = str(link.readlink())
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    lines = [
        line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    return [words[1] for words in lines if words[3] == "0A" and words[9] in inodes]
