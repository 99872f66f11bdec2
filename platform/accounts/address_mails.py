"""Letters about an address that its person no longer reads."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.mails import in_words, not_you, secretariat, send, tell_address_in_use
from accounts.models import EmailChange
from common.links import page
from mailing import outbox
from mailing.message import Action, Message
from mailing.registry import Reader, letter, written_apart

written_apart(
    {
        "account.lost_address_new": gettext_lazy("Adresse perdue, nouvelle adresse à confirmer"),
        "account.lost_address_old": gettext_lazy("Adresse perdue, avis à l’ancienne"),
    }
)


def tell_new_address(change: EmailChange, new_token: str, *, is_taken: bool) -> None:
    """Ask the new address to confirm; one that has an account is told so instead."""
    user = change.user
    if is_taken:
        tell_address_in_use(change.new_email, user.language)
        return

    def to_new() -> Message:
        return Message(
            subject=_("Confirmer votre nouvelle adresse"),
            paragraphs=(
                _("Vous souhaitez que cette adresse devienne celle de votre compte. Confirmez qu’elle est la vôtre."),
                _("Le secrétariat vérifiera ensuite votre identité, puis fera le changement après le %(date)s.")
                % {"date": _after(change)},
            ),
            action=Action(_("Confirmer la nouvelle adresse"), page("accounts:confirm_email_change", new_token)),
            closing=(_("Ce lien vaut jusqu’au %(date)s.") % {"date": in_words(change.expires_at, user)}, not_you()),
        )

    send(to_new, kind="account.lost_address_new", address=change.new_email, language=user.language)


def _after(change: EmailChange) -> str:
    """Return when the delay ends, in words."""
    assert change.ready_at is not None  # noqa: S101  # every request of this kind has its delay
    return in_words(change.ready_at, change.user)


def tell_requested(change: EmailChange, *, old_token: str, new_token: str, is_taken: bool) -> None:
    """Ask the new address to confirm, tell the old one how to stop it, and tell the secretariat."""
    user = change.user

    def to_old() -> Message:
        return Message(
            subject=_("Demande de changement de l’adresse de votre compte"),
            paragraphs=(
                _("Quelqu’un, sans doute vous, a signalé ne plus lire les lettres envoyées à cette adresse."),
                _("Sans opposition de votre part, le secrétariat pourra la remplacer par %(email)s après le %(date)s.")
                % {"email": change.new_email, "date": _after(change)},
            ),
            action=Action(_("Annuler cette demande"), page("accounts:cancel_lost_address", old_token)),
            closing=(_("Si vous n’êtes pas à l’origine de cette demande, annulez-la et changez votre mot de passe."),),
        )

    tell_new_address(change, new_token, is_taken=is_taken)
    send(to_old, kind="account.lost_address_old", address=change.old_email, language=user.language, user_id=user.pk)
    for person in secretariat().exclude(pk=user.pk):
        outbox.queue(
            key=f"account.lost_address_to_grant/{change.pk}/{person.pk}",
            kind="account.lost_address_to_grant",
            recipient_id=person.pk,
            data={"change": change.pk},
        )


@letter("account.lost_address_to_grant", gettext_lazy("Adresse perdue, à examiner par le secrétariat"), optional=False)
def lost_address_to_grant(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the secretariat: somebody says that they no longer read their address."""
    change = EmailChange.objects.filter(pk=data["change"], cancelled_at=None, done_at=None).first()
    if change is None or not secretariat().filter(pk=reader.user_id or 0).exists():
        return None
    return Message(
        subject=_("Une adresse est signalée perdue"),
        paragraphs=(
            _("Une personne ne lit plus l’adresse de son compte et en demande une autre. L’ancienne est prévenue."),
            _("Passé le délai de 48 heures, vérifiez son identité par un autre moyen, puis accordez le changement."),
        ),
        action=Action(_("Ouvrir le bureau du secrétariat"), page("admin:index")),
    )
