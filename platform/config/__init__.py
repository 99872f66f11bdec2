"""Settings, the map of the site and the timetable."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
