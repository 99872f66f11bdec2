"""Puts a backup back into an empty database, then shows that nothing is missing: rows, files, triggers, rights."""

import json
import shutil
import tarfile
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from accounts import erased_list
from pages.management.commands._archive import (
    DUMP,
    ERASURES,
    FORMAT,
    MANIFEST,
    MEDIA,
    Account,
    account,
    media_root,
    must_be_owner,
    rights,
    run,
    sha256,
)


class Command(BaseCommand):
    help = "Restore the folder written by `backup` into an empty database and an empty MEDIA_ROOT."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What to restore."""
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: Any, folder: Path, **_options: Any) -> str:
        """Check everything first; change something only when all is in order."""
        must_be_owner("restore")
        manifest = self._manifest(folder)
        known = Account(manifest["tables"], manifest["triggers"], manifest["rights"])
        root = media_root() if manifest["media_files"] else None
        self._must_be_empty(root)
        run(
            "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(folder / DUMP)
        )
        with transaction.atomic(), connection.cursor() as cursor:
            found = account(cursor)
        self._compare("table", sorted(map(str, known.tables.items())), sorted(map(str, found.tables.items())))
        self._compare("trigger", known.triggers, found.triggers)
        executor = MigrationExecutor(connection)
        newer = executor.migration_plan(executor.loader.graph.leaf_nodes())
        # The project's own migrate: what the code has since, then the rights of the site's role
        call_command("migrate", interactive=False, verbosity=0)
        if not newer:
            with connection.cursor() as cursor:
                self._compare("right", known.rights, rights(cursor))
        if root:
            self._media(folder / MEDIA, root, manifest["media_files"])
        again = self._erase_again(folder)
        rows = sum(int(count) for count, _digest in known.tables.values())
        return (
            f"Restored: {len(known.tables)} tables, {rows} rows, {manifest['media_files']} files,"
            f" {len(known.triggers)} triggers{f', then {len(newer)} newer migrations' if newer else ''}.{again}"
        )

    def _erase_again(self, folder: Path) -> str:
        """Erase those who were erased since: by the list of this machine, and by the one beside the backups."""
        lists = [path for path in (erased_list.place(), folder.resolve().parent / ERASURES) if path.is_file()]
        if not lists:
            return " No list of erasures was found: if people were erased since this backup, run apply_erasures."
        told = call_command("apply_erasures", *map(str, lists))
        return f" {told}"

    def _manifest(self, folder: Path) -> dict[str, Any]:
        try:
            manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"{folder} is not a backup: {MANIFEST} cannot be read ({error.strerror}).") from error
        except ValueError as error:
            raise CommandError(f"{folder / MANIFEST} is damaged: it is not JSON.") from error
        if manifest.get("format") != FORMAT:
            raise CommandError(f"{folder} has format {manifest.get('format')}, and this version reads format {FORMAT}.")
        for name, digest in manifest["files"].items():
            path = folder / name
            if not path.is_file():
                raise CommandError(f"{path} is missing: the backup is not whole, and nothing was restored.")
            if sha256(path) != digest:
                raise CommandError(f"{path} was changed since the backup: nothing was restored.")
        return manifest

    def _must_be_empty(self, root: Path | None) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
            count = cursor.fetchone()[0]
        if count:
            raise CommandError(
                f"The database {connection.settings_dict['NAME']} is not empty ({count} tables, indexes and sequences):"
                " give a new one in MIGRATE_DATABASE_URL. Nothing was restored."
            )
        if root and root.exists() and any(root.iterdir()):
            raise CommandError(f"MEDIA_ROOT {root} is not empty: give an empty folder. Nothing was restored.")

    def _compare(self, what: str, known: list[str], found: list[str]) -> None:
        missing, added = set(known) - set(found), set(found) - set(known)
        if missing or added:
            raise CommandError(
                "The restored database differs from the backup, do not use it."
                f" {what}s missing: {sorted(missing) or 'none'};"
                f" {what}s too many: {sorted(added) or 'none'}."
            )

    def _media(self, path: Path, root: Path, expected: int) -> None:
        root.mkdir(parents=True, exist_ok=True)
        with tarfile.open(path) as archive:
            for member in archive:
                target = (root / member.name).resolve()
                content = archive.extractfile(member) if member.isfile() else None
                # tarfile's own filters are younger than Python 3.11.2
                if content is None or not target.is_relative_to(root.resolve()):
                    raise CommandError(
                        f"{path} holds {member.name!r}, which is not a file below MEDIA_ROOT: do not use it."
                    )
                target.parent.mkdir(parents=True, exist_ok=True)
                with content, target.open("xb") as file:
                    shutil.copyfileobj(content, file)
        found = sum(1 for file in root.rglob("*") if file.is_file())
        if found != expected:
            raise CommandError(f"{found} files were restored to {root} and the backup says {expected}: do not use it.")
