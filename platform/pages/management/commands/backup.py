"""Writes the whole site into one folder: the database, the uploaded files, and a manifest that `restore` checks."""

import json
import os
import shutil
import tarfile
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from accounts import erased_list
from common import clock
from pages.management.commands._archive import (
    DUMP,
    ERASURES,
    FORMAT,
    MANIFEST,
    MEDIA,
    account,
    media_root,
    must_be_owner,
    run,
    sha256,
)


class Command(BaseCommand):
    help = "Write the database and the uploaded files into a new folder below FOLDER, readable by you only."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to write."""
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: Any, folder: Path, **_options: Any) -> str:
        """Write aside, then rename: a folder with its final name is whole."""
        must_be_owner("backup")
        name = clock.now().strftime("plateforme-%Y%m%dT%H%M%SZ")
        target, draft = folder.resolve() / name, folder.resolve() / f"{name}.partial"
        if target.exists():
            raise CommandError(f"{target} exists already: wait a second and start again.")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            draft.mkdir(mode=0o700)
            self._write(draft)
            draft.rename(target)
            erased_list.write(folder.resolve() / ERASURES)  # beside all backups: an older one is restored with it
        except OSError as error:
            raise CommandError(f"The backup cannot be written to {folder}: {error.strerror}.") from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return f"{target}\nmanifest sha256 {sha256(target / MANIFEST)}"

    def _write(self, draft: Path) -> None:
        previous = os.umask(0o077)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                # The account and the dump see the same instant, whatever the site writes meanwhile
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
                snapshot, server = cursor.fetchone()
                run(
                    "pg_dump",
                    "--format=custom",
                    "--no-owner",
                    "--no-privileges",
                    f"--snapshot={snapshot}",
                    f"--file={draft / DUMP}",
                )
                known = account(cursor)
            # After the database: a file is written before the row that names it
            files = self._media(draft / MEDIA)
        finally:
            os.umask(previous)
        manifest = {
            "format": FORMAT,
            "made_at": clock.now().isoformat(),
            "server": server,
            "media_files": files,
            "files": {path.name: sha256(path) for path in sorted(draft.iterdir())},
            **asdict(known),
        }
        path = draft / MANIFEST
        path.write_text(json.dumps(manifest, indent=1, ensure_ascii=False), encoding="utf-8")
        path.chmod(0o600)

    def _media(self, path: Path) -> int:
        root = media_root()
        if root is None:
            self.stderr.write("The uploaded files are in a storage service: they are not part of this backup.")
            return 0
        count = 0
        with tarfile.open(path, "w") as archive:
            for file in sorted(root.rglob("*")) if root.exists() else []:
                if file.is_file() and not file.is_symlink():
                    # A file that nothing names any more may be swept at this very moment
                    with suppress(FileNotFoundError):
                        archive.add(file, arcname=str(file.relative_to(root)))
                        count += 1
        return count
