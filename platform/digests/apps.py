from django.apps import AppConfig


class DigestsConfig(AppConfig):
    name = "digests"

    def ready(self) -> None:
        """Register the digest among the letters, and what is missing of it among the troubles."""
        from digests import due, mails  # noqa: F401  importing registers the letters
        from mailing import reconciling

        reconciling.register(due.MISSING)
