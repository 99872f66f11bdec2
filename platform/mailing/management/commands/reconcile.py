"""Put back on its way what should have left, and say what there was."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mailing import reconciling


class Command(BaseCommand):
    help = "Give back the letters of dead workers, queue what is missing, and count what was in trouble."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--check", action="store_true", help="change nothing; fail when a count is not zero")

    def handle(self, *, check: bool, **_options: Any) -> None:
        """Count, and mend unless only asked to check; running it twice changes nothing more."""
        found = reconciling.counters() if check else reconciling.reconcile()
        for one, number in found.items():
            self.stdout.write(f"{number:6d} {one.name}")
        if check and any(found.values()):
            raise CommandError("Something waits that should not: see the counts above.")
