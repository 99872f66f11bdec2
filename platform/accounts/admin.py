"""People on the desk: read, never written; the one verb is the end of a lost second factor."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts import actions
from accounts.models import RecoveryRequest, User
from common.readonly import ReadOnlyAdmin, Verb


def _grant(viewer: Any, row: RecoveryRequest, _values: Mapping[str, Any]) -> None:
    actions.grant_recovery(by=User.objects.get(pk=viewer.user_id), request_id=row.pk)


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """People, without what is theirs alone: no password, no second factor, no mail preference."""

    labels = {"charter_accepted_at": _("Charte acceptée le"), "created_at": _("Compte ouvert le")}
    list_display = ("name", "email", "office", "is_staff", "is_active", "created_at")
    list_filter = ("is_staff", "is_active", "language")
    search_fields = ("name", "email")
    fields = ("name", "email", "office", "language", "is_staff", "is_active", "charter_accepted_at", "created_at")
    ordering = ("name", "id")


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
