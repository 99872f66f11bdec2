"""Every record, with the verbs that take it away from its readers or bring it back."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.viewer import Viewer
from common.readonly import (
    NoteForm,
    OptionalNoteForm,
    ReadOnlyAdmin,
    SeenOptionalNoteForm,
    Verb,
    yes_or_no,
)
from practices import actions
from practices.models import (
    OPEN,
    Claim,
    Origin,
    Practice,
    Revision,
)
from practices.permissions import may
from practices.views.history import history


def _on_practice(move: str) -> Callable[[Viewer, Practice], bool]:
    return lambda viewer, row: may(viewer, move, row)


def _open_revision(practice: Practice) -> Revision | None:
    revision = Revision.unguarded.filter(practice=practice, state__in=OPEN).first()
    if revision is not None:
        revision.practice = practice
    return revision


def _may_publish_from_sources(viewer: Viewer, practice: Practice) -> bool:
    if practice.origin != Origin.PUBLIC_SOURCES:
        return False
    revision = _open_revision(practice)
    return revision is not None and may(viewer, "publish_from_sources", practice, revision)


def _on(action: Callable[..., object]) -> Callable[[Viewer, Practice, Mapping[str, Any]], object]:
    return lambda viewer, row, values: action(by=viewer, practice_id=row.pk, note=values["note"])


@admin.register(Practice)
class PracticeAdmin(ReadOnlyAdmin):
    """Every record, whatever its state."""

    labels = {
        "slug": _("Identifiant"),
        "city": _("Ville"),
        "origin": _("Origine"),
        "state": _("État"),
        "first_published_at": _("Publiée la première fois le"),
        "published_at": _("Publiée le"),
        "last_confirmed_on": _("Confirmée par la ville le"),
        "confidence": _("Fiabilité"),
        "verified_note": _("Lecture des sources"),
        "external": _("Référence hors du réseau"),
        "illustrative": _("Fictive"),
    }
    list_display = ("title_shown", "city", "from_sources", "state", "published_at", "last_confirmed_on")
    list_filter = ("state", "origin", "illustrative")
    list_select_related = ("city",)
    search_fields = ("slug", "city__name_fr", "city__sort_key", "published__title")
    fields = (
        "title_shown",
        "slug",
        "city",
        "origin",
        "state",
        "first_published_at",
        "published_at",
        "last_confirmed_on",
        "confidence",
        "verified_note",
        "external",
        "illustrative",
    )
    readonly_fields = ("title_shown",)
    ordering = ("-published_at", "-id")
    exported = (
        "slug",
        "title_shown",
        "city",
        "country_shown",
        "origin",
        "state",
        "first_published_at",
        "published_at",
        "last_confirmed_on",
    )
    change_form_template = "desk/practice.html"
    verbs = (
        Verb(
            "publish_from_sources",
            label=_("Publier d’après les sources publiques"),
            done=_("La notice est publiée. Chaque page dit qu’elle n’est pas confirmée par la ville."),
            run=lambda viewer, row, values: actions.publish_from_sources(
                by=viewer, practice_id=row.pk, seen_version=values["seen_version"], note=values["note"]
            ),
            form=SeenOptionalNoteForm,
            possible=_may_publish_from_sources,
        ),
        Verb(
            "withdraw",
            label=pgettext_lazy("record", "Retirer la fiche"),
            done=_("La fiche est retirée. La ville en est informée."),
            run=_on(actions.withdraw),
            form=NoteForm,
            possible=_on_practice("withdraw"),
        ),
        Verb(
            "archive",
            label=pgettext_lazy("record", "Archiver la fiche"),
            done=_("La fiche est archivée. Son adresse reste citable."),
            run=_on(actions.archive),
            form=NoteForm,
            possible=_on_practice("archive"),
        ),
        Verb(
            "restore",
            label=pgettext_lazy("record", "Remettre la fiche en ligne"),
            done=_("La fiche est de nouveau en ligne."),
            run=_on(actions.restore),
            form=OptionalNoteForm,
            possible=_on_practice("restore"),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the title of the newest revision, in the same statement."""
        newest = Revision.unguarded.filter(practice=OuterRef("pk")).order_by("-number").values("title")[:1]
        rows: QuerySet[Any] = super().get_queryset(request).select_related("city", "published")
        titled: QuerySet[Any] = rows.annotate(newest_title=Subquery(newest))
        return titled

    def naming(self, row: Any) -> str:
        """A record is called by its title."""
        return self.title_shown(row)

    def seen_version(self, row: Any) -> int | None:
        """The version of the revision that is open, which a publication from sources would offer."""
        revision = _open_revision(row)
        return revision.lock_version if revision else None

    def row_context(self, request: HttpRequest, row: Model | None) -> dict[str, Any]:  # noqa: ARG002  the base class gives it
        """Its revisions, what asks for an answer, and what was done to it."""
        if not isinstance(row, Practice):
            return {}
        return {
            "revisions": list(Revision.unguarded.filter(practice=row).select_related("author")),
            "claims": list(Claim.objects.filter(practice=row).select_related("user")),
            "history": history(row),
        }

    @admin.display(description=_("Titre"), ordering="newest_title")
    def title_shown(self, row: Any) -> str:
        return str(row.newest_title or row.slug)

    @admin.display(description=_("Sources publiques"), ordering="origin")
    def from_sources(self, row: Practice) -> str:
        return yes_or_no(row.from_public_sources)

    @admin.display(description=_("Pays"))
    def country_shown(self, row: Practice) -> str:
        return str(row.city.country.name)
