"""The next digest of a person, from their page on the desk. People are shown by accounts, which stands below."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin import UserAdmin
from accounts.models import User
from cities.viewer import Viewer
from common.readonly import Page, Verb
from digests import actions


def _preview(viewer: Viewer, row: User, _values: Mapping[str, Any]) -> Page:
    context = {"preview": actions.preview(by=viewer, reader_id=row.pk), "title": _("Prochaine lettre de synthèse")}
    return Page("desk/preview.html", context)


class ReaderAdmin(UserAdmin):
    """People, and what their next letter would say."""

    verbs = (
        *UserAdmin.verbs,
        Verb(
            "preview",
            label=_("Voir sa prochaine lettre de synthèse"),
            done="",
            question=_("Vous lirez ce que cette personne recevrait maintenant. Cette lecture est inscrite au journal."),
            run=_preview,
            possible=lambda _viewer, row: row.is_active,
        ),
    )


admin.site.unregister(User)
admin.site.register(User, ReaderAdmin)
