"""The site's own processes: the environment they get, the commands that prepare the data, the three that stay."""

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.errors import CannotStart
from local.places import Data, fingerprint, write_private
from local.process import Child, Stack

ROOT = Path(__file__).resolve().parent.parent.parent
STEPS = (
    ("migrate", "--no-input"),
    ("load_reference",),
    ("import_practices", "practices/data/practices.json"),
    ("load_demo",),
    ("collectstatic", "--no-input", "--clear"),
)
NOT_CODE = {"staticfiles", "media", "node_modules", "docs", "tests", "bench", "__pycache__"}
# What the site is told: set by the launcher unless the person set it
NEEDED_OUTSIDE = ("DATABASE_URL", "MIGRATE_DATABASE_URL")


def python(*words: str | Path) -> list[str | Path]:
    """Return the command that runs this same Python."""
    return [sys.executable, *words]


def compile_messages() -> list[str | Path]:
    """Return the command that compiles the catalogues of locale/."""
    return python("-m", "local.messages", "compile")


class Site:
    """Runs Django's commands and the web, worker and beat processes with one environment."""

    def __init__(self, data: Data, stack: Stack, environment: Mapping[str, str]) -> None:
        self.data, self.stack, self.environment = data, stack, dict(environment)

    def child(self, name: str, command: list[str | Path], log: str, *, patience: float = 10.0) -> Child:
        """Return one process of the site."""
        path = self.data.folder("logs") / f"{log}.log"
        return Child(
            name,
            command,
            log=path,
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self.environment},
            patience=patience,
        )

    def manage(self, *words: str) -> str:
        """Run one of Django's commands to its end and return what it wrote."""
        return self.stack.run(self.child(f"manage.py {words[0]}", python("manage.py", *words), words[0]))

    def prepare(self) -> bool:
        """Migrate and load the data, unless neither the code nor the database changed; return True when done now."""
        database = self.environment.get("DATABASE_URL") or os.environ.get("DATABASE_URL", "")
        state = {"code": fingerprint(ROOT, NOT_CODE | {self.data.root.name}), "database": database}
        path = self.data.root / "loaded.json"
        try:
            loaded: object = json.loads(path.read_text(encoding="utf-8")).get("state")
        except (OSError, ValueError):
            loaded = None
        if loaded == state:
            return False
        path.unlink(missing_ok=True)
        if any((ROOT / "locale").glob("*/LC_MESSAGES/django.po")):
            self.stack.run(self.child("The compilation of locale/", compile_messages(), "messages"))
        said = ""
        for words in STEPS:
            print(f"  {words[0]} …", flush=True)
            written = self.manage(*words)
            said = written if words[0] == "load_demo" else said
        accounts = [line.split("\t") for line in said.splitlines() if line.count("\t") == 2]
        write_private(path, json.dumps({"state": state, "accounts": accounts}, ensure_ascii=False))
        return True

    def accounts(self) -> list[list[str]]:
        """Return the lines role, address, password of the demonstration's accounts."""
        stored = json.loads((self.data.root / "loaded.json").read_text(encoding="utf-8"))
        return [[str(word) for word in line] for line in stored["accounts"]]

    def start(self, port: int) -> None:
        """Start the web server, the worker and beat; return when the site can serve."""
        web = [
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--workers",
            "1",
            "--blocking-threads",
            "4",
        ]
        web += ["--no-ws", "--workers-kill-timeout", "5", "--log-level", "warning", "config.wsgi:application"]
        celery = ["celery", "--app", "config", "--quiet"]
        worker = [
            *celery,
            "worker",
            "--concurrency",
            "2",
            "--loglevel",
            "WARNING",
            "--without-gossip",
            "--without-mingle",
        ]
        beat = [
            *celery,
            "beat",
            "--loglevel",
            "WARNING",
            "--pidfile=",
            "--schedule",
            str(self.data.folder("beat") / "schedule"),
        ]
        site = self.child("The web server", python("-m", *web), "web")
        self.stack.start(site)
        self.stack.start(self.child("The Celery worker", python("-m", *worker), "worker", patience=15))
        self.stack.start(self.child("Celery beat", python("-m", *beat), "beat"))
        self.stack.wait(site, lambda: answers(port, "/health/ready"), 90)

    def listen(self, port: int) -> None:
        """Start what takes the answers typed in the mail catcher, on loopback."""
        command = python("manage.py", "receive_mail", "--smtp", "--port", str(port))
        self.stack.start(self.child("The listener of answers", command, "answers"))


def write_told(data: Data, told: Mapping[str, str]) -> None:
    """Keep what the running site is told, so that ``make manage`` speaks to the same database."""
    write_private(data.folder("run") / "told.json", json.dumps(dict(told)))


def forget_told(data: Data) -> None:
    """The site no longer runs."""
    (data.root / "run" / "told.json").unlink(missing_ok=True)


def manage(data: Data, words: Sequence[str]) -> int:
    """Run one of Django's commands and return its exit code, for the demonstration that runs on these data."""
    try:
        told: dict[str, str] = json.loads((data.root / "run" / "told.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CannotStart(f"The demonstration does not run on {data.root}: start it with make demo first.") from error
    return subprocess.run(python("manage.py", *words), cwd=ROOT, env={**os.environ, **told}, check=False).returncode


def answers(port: int, path: str) -> bool:
    """Return True when this machine answers 200 on the path."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def check_outside(environment: Mapping[str, str]) -> None:
    """Stop with a sentence when only a part of an outside database is given."""
    given = [name for name in NEEDED_OUTSIDE if environment.get(name)]
    if len(given) == 1:
        missing = next(name for name in NEEDED_OUTSIDE if name not in given)
        raise CannotStart(
            f"{given[0]} is set and {missing} is not: set both (the site's role and the owner), or neither."
        )
