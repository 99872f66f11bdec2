"""Letters about the account. They are queued already written, since some hold a secret link, and erased once sent."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import EmailChange, RecoveryRequest, User
from common.links import page
from common.templatetags.ui import moment
from mailing import outbox
from mailing.message import Action, Message
from mailing.registry import Reader, letter, written_apart
from mailing.render import render

Context = Mapping[str, Any]


def send(message: Callable[[], Message], *, kind: str, address: str, language: str, user_id: int | None = None) -> None:
    """Write a letter in its reader's language and queue it, inside the transaction of what caused it."""
    with translation.override(language):
        rendered = render(message(), language)
    outbox.queue_rendered(
        key=f"{kind}/{secrets.token_hex(16)}",
        kind=kind,
        address=address,
        recipient_id=user_id,
        language=language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
    )


def not_you() -> str:
    """Return what to do for whoever did not ask."""
    return _("Si vous n’êtes pas à l’origine de cette demande, ne faites rien : rien ne changera.")


def _password_reset(context: Context) -> Message:
    return Message(
        subject=_("Choisir un nouveau mot de passe"),
        paragraphs=(_("Quelqu’un, sans doute vous, a demandé à changer le mot de passe de votre compte."),),
        action=Action(_("Choisir un nouveau mot de passe"), context["password_reset_url"]),
        closing=(not_you(),),
    )


def _unknown_account(_context: Context) -> Message:
    return Message(
        subject=_("Aucun compte à cette adresse"),
        paragraphs=(
            _(
                "Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour cette adresse. "
                "Aucun compte ne l’utilise : vous avez peut-être été invité ou invitée à une autre adresse."
            ),
            _("On rejoint la plateforme sur invitation de sa ville ou du secrétariat."),
        ),
        action=Action(_("Signaler que votre ville manque"), page("accounts:city_missing")),
        closing=(not_you(),),
    )


def _address_to_confirm(context: Context) -> Message:
    return Message(
        subject=_("Confirmer votre adresse électronique"),
        paragraphs=(_("Confirmez que cette adresse est bien la vôtre pour ouvrir votre compte."),),
        action=Action(_("Confirmer l’adresse"), context["activate_url"]),
        closing=(not_you(),),
    )


# Written with their secret link when they are queued, and never again
written_apart(
    {
        "account.password_reset_key": gettext_lazy("Nouveau mot de passe, à choisir"),
        "account.unknown_account": gettext_lazy("Mot de passe demandé à une adresse sans compte"),
        "account.email_confirmation": gettext_lazy("Adresse d’un compte, à confirmer"),
        "account.email_confirmation_signup": gettext_lazy("Adresse d’un nouveau compte, à confirmer"),
        "account.password_reset": gettext_lazy("Mot de passe changé"),
        "account.password_changed": gettext_lazy("Mot de passe changé"),
        "account.password_set": gettext_lazy("Mot de passe ajouté"),
        "account.email_confirm": gettext_lazy("Adresse d’un compte, confirmée"),
        "account.totp_activated": gettext_lazy("Application de codes ajoutée"),
        "account.totp_deactivated": gettext_lazy("Application de codes retirée"),
        "account.recovery_codes_generated": gettext_lazy("Codes de secours créés"),
        "account.webauthn_added": gettext_lazy("Clé d’accès ajoutée"),
        "account.webauthn_removed": gettext_lazy("Clé d’accès retirée"),
        "account.recovery_requested": gettext_lazy("Second facteur perdu, demande"),
        "account.recovery_granted": gettext_lazy("Second facteur retiré"),
        "account.address_in_use": gettext_lazy("Adresse demandée qui a déjà un compte"),
        "account.address_check": gettext_lazy("Adresse à vérifier"),
        "account.email_change_new": gettext_lazy("Changement d’adresse, à confirmer par la nouvelle"),
        "account.email_change_old": gettext_lazy("Changement d’adresse, à autoriser par l’ancienne"),
        "account.email_changed": gettext_lazy("Adresse changée"),
    }
)

