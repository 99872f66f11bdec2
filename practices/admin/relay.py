"""Requests for an exchange between cities: when and how they end. What the cities wrote stays between them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.readonly import ReadOnlyAdmin
from practices.models import ContactRequest


@admin.register(ContactRequest)
class ContactRequestAdmin(ReadOnlyAdmin):
    """Who asked whom, and how long the answer took; neither the words nor the persons."""

    labels = {
        "from_city": _("Ville qui demande"),
        "to_city": _("Ville à qui l’on demande"),
        "practice": _("Fiche"),
        "kind": _("Demande"),
        "state": _("État"),
        "created_at": _("Demandé le"),
        "reminded_at": _("Rappelé le"),
        "answered_at": _("Répondu le"),
    }
    fields = ("from_city", "to_city", "practice", "kind", "state", "created_at", "reminded_at", "answered_at")
    list_display = ("from_city", "to_city", "kind", "state", "created_at", "answered_at")
    list_filter = ("state", "kind")
    list_select_related = ("from_city", "to_city")

    def naming(self, row: ContactRequest) -> str:
        """A request is called by its two cities."""
        return f"{row.from_city} → {row.to_city}"
