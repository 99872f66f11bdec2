"""How records are kept true, read on the desk: the yearly questions, and the links that no longer answer."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.readonly import ReadOnlyAdmin
from practices.models import ConfirmationRound, LinkCheck, Practice


@admin.register(ConfirmationRound)
class ConfirmationRoundAdmin(ReadOnlyAdmin):
    """What each city was asked, and what it answered."""

    labels = {
        "practice": _("Fiche"),
        "year": _("Année"),
        "asked_at": _("Demandé le"),
        "answered_at": _("Répondu le"),
        "answered_by": _("Personne"),
        "answer": _("Réponse"),
        "why": _("Motif"),
    }
    list_display = ("practice", "year", "asked_at", "answered_at", "answer")
    list_filter = ("year", "answer")
    list_select_related = ("practice",)
    search_fields = ("practice__slug",)
    fields = ("practice", "year", "asked_at", "answered_at", "answered_by", "answer", "why")
    ordering = ("-asked_at", "-id")


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnlyAdmin):
    """The links that published records cite; those of records drawn from public sources have no city to tell."""

    labels = {
        "url": _("Adresse de la page"),
        "state": _("État"),
        "checked_at": _("Vérifié le"),
        "failing_since": _("Ne répond plus depuis le"),
    }
    list_display = ("url", "state", "checked_at", "failing_since")
    list_filter = ("state",)
    search_fields = ("url",)
    fields = ("url", "state", "checked_at", "failing_since", "cited")
    ordering = ("-failing_since", "id")

    @admin.display(description=_("Fiches"))
    def cited(self, row: LinkCheck) -> str:
        """The practices that cite it."""
        slugs = Practice.unguarded.filter(pk__in=row.cited_by).order_by("slug").values_list("slug", flat=True)
        return ", ".join(slugs) or "–"
