from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "practices"

    def ready(self) -> None:
        """Register the letters of the room, and what is done with the answers to them."""
        from accounts.own_data import register
        from mailing.receiving import routes
        from practices import by_mail
        from practices import mails as mails  # importing registers the letters
        from practices.own_data import PART

        routes.answers_go_to(by_mail.take)

        register(PART)
