"""`make test`: everything that CI runs, in one order, with the name and the duration of each step."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from local.demo import stop_on_signals
from local.errors import CannotStart, StopRequested
from local.places import Data
from local.postgres import DATABASE, Postgres
from local.process import Stack
from local.site import ROOT, check_outside, compile_messages, python
from local.valkey import Valkey

UNREACHABLE = (
    "ConnectionError",
    "ConnectionFailed",
    "NameResolution",
    "Max retries",
    "ServiceError",
    "timed out",
    "HTTPError",
    "SSLError",
)

# Thrown away, so it may be kept where a restart of the machine loses it; the server's programs are copied there too
MEMORY, MEMORY_NEEDED = Path("/dev/shm"), 4 << 30  # noqa: S108  bytes; a folder of our own is made inside, closed to others

# Dies with the launcher
MORTAL = ("setpriv", "--pdeathsig", "TERM", "--")


def tool(name: str) -> str:
    """Return the path of a program of the virtual environment."""
    return str(Path(sys.executable).with_name(name))


class Checks:
    """Runs the steps, remembers which failed."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = {**os.environ, **environment}
        self.failed: list[str] = []

    def run(self, name: str, command: Sequence[str | Path], **more: str) -> None:
        """Run one step; show what it wrote only when it fails."""
        started = time.monotonic()
        done = subprocess.run(
            [*MORTAL, *(str(word) for word in command)],
            cwd=ROOT,
            env={**self.environment, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        result = "ok" if done.returncode == 0 else "FAILED"
        print(f"{name}: {result}, {time.monotonic() - started:.1f} s", flush=True)
        if done.returncode:
            self.failed.append(name)
            print(done.stdout, flush=True)

    def lint(self) -> None:
        """Style, templates, types, imports."""
        templates = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))
        self.run("ruff check", [tool("ruff"), "check", "."])
        self.run("ruff format", [tool("ruff"), "format", "--check", "."])
        if templates:
            self.run("djade", [tool("djade"), "--check", "--target-version", "5.2", *templates])
        self.run("mypy", [tool("mypy"), "."])
        self.run("import contract", [tool("lint-imports")])

    def django(self) -> None:
        """Catalogues, migrations, deployment, static files."""
        if any((ROOT / "locale").glob("*/LC_MESSAGES/django.po")):
            self.run("compile messages", compile_messages())
        self.run("migrations check", python("manage.py", "makemigrations", "--check", "--dry-run"))
        # The API's schema lists the vocabularies, so the deployment check reads the database
        self.run("migrate", python("manage.py", "migrate", "--no-input", "--verbosity", "0"))
        # As in production: over HTTPS, behind one proxy, without the demonstration
        production = {
            "SITE_URL": "https://plateforme.example",
            "ALLOWED_HOSTS": "plateforme.example",
            "DEMO": "0",
            "TRUSTED_PROXY_COUNT": "1",
        }
        self.run("check --deploy", python("manage.py", "check", "--deploy", "--fail-level", "WARNING"), **production)
        self.run("collectstatic", python("manage.py", "collectstatic", "--no-input", "--clear"))

    def pytest(self, words: Sequence[str]) -> int:
        """Run the tests last, so that the output ends with their closing line."""
        print(
            f"pytest, after: {', '.join(self.failed) + ' FAILED' if self.failed else 'every step above is ok'}",
            flush=True,
        )
        command = [*MORTAL, *python("-m", "pytest", "-n", "2"), *words]
        return subprocess.run(command, cwd=ROOT, env=self.environment, check=False).returncode


def audit() -> int:
    """Print the known vulnerabilities of what is pinned; return 0 for none, 2 when nobody could be asked."""
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder) / "requirements.txt"
        export = [
            tool("uv"),
            "export",
            "--frozen",
            "--quiet",
            "--no-emit-project",
            "--all-extras",
            "--output-file",
            str(pinned),
        ]
        subprocess.run(export, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        command = [
            tool("pip-audit"),
            "--requirement",
            str(pinned),
            "--disable-pip",
            "--require-hashes",
            "--progress-spinner",
            "off",
            "--timeout",
            "15",
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        print("Known vulnerabilities: none.", flush=True)
        return 0
    if "Found" in done.stderr and "vulnerabilit" in done.stderr:
        print(f"Known vulnerabilities:\n{done.stdout}{done.stderr}", flush=True)
        return 1
    if any(word in done.stderr for word in UNREACHABLE):
        print(
            "Known vulnerabilities: the vulnerability service cannot be reached from here, so nothing is known.",
            flush=True,
        )
        return 2
    raise CannotStart(f"pip-audit could not read the pinned dependencies:\n{done.stderr}")


def in_memory() -> Path | None:
    """Return a folder that lives in memory, where a database is copied ten times as fast; None without one of use."""
    try:
        found = os.statvfs(MEMORY)
    except OSError:
        return None
    has_room = found.f_bavail * found.f_frsize >= MEMORY_NEEDED
    return MEMORY if has_room and not found.f_flag & os.ST_NOEXEC and os.access(MEMORY, os.W_OK) else None


def with_servers(run: Callable[[Checks], int]) -> int:
    """Run with a throwaway PostgreSQL and Valkey, unless others are given in the environment."""
    check_outside(os.environ)
    folder = Path(tempfile.mkdtemp(prefix="echanges-", dir=in_memory()))
    if os.geteuid() == 0:
        folder.chmod(0o711)  # the database's own user passes through
    data = Data(folder / "data")
    data.open()
    stack = Stack(data.lock)
    stop_on_signals(stack)
    try:
        return run(Checks(environment(data, stack)))
    except StopRequested:
        return 130
    finally:
        stack.stop()
        data.reset()
        shutil.rmtree(folder, ignore_errors=True)


def environment(data: Data, stack: Stack) -> dict[str, str]:
    """Start what is not given, and return what the tests are told."""
    told = {
        "SITE_URL": "http://localhost:8000",
        "ALLOWED_HOSTS": "localhost,testserver",
        "DEBUG": "0",
        "DEMO": "1",
        "TRUSTED_PROXY_COUNT": "0",
        "MEDIA_ROOT": str(data.folder("media")),
        "STATIC_ROOT": str(data.folder("static")),
        "SECRET_KEY": data.secrets().secret_key,
        # The tests catch letters in memory: nothing listens on the discard port
        "EMAIL_URL": os.environ.get("EMAIL_URL") or "smtp://127.0.0.1:9",
    }
    if not os.environ.get("DATABASE_URL"):
        addresses = Postgres(data, throwaway=True).start(stack)
        told |= {"DATABASE_URL": addresses.site, "MIGRATE_DATABASE_URL": addresses.owner, "MIGRATED_DATABASE": DATABASE}
    if not os.environ.get("REDIS_URL"):
        told["REDIS_URL"] = Valkey(data).start(stack)
    return told


def test(words: Sequence[str]) -> int:
    """Run every step, then the tests; return 0 when all of them pass."""

    def run(checks: Checks) -> int:
        checks.lint()
        checks.django()
        audit()
        code = checks.pytest(words)
        if checks.failed:
            print(f"FAILED before the tests: {', '.join(checks.failed)}", flush=True)
        return code or len(checks.failed)

    return with_servers(run)


def lint() -> int:
    """Run style, templates, types and imports only; return how many failed."""

    def run(checks: Checks) -> int:
        checks.lint()
        return len(checks.failed)

    return with_servers(run)
