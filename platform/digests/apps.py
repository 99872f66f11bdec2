from django.apps import AppConfig


class DigestsConfig(AppConfig):
    name = "digests"

    def ready(self) -> None:
        """Register the digest among the letters, its subjects among the preferences, its troubles among the others."""
        from accounts.own_data import register
        from digests import due, mails  # noqa: F401  importing registers the letters
        from digests.forms import SubjectsForm
        from digests.own_data import PART
        from mailing import reconciling, sections

        reconciling.register(due.MISSING)
        sections.register(SubjectsForm)

        register(PART)
