"""People on the desk: read, never written; verbs end a lost second factor, or an account."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import actions, erasing, lost_address
from accounts.models import EmailChange, Erasure, RecoveryRequest, User
from common.readonly import ReadOnlyAdmin, Verb


def _grant(viewer: Any, row: RecoveryRequest, _values: Mapping[str, Any]) -> None:
    actions.grant_recovery(by=User.objects.get(pk=viewer.user_id), request_id=row.pk)


def _erase(viewer: Any, row: User, _values: Mapping[str, Any]) -> None:
    erasing.request_erasure(user_id=row.pk, by=User.objects.get(pk=viewer.user_id))


def _keep(viewer: Any, row: Erasure, _values: Mapping[str, Any]) -> None:
    erasing.cancel_erasure(erasure_id=row.pk, by_id=viewer.user_id)


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """People, without what is theirs alone: no password, no second factor, no mail preference."""

    labels = {"charter_accepted_at": _("Charte acceptée le"), "created_at": _("Compte ouvert le")}
    list_display = ("name", "email", "office", "is_staff", "is_active", "created_at")
    list_filter = ("is_staff", "is_active", "language")
    search_fields = ("name", "email")
    fields = ("name", "email", "office", "language", "is_staff", "is_active", "charter_accepted_at", "created_at")
    ordering = ("name", "id")
    verbs: ClassVar[tuple[Verb, ...]] = (
        Verb(
            "erase",
            label=_("Demander l’effacement du compte"),
            done=_("Le compte sera effacé dans sept jours. La personne est prévenue et peut le garder."),
            question=_(
                "Dans sept jours, le nom, l’adresse et ce qui n’est qu’à cette personne seront effacés ; ce qu’elle a "
                "fait au nom de sa ville reste, sans son nom. Sa ville peut alors rester sans coordination."
            ),
            run=_erase,
            possible=lambda viewer, row: row.is_active and row.pk != viewer.user_id,
        ),
    )


@admin.register(RecoveryRequest)
class RecoveryRequestAdmin(ReadOnlyAdmin):
    """Requests of people who lost their second factor; granted after the delay, by somebody else."""

    labels = {
        "user": _("Personne"),
        "created_at": _("Demandée le"),
        "ready_at": _("Possible à partir du"),
        "granted_at": _("Accordée le"),
        "granted_by": _("Accordée par"),
        "cancelled_at": _("Annulée le"),
    }
    list_display = ("user", "created_at", "ready_at", "granted_at", "cancelled_at")
    fields = ("user", "created_at", "ready_at", "granted_at", "granted_by", "cancelled_at")
    list_select_related = ("user",)
    verbs = (
        Verb(
            "grant",
            label=_("Retirer le second facteur"),
            done=_("Le second facteur a été retiré et les sessions de cette personne sont closes."),
            question=_(
                "Vérifiez d’abord l’identité de cette personne par un autre moyen, par exemple en appelant sa mairie. "
                "Elle devra enregistrer un nouveau second facteur."
            ),
            run=_grant,
            possible=lambda _viewer, row: row.granted_at is None and row.cancelled_at is None,
        ),
    )


def _grant_address(viewer: Any, row: EmailChange, _values: Mapping[str, Any]) -> None:
    lost_address.grant(by=User.objects.get(pk=viewer.user_id), change_id=row.pk)


@admin.register(EmailChange)
class LostAddressAdmin(ReadOnlyAdmin):
    """Requests of people who no longer read their address; the changes that both addresses make are theirs alone."""

    plural = _("Adresses perdues")
    labels = {
        "user": _("Personne"),
        "old_email": _("Adresse actuelle"),
        "new_email": _("Nouvelle adresse"),
        "created_at": _("Demandée le"),
        "confirmed_new_at": _("Nouvelle adresse confirmée le"),
        "ready_at": _("Possible à partir du"),
        "expires_at": _("À demander de nouveau après le"),
        "done_at": _("Faite le"),
        "granted_by": _("Accordée par"),
        "cancelled_at": _("Annulée le"),
    }
    list_display = ("user", "created_at", "confirmed_new_at", "ready_at", "done_at", "cancelled_at")
    search_fields = ("user__name", "user__email")
    fields = (
        *("user", "old_email", "new_email", "created_at", "confirmed_new_at", "ready_at", "expires_at"),
        *("done_at", "granted_by", "cancelled_at"),
    )
    list_select_related = ("user",)
    verbs = (
        Verb(
            "grant",
            label=_("Changer l’adresse"),
            done=_("L’adresse a changé, les deux adresses sont prévenues et les sessions de la personne closes."),
            question=_(
                "Vérifiez d’abord l’identité de cette personne par un autre moyen, par exemple en appelant sa mairie. "
                "Elle se connectera avec la nouvelle adresse et son mot de passe."
            ),
            run=_grant_address,
            possible=lambda _viewer, row: lost_address.can_grant(row),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave out what people do by themselves."""
        rows: QuerySet[Any] = super().get_queryset(request).filter(ready_at__isnull=False)
        return rows


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin):
    """Accounts that are erased, or will be."""

    labels = {
        "user": _("Personne"),
        "asked_by": _("Demandé par"),
        "created_at": _("Demandé le"),
        "due_at": _("À faire après le"),
        "refused_at": _("En attente d’une coordination depuis le"),
        "cancelled_at": _("Annulé le"),
        "done_at": _("Fait le"),
    }
    list_display = ("user", "asked_by", "created_at", "due_at", "refused_at", "cancelled_at", "done_at")
    fields = ("user", "asked_by", "created_at", "due_at", "refused_at", "cancelled_at", "done_at")
    list_select_related = ("user", "asked_by")
    verbs = (
        Verb(
            "keep",
            label=_("Garder ce compte"),
            done=_("La demande est annulée : le compte reste."),
            run=_keep,
            possible=lambda _viewer, row: row.cancelled_at is None and row.started_at is None,
        ),
    )
