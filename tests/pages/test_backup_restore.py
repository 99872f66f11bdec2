"""The restore drill: rows, files, triggers and rights are the same, and a damaged backup changes nothing."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
COPY, EMPTY = "_drill_source", "_drill_target"


class Drill:
    """A committed copy of the tests' database, an empty one beside it, and the two commands run as in production."""

    def __init__(self, database: Any, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.source, self.target = database.name + COPY, database.name + EMPTY
        self.media = {self.source: folder / "media", self.target: folder / "media-restored"}
        self.drop()
        database._execute("CREATE DATABASE {name} TEMPLATE {template}", name=self.source, template=database.template)
        self.empty()

    def empty(self) -> None:
        self.database._execute("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=self.target)
        self.database._execute("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'", name=self.target)

    def drop(self) -> None:
        for name in (self.source, self.target):
            self.database._execute("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=name)

    def address(self, name: str, role: str = "owner") -> str:
        told = self.database.owner if role == "owner" else self.site()
        port = f":{told['PORT']}" if told["PORT"] else ""
        user, word, host = (quote(str(told[key]), safe="") for key in ("USER", "PASSWORD", "HOST"))
        return f"postgres://{user}:{word}@{host}{port}/{name}"

    @staticmethod
    def site() -> dict[str, Any]:
        from config import environment

        return environment.database("DATABASE_URL")

    def manage(self, name: str, *words: str | Path, role: str = "owner") -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "MIGRATE_DATABASE_URL": self.address(name, role),
            "DATABASE_URL": self.address(name, "site"),
            "MEDIA_ROOT": str(self.media[name]),
        }
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, words)], cwd=ROOT, env=environment, capture_output=True, text=True
        )

    def connect(self, name: str, role: str = "owner") -> "psycopg.Connection[Any]":
        return psycopg.connect(self.address(name, role))


@pytest.fixture
def drill(test_database: Any, django_db_blocker: Any, tmp_path: Path) -> Iterator[Drill]:
    with django_db_blocker.unblock():
        from django.db import connections

        connections.close_all()
        made = Drill(test_database, tmp_path)
    yield made
    made.drop()


def rows(connection: "psycopg.Connection[Any]") -> dict[str, list[str]]:
    """Every row of every table, as text."""
    names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    statement = "SELECT t::text FROM {} t ORDER BY 1"
    return {
        name: [row for (row,) in connection.execute(sql.SQL(statement).format(sql.Identifier(name))).fetchall()]
        for (name,) in names
    }


def triggers(connection: "psycopg.Connection[Any]") -> list[Any]:
    return connection.execute(
        "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
    ).fetchall()


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_restored_site_is_the_same_and_a_damaged_backup_is_refused(drill: Drill) -> None:
    media = drill.media[drill.source]
    (media / "pièces").mkdir(parents=True)
    (media / "pièces" / "évaluation.pdf").write_bytes(b"%PDF-1.7 " + bytes(range(256)))
    (media / "empty.txt").write_bytes(b"")

    done = drill.manage(drill.source, "backup", drill.folder / "backups")
    assert done.returncode == 0, done.stderr
    backup = Path(done.stdout.splitlines()[0])
    assert sorted(path.name for path in backup.iterdir()) == ["database.dump", "manifest.json", "media.tar"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in [backup, *backup.iterdir()]), "readable by its user only"

    # A file that was changed: refused, and the database is still empty
    whole = (backup / "database.dump").read_bytes()
    (backup / "database.dump").write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    done = drill.manage(drill.target, "restore", backup)
    assert done.returncode != 0
    assert "was changed since the backup" in done.stderr
    assert "Traceback" not in done.stderr
    with drill.connect(drill.target) as restored:
        assert rows(restored) == {}
    (backup / "database.dump").write_bytes(whole)

    done = drill.manage(drill.target, "restore", backup)
    assert done.returncode == 0, done.stderr
    with drill.connect(drill.source) as original, drill.connect(drill.target) as restored:
        assert sum(map(len, rows(original).values())) > 100
        assert rows(restored) == rows(original)
        assert triggers(restored) == triggers(original)
    assert files(drill.media[drill.target]) == files(media)

    # The rights came back with it: what is append-only stays so for the site's role
    for table in ("journal_entry", "declarations_event"):
        for statement in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"):
            with drill.connect(drill.target, "site") as site, pytest.raises(psycopg.errors.InsufficientPrivilege):
                site.execute(sql.SQL(statement).format(sql.Identifier(table)))

    # Not twice into the same database
    done = drill.manage(drill.target, "restore", backup)
    assert done.returncode != 0
    assert "is not empty" in done.stderr


def test_rows_that_the_manifest_does_not_announce_are_found(drill: Drill) -> None:
    done = drill.manage(drill.source, "backup", drill.folder / "backups")
    backup = Path(done.stdout.splitlines()[0])
    manifest = json.loads((backup / "manifest.json").read_text())
    count, digest = manifest["tables"]["cities_city"]
    manifest["tables"]["cities_city"] = [count, str(int(digest) + 1)]
    (backup / "manifest.json").write_text(json.dumps(manifest))
    done = drill.manage(drill.target, "restore", backup)
    assert done.returncode != 0
    assert "cities_city" in done.stderr
    assert "do not use it" in done.stderr


def test_bad_input_is_one_sentence(drill: Drill) -> None:
    nowhere = drill.manage(drill.target, "restore", drill.folder / "nowhere")
    assert nowhere.returncode != 0
    assert "is not a backup" in nowhere.stderr
    as_site = drill.manage(drill.source, "backup", drill.folder / "backups", role="site")
    assert as_site.returncode != 0
    assert "runs as the owner" in as_site.stderr
    assert not (drill.folder / "backups").exists()
    for done in (nowhere, as_site):
        assert "Traceback" not in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
