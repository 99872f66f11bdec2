"""django-allauth's forms with our words: labels in our catalogue, no label hidden in a placeholder."""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _


def _rules() -> str:
    return " ".join(str(text) for text in password_validators_help_texts())


PASSWORD_RULES = lazy(_rules, str)()


class _Worded:
    """Gives each field the label and the help of ``words``."""

    words: ClassVar[Mapping[str, tuple[str | Promise, str | Promise]]] = {}
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, help_text
            field.widget.attrs.pop("placeholder", None)


_ADDRESS = (_("Adresse électronique"), "")
_PASSWORD = (_("Mot de passe"), "")
_NEW = {
    "password1": (_("Nouveau mot de passe"), PASSWORD_RULES),
    "password2": (_("Le même, une seconde fois"), ""),
}
_CODE = (_("Code"), "")
_KEY_NAME = (_("Nom de la clé"), "")


class LoginForm(_Worded, account.LoginForm):  # type: ignore[misc]  # allauth publishes no types
    words = {"login": _ADDRESS, "password": _PASSWORD}


class ResetPasswordForm(_Worded, account.ResetPasswordForm):  # type: ignore[misc]  # the library publishes no types
    words = {"email": _ADDRESS}


class ResetPasswordKeyForm(_Worded, account.ResetPasswordKeyForm):  # type: ignore[misc]  # the library publishes no types
    words = _NEW


class SetPasswordForm(_Worded, account.SetPasswordForm):  # type: ignore[misc]  # the library publishes no types
    words = _NEW


class ChangePasswordForm(_Worded, account.ChangePasswordForm):  # type: ignore[misc]  # the library publishes no types
    words = {"oldpassword": (_("Mot de passe actuel"), ""), **_NEW}


class ReauthenticateForm(_Worded, account.ReauthenticateForm):  # type: ignore[misc]  # the library publishes no types
    words = {"password": _PASSWORD}


class AuthenticateForm(_Worded, mfa.AuthenticateForm):  # type: ignore[misc]  # the library publishes no types
    words = {"code": _CODE}


class ReauthenticateCodeForm(_Worded, mfa.ReauthenticateForm):  # type: ignore[misc]  # the library publishes no types
    words = {"code": _CODE}


class ActivateTOTPForm(_Worded, totp.ActivateTOTPForm):  # type: ignore[misc]  # the library publishes no types
    words = {"code": (_("Code affiché par l’application"), "")}


class AddWebAuthnForm(_Worded, webauthn.AddWebAuthnForm):  # type: ignore[misc]  # the library publishes no types
    words = {
        "name": _KEY_NAME,
        "passwordless": (
            _("Se connecter avec cette clé seule, sans mot de passe"),
            _("La clé garde alors votre identité : elle demande votre empreinte, votre visage ou un code."),
        ),
    }


class EditWebAuthnForm(_Worded, webauthn.EditWebAuthnForm):  # type: ignore[misc]  # the library publishes no types
    words = {"name": _KEY_NAME}
