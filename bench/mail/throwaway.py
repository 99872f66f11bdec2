"""A PostgreSQL, an SMTP sink and perhaps a Valkey of one's own, in a folder that is thrown away."""

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local.places import Data
from local.postgres import Postgres
from local.process import Stack
from local.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Place:
    """Where everything is."""

    folder: Path
    sink: Path  # what was received
    control: Path  # how the sink answers
    postgres: Postgres
    stack: Stack
    valkey: Valkey

    def restart_postgres(self) -> None:
        """Stop at once, as a failing machine would: no goodbye to the clients, nothing flushed; then start again."""
        pid = int((self.postgres.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, signal.SIGQUIT)
        while (self.postgres.cluster / "postmaster.pid").exists():
            time.sleep(0.01)
        self._forget("PostgreSQL")
        self.postgres.start(self.stack)

    def stop_valkey(self) -> None:
        """Stop it; nothing of what it held is kept anywhere."""
        for child in self.stack.children:
            if child.name == "Valkey":
                child.stop()
        self._forget("Valkey")

    def _forget(self, name: str) -> None:
        for child in [*self.stack.children]:
            if child.name == name:
                self.stack.forget(child)


@contextmanager
def site(*, with_valkey: bool = False) -> Iterator[Place]:
    """Start both, migrate, load the reference data, and set Django up as the site's role."""
    folder = Path(tempfile.mkdtemp(prefix="mail-"))
    folder.chmod(0o711)
    data = Data(folder)
    data.open()
    stack = Stack(data.lock)
    postgres = Postgres(data)
    place = Place(folder, folder / "received", folder / "control", postgres, stack, Valkey(data))
    port = _free_port()
    sink = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("sink.py")), str(port), str(place.sink), str(place.control)]
    )
    try:
        addresses = postgres.start(stack)
        # Where nobody answers to it, the outbox does without
        broker = place.valkey.start(stack) if with_valkey else "redis://127.0.0.1:9/0"
        _environment(addresses.site, addresses.owner, broker, port)
        for command in ("migrate", "load_reference"):
            subprocess.run([sys.executable, "manage.py", command, "-v0"], cwd=ROOT, check=True)
        import django

        django.setup()
        if not with_valkey:
            logging.getLogger("mailing.wake").setLevel(logging.ERROR)  # nobody is there to be called, as intended
        yield place
    finally:
        sink.kill()
        stack.stop()
        data.close()
        shutil.rmtree(postgres.home, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _environment(owned: str, owner: str, broker: str, port: int) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings",
        DATABASE_URL=owned,
        MIGRATE_DATABASE_URL=owner,
        REDIS_URL=broker,
        EMAIL_URL=f"smtp://127.0.0.1:{port}",
        SINK_PORT=str(port),
        SITE_URL="http://localhost:8000",
        SECRET_KEY=os.urandom(24).hex(),
        ALLOWED_HOSTS="localhost",
        DEBUG="0",
        DEMO="1",
    )
