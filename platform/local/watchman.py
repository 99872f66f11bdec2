"""Ends what a killed launcher leaves behind.

The launcher holds one end of a pipe and writes the number of each session it starts; when it dies, in whatever way, the
pipe closes. The parent-death signal has then asked each program to stop; whatever still lives after a short delay is
killed here. The lock of the data folder stays with this process until nothing is left, so that a new start waits.
Standard library only.
"""

import os
import signal
import sys
import time
from pathlib import Path

DELAY = 4.0


def members(sessions: set[int]) -> list[int]:
    """Return the living processes of these sessions."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                status = (folder / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            state, _parent, _group, session = status.rpartition(")")[2].split()[:4]
            if int(session) in sessions and state not in {"Z", "X"}:
                found.append(int(folder.name))
    return found


def main() -> None:
    """Read the pipe until it closes, then end what is left."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    sessions: set[int] = set()
    with os.fdopen(int(sys.argv[1]), "r", encoding="ascii") as pipe:
        for line in pipe:
            number = int(line)
            (sessions.discard if number < 0 else sessions.add)(abs(number))
    deadline = time.monotonic() + DELAY
    while (left := members(sessions)) and time.monotonic() < deadline:
        time.sleep(0.05)
    while left and time.monotonic() < deadline + DELAY:
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.05)
        left = members(sessions)


if __name__ == "__main__":
    main()
