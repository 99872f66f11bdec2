from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Register the letters, and what this room and the two below it hold about a person."""
        from accounts import address_mails as address_mails
        from accounts import leaving_mails as leaving_mails
        from accounts import mails as mails
        from accounts import own_data
        from accounts.own_rows import ACCOUNT, JOURNAL, MAILING

        for part in (ACCOUNT, JOURNAL, MAILING):
            own_data.register(part)
