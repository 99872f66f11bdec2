"""Write the published records in the public format, which import_practices reads."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from common.audience import Audience
from practices.exporting import records


class Command(BaseCommand):
    help = (
        "Write the published records as JSON: what the public reads, or with --scope members what member cities read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and as whom."""
        parser.add_argument("--scope", choices=[Audience.PUBLIC.value, Audience.MEMBERS.value], default="public")
        parser.add_argument("--output", type=Path, help="a file; by default the standard output")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write one file."""
        content = {"practices": list(records(Audience(options["scope"])))}
        text = json.dumps(content, ensure_ascii=False, indent=1)
        if options["output"]:
            options["output"].write_text(text + "\n", encoding="utf-8")
        else:
            self.stdout.write(text)
