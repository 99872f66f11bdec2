"""The floor: bare views on the same database, behind the middleware that a new Django project begins with."""

from config.settings import *  # noqa: F403  # the same database, keys and tables; of the site, nothing else runs

MIDDLEWARE: list[str] = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # the accounts of the site do not start without it
]
ROOT_URLCONF = "floor_urls"
WSGI_APPLICATION = None
