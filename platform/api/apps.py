from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "api"
    verbose_name = _("Partenaires")

    def ready(self) -> None:
        """Register what this room holds about a person."""
        from accounts.own_data import register
        from api.own_data import PART

        register(PART)