_NOTICES = {
    "account/email/password_reset": gettext_lazy("Votre mot de passe a été changé."),
    "account/email/password_changed": gettext_lazy("Votre mot de passe a été changé."),
    "account/email/password_set": gettext_lazy("Un mot de passe a été ajouté à votre compte."),
    "account/email/email_confirm": gettext_lazy("Votre adresse électronique a été confirmée."),
    "mfa/email/totp_activated": gettext_lazy("Une application de codes a été ajoutée à votre compte."),
    "mfa/email/totp_deactivated": gettext_lazy("L’application de codes a été retirée de votre compte."),
    "mfa/email/recovery_codes_generated": gettext_lazy("De nouveaux codes de secours ont été créés pour votre compte."),
    "mfa/email/webauthn_added": gettext_lazy("Une clé d’accès a été ajoutée à votre compte."),
    "mfa/email/webauthn_removed": gettext_lazy("Une clé d’accès a été retirée de votre compte."),
}


def _security_notice(sentence: str) -> Message:
    return Message(
        subject=_("Un changement sur votre compte"),
        paragraphs=(sentence,),
        action=Action(_("Ouvrir votre compte"), page("accounts:settings")),
        closing=(
            _(
                "Si ce n’est pas vous, changez votre mot de passe, fermez vos autres sessions depuis votre compte, "
                "et prévenez la coordination de votre ville ou le secrétariat."
            ),
        ),
    )


_WITH_A_LINK: dict[str, Callable[[Context], Message]] = {
    "account/email/password_reset_key": _password_reset,
    "account/email/unknown_account": _unknown_account,
    "account/email/email_confirmation": _address_to_confirm,
    "account/email/email_confirmation_signup": _address_to_confirm,
}


def queue_from_allauth(template_prefix: str, email: str, context: Context) -> None:
    """Queue the letter that stands for one of allauth's; KeyError for one that this site never sends."""
    user = User.objects.filter(email__iexact=email).first()
    language = user.language if user else translation.get_language() or "fr"
    write = _WITH_A_LINK.get(template_prefix)
    notice = None if write else _NOTICES[template_prefix]

    def message() -> Message:
        return write(context) if write else _security_notice(str(notice))

    with transaction.atomic():
        send(
            message,
            kind="account." + template_prefix.rpartition("/")[2],
            address=email,
            language=language,
            user_id=user.pk if user else None,
        )


def tell_recovery_requested(request: RecoveryRequest, token: str) -> None:
    """Warn the person that somebody says they have lost their second factor, with a link that stops it."""
    user = request.user

    def message() -> Message:
        return Message(
            subject=_("Demande de retrait de votre second facteur"),
            paragraphs=(
                _("Quelqu’un, sans doute vous, a signalé la perte du second facteur de votre compte."),
                _("Sans opposition de votre part, le secrétariat pourra le retirer après le %(date)s.")
                % {"date": in_words(request.ready_at, user)},
            ),
            action=Action(_("Annuler cette demande"), page("accounts:cancel_recovery", token)),
            closing=(_("Si vous n’êtes pas à l’origine de cette demande, annulez-la et changez votre mot de passe."),),
        )

    send(message, kind="account.recovery_requested", address=user.email, language=user.language, user_id=user.pk)


