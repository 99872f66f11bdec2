"""The journal on the desk: read only, like everywhere."""

from django.contrib import admin

from common.readonly import ReadOnlyAdmin
from journal.models import Entry


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    """Who did what, when; people and cities by their number, since they can be erased and the journal cannot."""

    list_display = ("at", "verb", "subject_type", "subject_id", "actor_id", "city_id", "note")
    list_filter = ("subject_type", "verb")
    search_fields = ("=subject_id", "=actor_id", "verb")
    date_hierarchy = "at"
