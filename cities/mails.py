"""Letters about belonging to a city."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import mails as account_mails
from accounts.models import User
from cities.models import CityRequest, Invitation, Membership, Role
from cities.queries import secretariat
from common.links import page
from common.templatetags.ui import day
from mailing import outbox
from mailing.message import Action, Message
from mailing.registry import Reader, letter, written_apart

written_apart({"city.invitation": gettext_lazy("Invitation dans une ville")})


def send_invitation(invitation: Invitation, token: str) -> None:
    """Send the link to the address invited: it is in this letter and nowhere else."""

    def message() -> Message:
        city, role = invitation.city.name, Role(invitation.role).label
        with timezone.override(ZoneInfo(invitation.city.time_zone)):
            last_day = day(invitation.expires_at)
        rights = _("Vous aurez aussi le droit de signer au nom de la ville.") if invitation.can_sign else ""
        return Message(
            subject=_("Invitation à rejoindre %(city)s sur la plateforme d’échanges d’expériences") % {"city": city},
            paragraphs=tuple(
                filter(
                    None,
                    (
                        _("%(name)s vous invite à rejoindre %(city)s, avec le rôle « %(role)s ».")
                        % {"name": invitation.invited_by.name, "city": city, "role": role},
                        rights,
                    ),
                )
            ),
            action=Action(_("Voir l’invitation"), page("accounts:accept_invitation", token)),
            closing=(
                _("L’invitation vaut pour cette adresse seulement, une seule fois, jusqu’au %(date)s.")
                % {"date": last_day},
                _("Si vous ne l’attendiez pas, ne faites rien : elle s’éteindra d’elle-même."),
            ),
        )

    account_mails.send(message, kind="city.invitation", address=invitation.email, language=invitation.language)


@letter("membership.changed", gettext_lazy("Rôle donné ou changé dans une ville"), optional=False)
def changed(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To a person whose role or right to sign was changed by somebody else."""
    membership = Membership.objects.current().select_related("city").filter(pk=data["membership"]).first()
    if membership is None or membership.user_id != reader.user_id:
        return None
    signs = (
        _("Vous avez le droit de signer au nom de la ville.")
        if membership.can_sign
        else _("Vous n’avez pas le droit de signer au nom de la ville.")
    )
    return Message(
        subject=_("Votre rôle a changé"),
        paragraphs=(
            _("Votre rôle pour %(city)s est désormais « %(role)s ».")
            % {"city": membership.city.name, "role": Role(membership.role).label},
            signs,
        ),
        action=Action(_("Ouvrir votre compte"), page("accounts:settings")),
    )


@letter("membership.ended", gettext_lazy("Fin d’un rôle dans une ville"), optional=False)
def ended(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To a person who no longer belongs to a city, by somebody else's decision."""
    membership = Membership.objects.select_related("city").filter(pk=data["membership"]).first()
    if membership is None or membership.user_id != reader.user_id:
        return None
    return Message(
        subject=_("Vous ne faites plus partie d’une ville"),
        paragraphs=(
            _("Vous n’agissez plus au nom de %(city)s sur la plateforme.") % {"city": membership.city.name},
            _("Ce que vous avez écrit reste à la ville. Pour toute question, écrivez à sa coordination."),
        ),
    )


@letter("city.requested", gettext_lazy("Demande d’une ville qui veut participer"), optional=False)
def requested(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the secretariat: somebody says that their city is missing."""
    request = CityRequest.objects.filter(pk=data["request"], handled_at=None).first()
    if request is None or not secretariat().filter(pk=reader.user_id or 0).exists():
        return None
    return Message(
        subject=_("Une ville demande à rejoindre la plateforme"),
        paragraphs=(
            _("%(name)s, %(office)s, écrit pour %(city)s (%(country)s).")
            % {
                "name": request.name,
                "office": request.office,
                "city": request.city_name,
                "country": request.country.name,
            },
            _("Adresse donnée, non vérifiée : %(email)s") % {"email": request.email},
        ),
        quote=request.message,
        action=Action(_("Ouvrir le bureau du secrétariat"), page("admin:index")),
    )


def tell_changed(membership: Membership, *, entry_id: int, actor_id: int | None) -> None:
    """Tell the person, unless they did it themselves."""
    _tell_person("membership.changed", membership, entry_id, actor_id)


def tell_ended(membership: Membership, *, entry_id: int, actor_id: int | None) -> None:
    """Tell the person, unless they left by themselves."""
    _tell_person("membership.ended", membership, entry_id, actor_id)


def _tell_person(kind: str, membership: Membership, entry_id: int, actor_id: int | None) -> None:
    if membership.user_id != actor_id:
        outbox.queue(
            key=f"{kind}/{entry_id}/{membership.user_id}",
            kind=kind,
            recipient_id=membership.user_id,
            data={"membership": membership.pk},
        )


def tell_requested(request: CityRequest, *, entry_id: int) -> None:
    """Tell the secretariat that a city asks to join."""
    user: User
    for user in secretariat():
        outbox.queue(
            key=f"city.requested/{entry_id}/{user.pk}",
            kind="city.requested",
            recipient_id=user.pk,
            data={"request": request.pk},
        )
