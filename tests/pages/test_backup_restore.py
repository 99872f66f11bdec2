"""The restore drill: rows, files, triggers and rights are the same, and a damaged backup changes nothing."""

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.pages.drilling import Drill


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
