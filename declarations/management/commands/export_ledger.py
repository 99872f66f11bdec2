"""Writes the ledger of a declaration, as anybody can verify it offline."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from declarations.ledger import export_file
from declarations.models import Declaration


class Command(BaseCommand):
    help = "Write the signature ledger of DECLARATION (its slug), for verify_ledger or declarations/verifier.py."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which declaration, and where to write."""
        parser.add_argument("declaration")
        parser.add_argument("--output", type=Path, help="a file; without it, the ledger is printed")

    def handle(self, *_args: Any, declaration: str, output: Path | None, **_options: Any) -> None:
        """Write to the file, or print."""
        found = Declaration.unguarded.filter(slug=declaration).first()
        if found is None:
            known = ", ".join(Declaration.unguarded.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no declaration {declaration}. Known: {known}.")
        text = export_file(found)
        if output is None:
            self.stdout.write(text, ending="")
        else:
            output.write_text(text, encoding="utf-8")
