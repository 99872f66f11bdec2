"""The floor: the same Django and database with bare views, to compare with in the same run."""

from config.settings import *  # noqa: F403  # the same database, nothing else

INSTALLED_APPS: list[str] = []
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "floor_urls"
WSGI_APPLICATION = None
