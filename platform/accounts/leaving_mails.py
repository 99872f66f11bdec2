"""Letters about a person who leaves the platform for good."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.mails import in_words, secretariat, send
from accounts.models import Erased, Erasure, User
from common.links import page
from mailing import outbox
from mailing.message import Action, Message
from mailing.models import Letter
from mailing.registry import Reader, letter, written_apart

LAST_KIND = "account.erased"
written_apart(
    {
        "account.erasure_requested": gettext_lazy("Effacement d’un compte, demandé"),
        "account.erasure_cancelled": gettext_lazy("Effacement d’un compte, annulé"),
        LAST_KIND: gettext_lazy("Compte effacé"),
    }
)


def tell_erasure_requested(erasure: Erasure, token: str) -> None:
    """Tell the person when the account will be erased, with the link that stops it."""
    user = erasure.user

    def message() -> Message:
        asked = (
            _("Le secrétariat a demandé l’effacement de votre compte.")
            if erasure.by_secretariat
            else _("Vous avez demandé l’effacement de votre compte.")
        )
        return Message(
            subject=_("Votre compte sera effacé dans sept jours"),
            paragraphs=(
                asked,
                _("Il sera effacé après le %(date)s. Jusque-là, vous pouvez encore y renoncer.")
                % {"date": in_words(erasure.due_at, user)},
            ),
            action=Action(_("Garder mon compte"), page("accounts:cancel_erasure_by_link", token)),
            closing=(
                _("Si vous n’êtes pas à l’origine de cette demande, gardez votre compte et changez de mot de passe."),
            ),
        )

    send(message, kind="account.erasure_requested", address=user.email, language=user.language, user_id=user.pk)


def tell_erasure_cancelled(user: User) -> None:
    """Tell the person that the account stays."""

    def message() -> Message:
        return Message(
            subject=_("Votre compte ne sera pas effacé"),
            paragraphs=(_("La demande d’effacement de votre compte est annulée. Rien n’a changé."),),
            action=Action(_("Ouvrir votre compte"), page("accounts:settings")),
        )

    send(message, kind="account.erasure_cancelled", address=user.email, language=user.language, user_id=user.pk)


@letter("account.erasure_waits", gettext_lazy("Effacement d’un compte qui attend une relève"), optional=False)
def erasure_waits(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the person: nobody else coordinates their city any more."""
    erasure = Erasure.objects.filter(pk=data["erasure"], user_id=reader.user_id or 0).first()
    if erasure is None or erasure.cancelled_at or erasure.started_at:
        return None
    return Message(
        subject=_("Votre compte n’est pas encore effacé"),
        paragraphs=(
            _("Le jour est venu, mais une équipe resterait sans personne pour la coordonner."),
            _("Confiez la coordination à quelqu’un d’autre : votre compte sera effacé aussitôt après."),
        ),
        action=Action(_("Ouvrir votre compte"), page("accounts:settings")),
    )


@letter(
    "account.erasure_waits_for_you",
    gettext_lazy("Effacement d’un compte, à débloquer par le secrétariat"),
    optional=False,
)
def erasure_waits_for_you(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the secretariat: an erasure waits for a successor."""
    erasure = Erasure.objects.filter(pk=data["erasure"]).first()
    if erasure is None or erasure.cancelled_at or erasure.started_at or not _is_of_secretariat(reader):
        return None
    return Message(
        subject=_("Un effacement de compte attend"),
        paragraphs=(
            _("Une personne a demandé l’effacement de son compte, et une équipe resterait sans coordination."),
            _("Aidez la ville à désigner quelqu’un, ou demandez vous-même l’effacement depuis le bureau."),
        ),
        action=Action(_("Ouvrir le bureau du secrétariat"), page("admin:index")),
    )


@letter("account.person_erased", gettext_lazy("Effacement d’un compte, fait"), optional=False)
def person_erased(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the secretariat: a number and a date, which an older backup does not hold."""
    erased = Erased.objects.filter(pk=data["person"]).first()
    if erased is None or not _is_of_secretariat(reader):
        return None
    return Message(
        subject=_("Un compte a été effacé"),
        paragraphs=(
            _("Le compte de la personne n° %(number)s a été effacé.") % {"number": erased.pk},
            _(
                "Gardez cette lettre : si une sauvegarde plus ancienne devait être remise en place, "
                "cette personne devrait être effacée de nouveau. Ligne à recopier : %(line)s"
            )
            % {"line": f"{erased.pk} {erased.at.isoformat()}"},
        ),
    )


def _is_of_secretariat(reader: Reader) -> bool:
    return secretariat().filter(pk=reader.user_id or 0).exists()


def tell_erasure_waits(erasure: Erasure) -> None:
    """Tell the person and the secretariat, once."""
    kinds = [("account.erasure_waits", erasure.user)]
    kinds += [("account.erasure_waits_for_you", user) for user in secretariat().exclude(pk=erasure.user_id)]
    for kind, user in kinds:
        outbox.queue(
            key=f"{kind}/{erasure.pk}/{user.pk}", kind=kind, recipient_id=user.pk, data={"erasure": erasure.pk}
        )


def tell_erased(erasure: Erasure, *, address: str, language: str, entry_id: int) -> None:
    """Say goodbye to the person, at the address that is no longer kept, and give the secretariat the number."""

    def message() -> Message:
        return Message(
            subject=_("Votre compte est effacé"),
            paragraphs=(
                _("Votre compte et ce qui n’était qu’à vous sont effacés. Cette lettre est la dernière."),
                _("Ce que vous avez écrit au nom de votre ville lui reste, sans votre nom."),
            ),
        )

    if erasure.asked_by_id is not None:  # after a restore the person knows already
        send(message, kind=LAST_KIND, address=address, language=language)
    for user in secretariat():
        outbox.queue(
            key=f"account.person_erased/{entry_id}/{user.pk}",
            kind="account.person_erased",
            recipient_id=user.pk,
            data={"person": erasure.user_id},
        )


def forget_last_letters() -> None:
    """Delete the last letters that have left: nothing else holds those addresses."""
    Letter.objects.filter(kind=LAST_KIND, finished_at__isnull=False).delete()
