from django.apps import AppConfig


class CitiesConfig(AppConfig):
    name = "cities"

    def ready(self) -> None:
        from accounts.own_data import register
        from cities import mails as mails
        from cities.own_data import PART

        register(PART)
