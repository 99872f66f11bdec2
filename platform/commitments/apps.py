from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    name = "commitments"
    verbose_name = _("Engagements des villes")

    def ready(self) -> None:
        """Register this room's letter."""
        from accounts.own_data import register
        from commitments import mails  # noqa: F401  importing registers the letter
        from commitments.own_data import PART

        register(PART)
