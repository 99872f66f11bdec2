from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    name = "announcements"

    def ready(self) -> None:
        """Register the letter of announcements."""
        from accounts.own_data import register
        from announcements import mails as mails
        from announcements.own_data import PART

        register(PART)
