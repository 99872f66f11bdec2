from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    name = "announcements"

    def ready(self) -> None:
        """Register the letter of announcements."""
        from announcements import mails as mails
