from django.apps import AppConfig


class CitiesConfig(AppConfig):
    name = "cities"

    def ready(self) -> None:
        from cities import mails as mails
