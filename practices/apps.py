from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "practices"

    def ready(self) -> None:
        """Register the letters of the room."""
        from practices import mails  # noqa: F401  importing registers the letters
