"""Queue the digest of a named day, week or month, or show what it would hold."""

from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from accounts.models import User
from digests import due, mails


class Command(BaseCommand):
    help = (
        "Queue the digest of a period to its readers who have not had it, or with --dry-run show who would read what."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--period", required=True, help="its name: 2026-11-23, 2026-W48 or 2026-11")
        parser.add_argument("--dry-run", action="store_true", help="show the letters; write and send nothing")

    def handle(self, *, period: str, dry_run: bool, **_options: Any) -> None:
        """Refuse a period that does not exist; running it twice sends nothing twice."""
        try:
            plans = due.of_period(period)
        except ValueError as error:
            raise CommandError(
                f"{period} is no day, week or month. Write it like 2026-11-23, 2026-W48 or 2026-11."
            ) from error
        if dry_run:
            number = 0
            for plan in plans:
                self._show(plan)
                number += 1
            self.stdout.write(f"{number} people have not had {period}. Nothing was written or sent.")
        else:
            self.stdout.write(f"{due.queue(plans)} letters queued for {period}. What is empty will not be sent.")

    def _show(self, plan: due.Plan) -> None:
        user = User.objects.get(pk=plan.reader_id)
        with translation.override(user.language), timezone.override(ZoneInfo(user.time_zone)):
            message = mails.compose(user.pk, plan.starts_at, plan.ends_at)
        self.stdout.write(f"{user.email} ({plan.starts_at:%Y-%m-%d %H:%M} - {plan.ends_at:%Y-%m-%d %H:%M} UTC)")
        if message is None:
            self.stdout.write("  nothing new: no letter")
            return
        for part in message.parts:
            self.stdout.write(f"  {part.title}")
            for item in part.items:
                self.stdout.write(f"  - {item.title}: {item.text}")
