"""Partners' keys on the desk: made and revoked by verbs; the secret is on one page, once."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from api import actions
from api.models import ApiKey, KeyUse, Scope
from cities.models import City
from cities.queries import member_city_ids
from cities.viewer import Viewer
from common.readonly import Done, OptionalNoteForm, Page, ReadOnlyAdmin, Verb


class KeyForm(forms.Form):
    """For whom, for what, how far and how long."""

    owner = forms.CharField(label=_("Organisme"), max_length=160)
    contact = forms.EmailField(label=_("Adresse électronique de contact"))
    purpose = forms.CharField(label=_("Usage prévu"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    scope = forms.ChoiceField(label=_("Étendue"), choices=Scope.choices)
    city = forms.ModelChoiceField(
        label=_("Ville membre"),
        queryset=City.objects.none(),
        required=False,
        help_text=_("Seulement pour le système d’une ville membre : il lira ce que lisent les villes membres."),
    )
    expires_on = forms.DateField(
        label=_("Dernier jour de validité"),
        help_text=_("Dans trois ans au plus."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cities = self.fields["city"]
        if isinstance(cities, forms.ModelChoiceField):
            cities.queryset = City.objects.filter(pk__in=member_city_ids())


def _make(viewer: Viewer, _row: None, values: Mapping[str, Any]) -> Page:
    made = actions.make_key(
        by=viewer,
        owner=values["owner"],
        contact=values["contact"],
        purpose=values["purpose"],
        scope=Scope(values["scope"]),
        city=values["city"],
        expires_at=datetime.combine(values["expires_on"], time(23, 59, 59), ZoneInfo("UTC")),
    )
    return Page("desk/key.html", {"key": made.key, "secret": made.secret})


class UseInline(admin.TabularInline[KeyUse, ApiKey] if TYPE_CHECKING else admin.TabularInline):  # type: ignore[misc]  # the library publishes no types
    """The log of a key's use, by day."""

    model = KeyUse
    fields = readonly_fields = ("day", "requests")
    can_delete = False
    max_num = 0
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  the base class gives it
        return bool(request.user.is_staff)


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    """Partners' keys."""

    labels = {"created_by": _("Créée par")}
    list_display = ("prefix", "owner", "scope", "city", "expires_at", "revoked_at", "last_used_at")
    list_filter = ("scope", ("revoked_at", Done))
    list_select_related = ("city",)
    search_fields = ("owner", "prefix", "contact")
    exclude = ("id", "key_hash")
    inlines = (UseInline,)
    list_verbs = (
        Verb(
            "make",
            label=_("Créer une clé"),
            done=_("La clé est créée."),
            question=_(
                "La clé sera montrée une seule fois, à la page suivante. Une clé publique relève la limite de demandes."
            ),
            run=_make,
            form=KeyForm,
        ),
    )
    verbs = (
        Verb(
            "revoke",
            label=_("Révoquer la clé"),
            done=_("La clé ne peut plus être utilisée."),
            question=_(
                "Le système qui l’emploie recevra une erreur dès sa prochaine demande. Une clé révoquée ne revient pas."
            ),
            run=lambda viewer, row, values: actions.revoke_key(by=viewer, key_id=row.pk, note=values["note"]),
            form=OptionalNoteForm,
            possible=lambda _viewer, row: row.revoked_at is None,
        ),
    )
