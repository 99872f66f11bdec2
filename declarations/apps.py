from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeclarationsConfig(AppConfig):
    name = "declarations"
    verbose_name = _("Déclarations")

    def ready(self) -> None:
        """Register this room's letters."""
        from accounts.own_data import register
        from declarations import mails  # noqa: F401  importing registers the letters
        from declarations.own_data import PART

        register(PART)
