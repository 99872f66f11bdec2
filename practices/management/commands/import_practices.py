"""Load records drawn from public sources from a file in the public format (docs/import-format.md)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from cities.viewer import viewer_of
from common.errors import Refusal
from practices import actions
from practices.actions.sources import Drawn
from practices.importing import BadFile, load, read
from practices.models import Practice, Revision, RevisionState


class Command(BaseCommand):
    help = (
        "Load records drawn from public sources as drafts. A bad file is refused whole; a second run doubles nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """A file, and perhaps the person of the secretariat who publishes what it holds."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--publish-as", metavar="EMAIL", help="the person of the secretariat who publishes them")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check, write in one transaction, then publish each by its own verb."""
        person = self._person(options["publish_as"])
        try:
            text = options["file"].read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']} cannot be read: {error}") from error
        try:
            with transaction.atomic():
                report = load(read(text))
        except BadFile as error:
            lines = "\n".join(error.errors)
            raise CommandError(f"{options['file'].name} was refused, nothing was written:\n{lines}") from error
        self.stdout.write(", ".join(f"{report.drawn[drawn]} {drawn.replace('_', ' ')}" for drawn in Drawn))
        if person is not None:
            self._publish(person, report.practices)

    def _person(self, email: str | None) -> User | None:
        if email is None:
            return None
        person = User.objects.filter(email__iexact=email, is_active=True, is_staff=True).first()
        if person is None:
            raise CommandError(f"{email} is not the address of a person of the secretariat.")
        return person

    def _publish(self, person: User, practices: list[Practice]) -> None:
        viewer = viewer_of(person.pk)
        published = 0
        waiting = Revision.unguarded.filter(
            practice__in=practices, state=RevisionState.DRAFT, author__isnull=True, contributors=[]
        )
        for revision in waiting.select_related("practice").order_by("practice__slug"):
            try:
                actions.publish_from_sources(
                    by=viewer, practice_id=revision.practice_id, seen_version=revision.lock_version
                )
            except Refusal as refusal:
                self.stdout.write(f"{revision.practice.slug}: {refusal.sentence}")
            else:
                published += 1
        self.stdout.write(f"{published} published by {person.email}")
