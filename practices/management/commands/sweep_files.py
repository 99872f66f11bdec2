"""Removes the attached files that no version names any more."""

from typing import Any

from django.core.management.base import BaseCommand

from files import store
from practices.models import Attachment


class Command(BaseCommand):
    help = "Remove the attached files that nothing names, once they are a day old, and say how many."

    def handle(self, *_args: Any, **_options: Any) -> str:
        """Read the names first: a file is written before the row that names it."""
        rows = Attachment.unguarded.values_list("file", "small")
        return str(store.sweep(name for row in rows for name in row))
