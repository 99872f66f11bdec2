from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"

    def ready(self) -> None:
        """Say what waits for a city, so that the digest begins with it."""
        from cities import waiting
        from pages.board.tasks import beside_questions

        waiting.register(beside_questions)
