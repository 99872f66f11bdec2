"""The journal on the desk: read only, like everywhere."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.readonly import ReadOnlyAdmin
from journal.models import Entry


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    """Who did what, when; people and cities by their number, since they can be erased and the journal cannot."""

    plural = _("Journal des actions")
    labels = {
        "at": _("Quand"),
        "verb": _("Quoi"),
        "subject_type": _("Sur"),
        "subject_id": _("Numéro"),
        "actor_id": _("Personne (numéro)"),
        "city_id": _("Ville (numéro)"),
        "audience": _("Lisible par"),
        "note": _("Note"),
        "data": _("Précisions"),
    }
    list_display = ("at", "verb", "subject_type", "subject_id", "actor_id", "city_id", "note")
    list_filter = ("subject_type", "verb")
    fields = ("at", "verb", "subject_type", "subject_id", "actor_id", "city_id", "audience", "note", "data")
    search_fields = ("=subject_id", "=actor_id", "verb")
    date_hierarchy = "at"
