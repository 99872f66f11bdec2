"""The data folder: made by us, locked by one launcher at a time, readable by its user only."""

import errno
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import socket
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from local.errors import CannotStart

MARKER = ".echanges-demo"
LONGEST_SOCKET = 99  # sockaddr_un holds 108 bytes with its end; some systems hold 104
LEAST_ROOM = 400 * 1024 * 1024
FILES = ("secrets.json", "loaded.json", "erasures.txt", "lock", MARKER)
OURS = ("postgres", "run", "mail", "media", "static", "logs", "beat", *FILES)


@dataclass(frozen=True)
class Secrets:
    """Random passwords of one data folder; they never leave it."""

    superuser: str
    owner: str
    site: str
    secret_key: str


def is_running(pid: int) -> bool:
    """Return True when the process exists and is not just waiting to be buried."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in {"Z", "X"}


def write_private(path: Path, content: str | bytes) -> None:
    """Write a file that only its user can read, whole or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def check_room(folder: Path, least: int = LEAST_ROOM) -> None:
    """Stop with a sentence when the disk is nearly full."""
    free = shutil.disk_usage(folder).free
    if free < least:
        raise CannotStart(
            f"The disk of {folder} has {free // 2**20} MB left and {least // 2**20} MB are needed:"
            " make room, or choose another folder with DATA=/somewhere."
        )


def check_port(port: int) -> None:
    """Stop with a sentence when somebody already listens on the port."""
    if not 1 <= port <= 65535:
        raise CannotStart(f"PORT must be a number from 1 to 65535, not {port}.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise CannotStart(
                f"Port {port} needs root: choose one above 1023, for instance make demo PORT=9000."
            ) from error
        except OSError as error:
            raise CannotStart(
                f"Port {port} is already taken: choose another one, for instance make demo PORT=9000."
            ) from error


def free_port(preferred: int) -> int:
    """Return the preferred port when it is free, otherwise one that is."""
    if preferred <= 65535:
        try:
            check_port(preferred)
        except CannotStart:
            pass
        else:
            return preferred
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def check_socket_path(path: Path) -> None:
    """Stop with a sentence when the path does not fit in a Unix socket's address."""
    length = len(os.fsencode(path))
    if length > LONGEST_SOCKET:
        raise CannotStart(
            f"The path {path} is too long for a socket ({length} bytes, at most {LONGEST_SOCKET}):"
            " choose a shorter data folder with DATA=/somewhere."
        )


class Data:
    """One data folder. ``open`` makes or checks it and takes its lock."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.lock: int | None = None

    def open(self) -> None:
        """Make the folder or check that it is ours, then lock it."""
        check_socket_path(self.root / "run" / "valkey.sock")
        try:
            self._make()
            check_room(self.root)
            self._lock()
        except PermissionError as error:
            raise CannotStart(
                f"{error.filename or self.root} cannot be written by this user:"
                " choose another folder with DATA=/somewhere."
            ) from error
        except OSError as error:
            raise explained(error, self.root) from error

    def close(self) -> None:
        """Give the lock back."""
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None

    def folder(self, name: str) -> Path:
        """Return a folder inside, made readable by its user only."""
        path = self.root / name
        path.mkdir(mode=0o700, exist_ok=True)
        return path

    def secrets(self) -> Secrets:
        """Return the stored secrets; make them once."""
        path = self.root / "secrets.json"
        if not path.exists():
            if (self.database_home() / "data").exists():
                raise CannotStart(
                    f"{path} is missing, so the database cannot be opened:"
                    " put it back, or empty everything with make demo-reset."
                )
            made = Secrets(*(secrets.token_urlsafe(48) for _ in range(4)))
            write_private(path, json.dumps(asdict(made)))
        try:
            return Secrets(**json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError) as error:
            raise CannotStart(
                f"{path} cannot be read: put it back, or empty everything with make demo-reset."
            ) from error

    def database_home(self) -> Path:
        """Return where the database lives: inside, unless another place had to be noted."""
        noted = self._marker().get("database")
        return Path(str(noted)) if noted else self.root / "postgres"

    def note_database_home(self, home: Path) -> None:
        """Remember a database that lives elsewhere, so that the next start finds it."""
        write_private(self.root / MARKER, json.dumps({**self._marker(), "database": str(home)}))

    def reset(self) -> None:
        """Remove what we made, and the folder itself when it is ours and empty."""
        if not self.root.exists():
            return
        if self.lock is None:
            self.open()
        home, made_root = self.database_home(), self._marker().get("made_root")
        shutil.rmtree(home, ignore_errors=False) if home.exists() else None
        for name in OURS:
            path = self.root / name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        self.close()
        if made_root and not any(self.root.iterdir()):
            self.root.rmdir()

    def _make(self) -> None:
        if not self.root.exists():
            self.root.parent.mkdir(parents=True, exist_ok=True)
            # As root, the database's own user must pass through (not read); every folder inside stays closed
            self.root.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700)
            write_private(self.root / MARKER, json.dumps({"made_root": True}))
            return
        if not self.root.is_dir():
            raise CannotStart(f"{self.root} is not a folder: choose another one with DATA=/somewhere.")
        if (self.root / MARKER).exists():
            if (self.root / MARKER).stat().st_uid != os.geteuid():
                raise CannotStart(f"{self.root} belongs to another user: choose another folder with DATA=/somewhere.")
            return
        if any(self.root.iterdir()):
            raise CannotStart(
                f"{self.root} holds files that are not the demonstration's:"
                " choose an empty or a new folder with DATA=/somewhere."
            )
        write_private(self.root / MARKER, json.dumps({"made_root": False}))

    def _marker(self) -> dict[str, object]:
        try:
            return dict(json.loads((self.root / MARKER).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return {}

    def _lock(self, patience: float = 20.0) -> None:
        lock = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                holder = int(os.pread(lock, 32, 0) or b"0")
                # A launcher that was killed leaves its watchman a few seconds to end what is left
                if is_running(holder) or time.monotonic() > deadline:
                    os.close(lock)
                    raise CannotStart(
                        f"The demonstration already runs on {self.root} (process {holder}):"
                        " stop it with Ctrl-C, or choose another folder with DATA=/somewhere."
                    ) from None
                time.sleep(0.1)
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        self.lock = lock


def explained(error: OSError, where: Path) -> CannotStart:
    """Return the sentence for an error of the file system."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return CannotStart(f"The disk of {where} is full: make room, or choose another folder with DATA=/somewhere.")
    return CannotStart(f"{error.filename or where} cannot be used: {error.strerror}.")


def fingerprint(root: Path, skip: set[str]) -> str:
    """Return a digest of the names, sizes and times of the files below ``root``: it changes when the code does."""
    digest = hashlib.sha256()
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if name not in skip and not name.startswith("."))
        for name in sorted(files):
            if not name.endswith((".pyc", ".mo")):
                status = Path(folder, name).lstat()
                digest.update(
                    f"{folder}/{name} {status.st_size} {status.st_mtime_ns}\n".encode("utf-8", "surrogateescape")
                )
    return digest.hexdigest()
