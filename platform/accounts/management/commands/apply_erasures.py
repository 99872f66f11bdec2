"""Erases again those whom an older backup brought back, from the list kept outside the database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import erased_list, erasing


class Command(BaseCommand):
    help = "Erase again the people of FILE (one number and one moment a line), where a restore has brought them back."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which lists."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *_args: Any, files: list[Path], **_options: Any) -> str:
        """Read everything first, then erase; twice changes nothing."""
        people = {}
        for file in files:
            if not file.is_file():
                raise CommandError(f"{file} cannot be read: give the list of erasures kept beside the uploaded files.")
            try:
                people.update(erased_list.read(file))
            except erased_list.Unreadable as error:
                raise CommandError(str(error)) from error
        done = erasing.erase_again(people)
        return f"{len(people)} people are on the list, {done} were erased again."
