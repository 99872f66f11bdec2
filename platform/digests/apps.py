from django.apps import AppConfig


class DigestsConfig(AppConfig):
    name = "digests"

    def ready(self) -> None:
        """Register the digest among the letters."""
        from digests import mails  # noqa: F401  importing registers the letters
