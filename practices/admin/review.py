"""The review of what is submitted: what changes, what is missing, what is said about it, and the decisions."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.viewer import Viewer
from common.readonly import ReadOnlyAdmin, SeenOptionalNoteForm, Verb
from practices import actions
from practices.admin import review_page
from practices.admin.review_forms import (
    DeclineForm,
    ExpertForm,
    FlagsForm,
    InternalNoteForm,
    PointForm,
    RequestForm,
    ReviewerForm,
)
from practices.models import Assignment, Origin, Revision, RevisionState
from practices.permissions import may

DECISIONS = ("publish", "request_changes", "decline")


def _on_revision(move: str) -> Callable[[Viewer, Revision], bool]:
    return lambda viewer, row: may(viewer, move, row.practice, row)


def _on_read(action: Callable[..., object], *names: str) -> Callable[[Viewer, Revision, Mapping[str, Any]], object]:
    """Return what calls a verb on the revision that was read, with these values of its form."""
    return lambda viewer, row, values: action(
        by=viewer,
        revision_id=row.pk,
        seen_version=values["seen_version"],
        **{name: values[name] for name in names},
    )


def _open(_viewer: Viewer, row: Revision) -> bool:
    return row.state == RevisionState.SUBMITTED


def _reviewer_of(row: Revision) -> dict[str, Any]:
    found = Assignment.objects.filter(practice=row.practice_id).values_list("reviewer_id", flat=True).first()
    return {"reviewer": found}


def _follows(viewer: Viewer, row: Revision) -> bool:
    return bool(_reviewer_of(row)["reviewer"] == viewer.user_id)


_VERBS = (
    Verb(
        "publish",
        label=pgettext_lazy("record", "Publier"),
        done=_("La version est publiée. La ville en est informée."),
        run=_on_read(actions.publish, "note"),
        form=SeenOptionalNoteForm,
        possible=_on_revision("publish"),
    ),
    Verb(
        "request_changes",
        label=_("Demander des compléments"),
        done=_("La ville est informée et trouve un nouveau brouillon avec vos raisons."),
        run=_on_read(actions.request_changes, "note"),
        form=RequestForm,
        possible=_on_revision("request_changes"),
    ),
    Verb(
        "decline",
        label=_("Ne pas retenir"),
        done=_("La ville est informée de vos raisons. Ce qui était publié le reste."),
        run=_on_read(actions.decline, "note", "reasons"),
        form=DeclineForm,
        possible=_on_revision("decline"),
    ),
    Verb(
        "read_again",
        label=_("Noter ma seconde lecture"),
        done=_("Votre seconde lecture est notée. Une autre personne peut maintenant publier."),
        run=_on_read(actions.read_again, "note"),
        form=SeenOptionalNoteForm,
        possible=_on_revision("read_again"),
    ),
    Verb(
        "point",
        label=_("Préparer un point"),
        done=_("Le point est prêt : il partira avec votre décision."),
        run=_on_read(actions.add_point, "about", "body"),
        form=PointForm,
        possible=_on_revision("request_changes"),
    ),
    Verb(
        "follow",
        label=_("Suivre cette fiche"),
        done=_("Vous suivez cette fiche."),
        run=lambda viewer, row, _values: actions.assign(
            by=viewer, practice_id=row.practice_id, reviewer_id=viewer.user_id
        ),
        form=forms.Form,
        possible=lambda viewer, row: _open(viewer, row) and not _follows(viewer, row),
    ),
    Verb(
        "assign",
        label=_("Confier cette fiche"),
        done=_("C’est noté. La personne qui suit la fiche en est informée."),
        run=lambda viewer, row, values: actions.assign(
            by=viewer,
            practice_id=row.practice_id,
            reviewer_id=values["reviewer"].pk if values["reviewer"] else None,
        ),
        form=ReviewerForm,
        initial=_reviewer_of,
        possible=_open,
    ),
    Verb(
        "note",
        label=_("Ajouter la note"),
        done=_("La note est ajoutée. La ville ne la lit pas."),
        run=lambda viewer, row, values: actions.note(by=viewer, revision_id=row.pk, body=values["body"]),
        form=InternalNoteForm,
    ),
    Verb(
        "expert",
        label=_("Demander l’avis d’une personne extérieure"),
        done=_("Le lien est parti. Il vaut pour cette adresse seulement."),
        run=lambda viewer, row, values: actions.invite_expert(by=viewer, revision_id=row.pk, **values),
        form=ExpertForm,
        possible=_open,
        initial=lambda row: {"language": row.language},
    ),
    Verb(
        "flags",
        label=_("Noter des points d’attention"),
        done=_("Les points d’attention sont notés."),
        run=_on_read(actions.set_flags, "flags", "note"),
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
    verbs = _VERBS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what its review asks."""
        return super().get_queryset(request).select_related("practice__city", "practice__published", "author")

    def row_context(self, request: HttpRequest, row: Model | None) -> dict[str, Any]:
        """The review, and its forms: the decisions apart from the tools."""
        if not isinstance(row, Revision):
            return {}
        viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # the middleware of cities/http.py sets it
        asked = self.asked(request, row)
        return {
            **review_page.context(row, viewer),
            "asked": [one for one in asked if one[0].name in DECISIONS],
            "tools": {verb.name: (verb, address, form) for verb, address, form in asked},
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
