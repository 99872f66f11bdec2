"""Limits on the public forms, by address of the client behind TRUSTED_PROXY_COUNT proxies."""

from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

TOO_MANY = _("Trop de demandes sont venues de votre connexion. Attendez une heure, puis recommencez.")


def allows(request: HttpRequest, action: str) -> bool:
    """Count one try of an action named in ACCOUNT_RATE_LIMITS, and say whether it may go on."""
    return bool(ratelimit.consume(request, action=action))
