"""The review of what is submitted: what changes, what is missing, and the decisions."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.viewer import Viewer
from common.readonly import (
    ReadOnlyAdmin,
    SeenForm,
    SeenNoteForm,
    SeenOptionalNoteForm,
    Verb,
)
from practices import actions, record
from practices.differences import differences
from practices.models import (
    Origin,
    Revision,
    RevisionState,
)
from practices.permissions import may
from practices.record.completeness import cautions
from practices.record.reading import view
from practices.record.shapes import MODERATION_FLAGS


class FlagsForm(SeenForm):
    """Points of attention, read by the city and the secretariat."""

    flags = forms.MultipleChoiceField(
        label=_("Points d’attention"),
        choices=MODERATION_FLAGS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("Précision"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


def _on_revision(move: str) -> Callable[[Viewer, Revision], bool]:
    return lambda viewer, row: may(viewer, move, row.practice, row)


def _decide(action: Callable[..., object]) -> Callable[[Viewer, Revision, Mapping[str, Any]], object]:
    """Return what calls a decision on the revision that was read."""
    return lambda viewer, row, values: action(
        by=viewer, revision_id=row.pk, seen_version=values["seen_version"], note=values["note"]
    )


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    """Versions; the page of a submitted one is its review."""

    labels = {
        "title": _("Titre"),
        "number": _("Numéro"),
        "state": _("État"),
        "language": _("Langue"),
        "audience": _("Diffusion demandée"),
        "author": _("Écrite par"),
        "saved_at": _("Enregistrée le"),
        "submitted_at": _("Soumise le"),
        "submitted_by": _("Soumise par"),
        "decided_at": _("Décidée le"),
        "decided_by": _("Décidée par"),
        "decision_note": _("Raisons de la décision"),
    }
    list_display = ("title", "city_shown", "number", "state", "submitted_at", "decided_at")
    list_filter = ("state", "language", "audience")
    list_select_related = ("practice", "practice__city")
    search_fields = ("title", "practice__slug", "practice__city__name_fr", "practice__city__sort_key")
    fields = (
        "title",
        "city_shown",
        "number",
        "state",
        "language",
        "audience",
        "author",
        "saved_at",
        "submitted_at",
        "submitted_by",
        "decided_at",
        "decided_by",
        "decision_note",
    )
    readonly_fields = ("city_shown",)
    ordering = ("-submitted_at", "-id")
    change_form_template = "desk/review.html"
    verbs = (
        Verb(
            "publish",
            label=pgettext_lazy("record", "Publier"),
            done=_("La version est publiée. La ville en est informée."),
            run=_decide(actions.publish),
            form=SeenOptionalNoteForm,
            possible=_on_revision("publish"),
        ),
        Verb(
            "request_changes",
            label=_("Demander des compléments"),
            done=_("La ville est informée et trouve un nouveau brouillon avec vos raisons."),
            run=_decide(actions.request_changes),
            form=SeenNoteForm,
            possible=_on_revision("request_changes"),
        ),
        Verb(
            "decline",
            label=_("Ne pas retenir"),
            done=_("La ville est informée de vos raisons. Ce qui était publié le reste."),
            run=_decide(actions.decline),
            form=SeenNoteForm,
            possible=_on_revision("decline"),
        ),
        Verb(
            "flags",
            label=_("Noter des points d’attention"),
            done=_("Les points d’attention sont notés."),
            run=lambda viewer, row, values: actions.set_flags(
                by=viewer,
                revision_id=row.pk,
                seen_version=values["seen_version"],
                flags=values["flags"],
                note=values["note"],
            ),
            form=FlagsForm,
            initial=lambda row: {"flags": row.moderation_flags, "note": row.moderation_note},
            possible=lambda viewer, row: may(
                viewer,
                "publish_from_sources" if row.state == RevisionState.DRAFT else "publish",
                row.practice,
                row,
            ),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what its review asks."""
        return super().get_queryset(request).select_related("practice__city", "practice__published", "author")

    def row_context(self, request: HttpRequest, row: Model | None) -> dict[str, Any]:
        """The review: what changes, what is missing, what deserves a second look, and the forms."""
        if not isinstance(row, Revision):
            return {}
        viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # the middleware of cities/http.py sets it
        published = row.practice.published
        before = published if published and published.pk != row.pk and published.number < row.number else None
        if before is not None:
            before.practice = row.practice
        return {
            "before": before,
            "differences": differences(before, row, viewer),
            "whole": view(row, viewer),
            "missing": [(field, record.section_called(field.section)) for field in record.missing(row, "publish")],
            "cautions": cautions(row),
            "asked": self.asked(request, row),
            "from_sources": row.practice.origin == Origin.PUBLIC_SOURCES,
        }

    def naming(self, row: Revision) -> str:
        """A version is called by its title, its city and its number."""
        return _("%(title)s (%(city)s, version %(number)d)") % {
            "title": row.title,
            "city": row.practice.city,
            "number": row.number,
        }

    @admin.display(description=_("Ville"))
    def city_shown(self, row: Revision) -> str:
        return str(row.practice.city)
