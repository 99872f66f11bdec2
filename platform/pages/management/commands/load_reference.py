"""Load the reference data: cities, vocabularies, the declaration of 2016. Again, it changes only what changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

import cities.reference
import declarations.reference
import practices.reference


class Command(BaseCommand):
    help = "Load the cities, the vocabularies of the record and the declaration of 2016. Can be run again at any time."

    def handle(self, *_args: Any, **options: Any) -> None:
        for room in (cities.reference, practices.reference, declarations.reference):
            try:
                line = room.load()
            except ValueError as error:
                raise CommandError(f"{room.FILE.name} was refused, nothing was written:\n{error}") from error
            if options["verbosity"]:
                self.stdout.write(line)
