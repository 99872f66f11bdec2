"""The only override of django-allauth: no sign-up, letters through the outbox, links from SITE_URL alone."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from accounts import mails
from accounts.models import User
from common.links import absolute


def _ours(url: str) -> str:
    """Return the address on SITE_URL, whatever Host the request carried."""
    return absolute(urlsplit(url).path)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in, passwords and sessions."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: people join by invitation only."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue one of allauth's letters, written by accounts.mails."""
        links = {name: _ours(context[name]) for name in ("password_reset_url", "activate_url") if name in context}
        mails.queue_from_allauth(template_prefix, email, {**context, **links})

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Go on in the person's own language."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        set_language(response, user.language)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the city's board, in the person's language."""
        with translation.override(getattr(request.user, "language", None) or translation.get_language()):
            return str(super().get_login_redirect_url(request))


class MFAAdapter(DefaultMFAAdapter):
    """The second factor."""

    def get_totp_issuer(self) -> str:
        """Return the name shown in the code application."""
        return str(settings.SITE_NAME)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Bind passkeys to the public address, never to the Host header."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": str(settings.SITE_NAME)}


def set_language(response: HttpResponse, language: str) -> None:
    """Remember a language in the browser, with the attributes of Django's own language form."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
