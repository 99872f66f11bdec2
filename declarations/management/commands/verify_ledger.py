"""Verifies a file written by export_ledger, with the stand-alone verifier and nothing else."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from declarations import verifier


class Command(BaseCommand):
    help = "Verify the ledger in FILE, and the receipt in RECEIPT if there is one; needs no database."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What to verify."""
        parser.add_argument("file", type=Path)
        parser.add_argument("receipt", type=Path, nargs="?")

    def handle(self, *_args: Any, file: Path, receipt: Path | None, **_options: Any) -> str:
        """Say what is right, or fail with exactly what is wrong."""
        try:
            files = [json.loads(path.read_bytes()) for path in (file, receipt) if path is not None]
        except (OSError, ValueError) as error:
            raise CommandError(f"Un fichier ne peut pas être lu : {error}") from error
        try:
            facts = verifier.verify(*files)
        except verifier.Wrong as wrong:
            raise CommandError(str(wrong)) from wrong
        return (verifier.RIGHT if receipt is None else verifier.RIGHT_RECEIPT) % facts