@letter(
    "account.recovery_to_grant", gettext_lazy("Second facteur perdu, à examiner par le secrétariat"), optional=False
)
def recovery_to_grant(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the secretariat: somebody says they have lost their second factor."""
    request = RecoveryRequest.objects.filter(pk=data["request"], cancelled_at=None, granted_at=None).first()
    if request is None or not secretariat().filter(pk=reader.user_id or 0).exists():
        return None
    return Message(
        subject=_("Un second facteur est signalé perdu"),
        paragraphs=(
            _("Une personne a signalé la perte de son second facteur. Elle est prévenue et peut s’y opposer."),
            _("Passé le délai de 48 heures, vérifiez son identité par un autre moyen, puis accordez le retrait."),
        ),
        action=Action(_("Ouvrir le bureau du secrétariat"), page("admin:index")),
    )


def secretariat() -> QuerySet[User]:
    """Return the people of the secretariat."""
    return User.objects.filter(is_staff=True, is_active=True)


def tell_secretariat_of_recovery(request: RecoveryRequest, *, entry_id: int) -> None:
    """Tell everybody of the secretariat, but the person concerned."""
    for user in secretariat().exclude(pk=request.user_id):
        outbox.queue(
            key=f"account.recovery_to_grant/{entry_id}/{user.pk}",
            kind="account.recovery_to_grant",
            recipient_id=user.pk,
            data={"request": request.pk},
        )


def tell_address_in_use(address: str, language: str) -> None:
    """Tell an address that it already has an account: the page that asked says nothing of it."""

    def message() -> Message:
        return Message(
            subject=_("Cette adresse a déjà un compte"),
            paragraphs=(
                _("Quelqu’un a demandé que cette adresse devienne celle de son compte, mais elle en a déjà un."),
                _("Si c’est vous, connectez-vous avec cette adresse."),
            ),
            action=Action(_("Se connecter"), page("account_login")),
            closing=(not_you(),),
        )

    send(message, kind="account.address_in_use", address=address, language=language)


def in_words(when: datetime, reader: User) -> str:
    """Return a moment, for instance the end of a delay, in a reader's time zone, which is named."""
    with timezone.override(reader.zone):
        return _("%(date)s (%(zone)s)") % {"date": moment(when), "zone": reader.time_zone}


def tell_recovery_granted(user: User) -> None:
    """Tell the person that the second factor is gone and that every session was ended."""

    def message() -> Message:
        return Message(
            subject=_("Votre second facteur a été retiré"),
            paragraphs=(
                _("À votre demande, le secrétariat a retiré votre second facteur et fermé toutes vos sessions."),
                _("Connectez-vous avec votre mot de passe, puis ajoutez un nouveau second facteur."),
            ),
            action=Action(_("Se connecter"), page("account_login")),
        )

    send(message, kind="account.recovery_granted", address=user.email, language=user.language, user_id=user.pk)


CHECK_SALT = "accounts.address_check"


def tell_address_check(user: User) -> None:
    """Write to an address that may not arrive, with the link that says that it does."""
    token = signing.dumps([user.pk, user.email], salt=CHECK_SALT)

    def message() -> Message:
        return Message(
            subject=_("Vérifier que nos lettres vous parviennent"),
            paragraphs=(
                _("Plusieurs de nos lettres à cette adresse nous sont revenues : nous avons cessé d’en envoyer."),
                _("Si vous lisez celle-ci, confirmez que l’adresse fonctionne et nos lettres reprendront."),
            ),
            action=Action(_("Confirmer l’adresse"), page("accounts:confirm_address", token)),
            closing=(_("Ce lien vaut deux jours."), not_you()),
        )

    send(message, kind="account.address_check", address=user.email, language=user.language, user_id=user.pk)


def tell_email_change(change: EmailChange, *, old_token: str, new_token: str, is_taken: bool) -> None:
    """Send its own link to each of the two addresses: both must confirm. One that has an account is told so instead."""
    user = change.user

    def to_new() -> Message:
        return Message(
            subject=_("Confirmer votre nouvelle adresse"),
            paragraphs=(
                _("Vous souhaitez que cette adresse devienne celle de votre compte. Confirmez qu’elle est la vôtre."),
            ),
            action=Action(_("Confirmer la nouvelle adresse"), page("accounts:confirm_email_change", new_token)),
            closing=(
                _("L’adresse actuelle doit aussi donner son accord. Les deux liens valent deux jours."),
                not_you(),
            ),
        )

    def to_old() -> Message:
        return Message(
            subject=_("Changer l’adresse de votre compte"),
            paragraphs=(
                _("Vous avez demandé que l’adresse de votre compte devienne %(email)s.") % {"email": change.new_email},
                _("Le changement n’aura lieu que si vous l’autorisez ici et si la nouvelle adresse le confirme."),
            ),
            action=Action(_("Autoriser le changement"), page("accounts:confirm_email_change", old_token)),
            closing=(
                _("Si vous n’êtes pas à l’origine de cette demande, n’autorisez rien et changez votre mot de passe."),
            ),
        )

    if is_taken:
        tell_address_in_use(change.new_email, user.language)
    else:
        send(to_new, kind="account.email_change_new", address=change.new_email, language=user.language)
    send(to_old, kind="account.email_change_old", address=change.old_email, language=user.language, user_id=user.pk)


def tell_email_changed(change: EmailChange) -> None:
    """Tell both addresses that the change is done."""
    user = change.user

    def message() -> Message:
        return Message(
            subject=_("L’adresse de votre compte a changé"),
            paragraphs=(
                _("L’adresse de votre compte est désormais %(email)s. C’est elle qui sert à vous connecter.")
                % {"email": change.new_email},
            ),
            closing=(_("Si ce n’est pas vous, prévenez aussitôt le secrétariat."),),
        )

    send(message, kind="account.email_changed", address=change.new_email, language=user.language, user_id=user.pk)
    send(message, kind="account.email_changed", address=change.old_email, language=user.language)
