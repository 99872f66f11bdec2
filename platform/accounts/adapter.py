"""The only override of django-allauth: no sign-up, letters through the outbox, links from SITE_URL alone."""

from typing import Any
from urllib.parse import urlsplit

import qrcode  # type: ignore[import-untyped]  # publishes no types
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import translate_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]  # same

from accounts import actions, mails
from accounts.models import User
from common.links import absolute


def _ours(url: str) -> str:
    """Return the address on SITE_URL, whatever Host the request carried."""
    return absolute(urlsplit(url).path)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """Sign-in, passwords and sessions."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("Ce compte est fermé."),
        "email_password_mismatch": gettext_lazy("L’adresse ou le mot de passe ne convient pas."),
        "enter_current_password": gettext_lazy("Indiquez votre mot de passe actuel."),
        "incorrect_code": gettext_lazy("Ce code ne convient pas. Écrivez celui qui s’affiche maintenant."),
        "incorrect_password": gettext_lazy("Ce mot de passe ne convient pas."),
        "too_many_login_attempts": gettext_lazy("Trop d’essais sans succès. Attendez cinq minutes, puis recommencez."),
        "rate_limited": gettext_lazy("Trop de demandes. Attendez quelques minutes, puis recommencez."),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Refuse: people join by invitation only."""
        return False

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, str]]:
        """Return the ways to prove who one is, in our words."""
        words = {
            "reauthenticate": _("Avec le mot de passe"),
            "mfa_reauthenticate": _("Avec un code de l’application ou de secours"),
            "mfa_reauthenticate:webauthn": _("Avec une clé d’accès"),
        }
        return [way | {"description": words[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue one of allauth's letters, written by accounts.mails."""
        ours = {name: _ours(context[name]) for name in ("password_reset_url", "activate_url") if name in context}
        mails.queue_from_allauth(template_prefix, email, context | ours)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Go on in the person's own language; whoever signs in still has their second factor, if they have one."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if actions.cancel_recovery_on_sign_in(user_id=user.pk):
            messages.info(request, _("La demande de retrait de votre second facteur est annulée."))
        if response.headers.get("Location"):
            response.headers["Location"] = translate_url(response.headers["Location"], user.language)
        set_language(response, user.language)
        return response


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth publishes no types
    """The second factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_generate_recovery_codes": gettext_lazy("Ajoutez d’abord une application de codes ou une clé d’accès."),
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002  # allauth's word
        """Return the name of a key that was given none."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Clé %(number)s") % {"number": number}

    def get_totp_issuer(self) -> str:
        """Return the name shown in the code application."""
        return str(settings.SITE_NAME)

    def build_totp_svg(self, url: str) -> str:
        """Draw the code on white: phones read it in the dark appearance too."""
        drawing = qrcode.make(url, image_factory=SvgPathFillImage)
        return str(drawing.to_string(encoding="unicode"))

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
        samesite="Lax",
    )
