"""The appearance chosen by the reader: a cookie that holds one word, or nothing."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "theme"
CHOICES = ("light", "dark")
_ONE_YEAR = 365 * 24 * 3600


def chosen(request: HttpRequest) -> str:
    """Return light, dark, or nothing: as the device says."""
    value = request.COOKIES.get(COOKIE, "")
    return value if value in CHOICES else ""


def remember(response: HttpResponse, theme: str) -> None:
    """Keep the choice for a year, or forget it."""
    if theme not in CHOICES:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(COOKIE, theme, max_age=_ONE_YEAR, samesite="Lax", secure=settings.SECURE, httponly=True)
