"""Records a declaration of the past and the cities that a source names: `import_declaration FILE [--dry-run]`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from declarations import importing


class Command(BaseCommand):
    help = "Record a declaration adopted elsewhere, from a file (docs/declaration-format.md). Twice adds nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """A file, and whether to write it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check the whole file, then write it in one transaction."""
        path: Path = options["file"]
        try:
            report = importing.load(importing.read(path.read_text(encoding="utf-8")), dry=options["dry_run"])
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from error
        except importing.BadFile as error:
            lines = "\n".join(error.errors)
            raise CommandError(f"{path.name} was refused, nothing was written:\n{lines}") from error
        done = "would be recorded" if options["dry_run"] else "recorded"
        known = "a new declaration" if report.is_new else "a declaration already known"
        self.stdout.write(f"{report.declaration}: {known}, {report.cities} cities named, {report.added} {done}.")
