"""Django's migrate, run as the owner, then the rights of the site's role."""

from typing import Any

from django.core.management.commands.migrate import Command as MigrateCommand

from common.roles import grant_site_role


class Command(MigrateCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then grant: a new table is open to the site's role in the same step."""
        super().handle(*args, **options)
        grant_site_role()
