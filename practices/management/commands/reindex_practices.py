"""Write again what lists and searches read: after a change in what is indexed, or in the words of a vocabulary."""

from typing import Any

from django.core.management.base import BaseCommand

from practices.index import rebuild


class Command(BaseCommand):
    help = "Write the index of practices again, one practice at a time. The site goes on meanwhile."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Rebuild and say how many."""
        self.stdout.write(f"{rebuild()} practices read again")
