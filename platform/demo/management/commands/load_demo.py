"""Adds people, fictitious records and a fictitious declaration, so that every screen has something to show.

Refuses to run unless DEMO=1. Prints one line for each account: role, address, password or key, separated by tabs.
Run twice, it adds nothing.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from api.actions import make_key
from api.keys import hash_of
from api.models import ApiKey, Scope
from cities.viewer import viewer_of
from common import clock
from demo import declaration, people, practices

SHOWN = ("secretariat", "coordinator", "editor", "reader", "signatory", "confirms for Dakar")


class Command(BaseCommand):
    help = "Add fictitious people, records and a declaration (DEMO=1 only)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load what is missing, then print the accounts."""
        if not settings.DEMO:
            raise CommandError("load_demo adds fictitious accounts with a known password: it runs only where DEMO=1.")
        with transaction.atomic():
            everybody = people.load()
            practices.load(everybody)
            declaration.load(everybody)
            self._partner(everybody["secretariat"])
        for label in SHOWN:
            self.stdout.write(f"{label}\t{everybody[label].email}\t{people.PASSWORD}")
        self.stdout.write(f"partner\t(Authorization: Api-Key …)\t{people.partner_secret()}")

    def _partner(self, secretary: User) -> None:
        if ApiKey.objects.filter(key_hash=hash_of(people.partner_secret())).exists():
            return
        make_key(
            by=viewer_of(secretary.pk),
            owner="Université de démonstration",
            contact="recherche@demo.example",
            purpose="Essayer l’interface de programmation",
            scope=Scope.PUBLIC,
            city=None,
            expires_at=clock.now() + timedelta(days=365),
            secret=people.partner_secret(),
        )
