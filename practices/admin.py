"""Practices on the desk: the review of what is submitted, and the verbs of the secretariat."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.viewer import Viewer
from common.readonly import (
    Done,
    NoteForm,
    OptionalNoteForm,
    ReadOnlyAdmin,
    SeenForm,
    SeenNoteForm,
    SeenOptionalNoteForm,
    Verb,
    yes_or_no,
)
from practices import actions, record
from practices.differences import differences
from practices.models import (
    OPEN,
    Claim,
    Comment,
    CommentReport,
    CommentState,
    Origin,
    Practice,
    Revision,
    RevisionState,
    Term,
)
from practices.permissions import can_hide, may
from practices.record.completeness import cautions
from practices.record.reading import view
from practices.record.shapes import MODERATION_FLAGS
from practices.views.history import history


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


class ReasonForm(forms.Form):
    """Why a comment is hidden; its author reads it."""

    reason = forms.CharField(
        label=_("Motif, envoyé à son auteur"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


def _on_revision(move: str) -> Callable[[Viewer, Revision], bool]:
    return lambda viewer, row: may(viewer, move, row.practice, row)


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


def _decide(action: Callable[..., object]) -> Callable[[Viewer, Revision, Mapping[str, Any]], object]:
    """Return what calls a decision on the revision that was read."""
    return lambda viewer, row, values: action(
        by=viewer, revision_id=row.pk, seen_version=values["seen_version"], note=values["note"]
    )


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

    def row_context(self, request: HttpRequest, row: Model | None) -> dict[str, Any]:  # noqa: ARG002
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
            done=_("La version est publiée. La ville et les personnes qui suivent la fiche en sont informées."),
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
        viewer: Viewer = request.viewer  # type: ignore[attr-defined]
        published = row.practice.published
        before = published if published and published.pk != row.pk and published.number < row.number else None
        if before is not None:
            before.practice = row.practice
        return {
            "before": before,
            "differences": differences(before, row, viewer),
            "whole": view(row, viewer),
            "missing": record.missing(row, "publish"),
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


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    """Comments; the secretariat hides one with a reason, and its author is told."""

    labels = {
        "practice": _("Fiche"),
        "city": _("Ville"),
        "author": _("Personne"),
        "body": _("Commentaire"),
        "state": _("État"),
        "created_at": _("Écrit le"),
        "edited_at": _("Modifié le"),
        "hidden_reason": _("Motif du masquage"),
    }
    list_display = ("excerpt", "practice", "city", "author", "state", "created_at")
    list_filter = ("state",)
    list_select_related = ("practice", "city", "author")
    search_fields = ("body", "author__name", "city__name_fr", "practice__slug")
    fields = ("practice", "city", "author", "body", "state", "created_at", "edited_at", "hidden_reason")
    ordering = ("-created_at", "-id")
    verbs = (
        Verb(
            "hide",
            label=_("Masquer le commentaire"),
            done=_("Le commentaire est masqué. Son auteur a reçu vos raisons."),
            run=lambda viewer, row, values: actions.hide_comment(by=viewer, comment_id=row.pk, reason=values["reason"]),
            form=ReasonForm,
            possible=can_hide,
            shown=lambda row: [(_("Commentaire"), row.body)],
        ),
    )

    def naming(self, row: Comment) -> str:
        """A comment is called by its first words."""
        return self.excerpt(row)

    @admin.display(description=_("Commentaire"))
    def excerpt(self, row: Comment) -> str:
        return f"{row.body[:80]}…" if len(row.body) > 80 else row.body or "–"


@admin.register(CommentReport)
class CommentReportAdmin(ReadOnlyAdmin):
    """What readers asked the secretariat to look at."""

    labels = {
        "reason": _("Motif"),
        "reporter": _("Signalé par"),
        "created_at": _("Signalé le"),
        "handled_at": _("Traité le"),
        "handled_by": _("Traité par"),
    }
    list_display = ("comment_shown", "reason", "created_at", "handled_at")
    list_filter = (("handled_at", Done),)
    list_select_related = ("comment",)
    fields = ("comment_shown", "reason", "reporter", "created_at", "handled_at", "handled_by")
    readonly_fields = ("comment_shown",)
    verbs = (
        Verb(
            "hide",
            label=_("Masquer le commentaire"),
            done=_("Le commentaire est masqué. Son auteur a reçu vos raisons."),
            run=lambda viewer, row, values: actions.hide_comment(
                by=viewer, comment_id=row.comment_id, reason=values["reason"]
            ),
            form=ReasonForm,
            possible=lambda viewer, row: row.handled_at is None and can_hide(viewer, row.comment),
            shown=lambda row: [(_("Commentaire"), row.comment.body), (_("Signalement"), row.reason)],
        ),
        Verb(
            "dismiss",
            label=_("Laisser le commentaire"),
            done=_("Le signalement est traité ; le commentaire reste."),
            run=lambda viewer, row, _values: actions.dismiss_report(by=viewer, report_id=row.pk),
            possible=lambda _viewer, row: row.handled_at is None,
            shown=lambda row: [(_("Commentaire"), row.comment.body), (_("Signalement"), row.reason)],
        ),
    )

    @admin.display(description=_("Commentaire"))
    def comment_shown(self, row: CommentReport) -> str:
        return row.comment.body if row.comment.state == CommentState.VISIBLE else "–"


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    """What cities ask about the records drawn about them from public sources."""

    labels = {
        "practice": _("Fiche"),
        "kind": _("Demande"),
        "city": _("Ville"),
        "user": _("Personne"),
        "note": _("Message"),
        "created_at": _("Reçue le"),
        "handled_at": _("Traitée le"),
        "handled_by": _("Traitée par"),
    }
    list_display = ("practice", "kind", "city", "user", "created_at", "handled_at")
    list_filter = ("kind", ("handled_at", Done))
    list_select_related = ("practice", "city", "user")
    fields = ("practice", "kind", "city", "user", "note", "created_at", "handled_at", "handled_by")
    verbs = (
        Verb(
            "settle",
            label=_("Marquer comme traitée"),
            done=_("La demande est traitée."),
            question=_("Pour retirer une notice, passez par la page de la fiche : la demande sera traitée avec elle."),
            run=lambda viewer, row, values: actions.settle_claim(by=viewer, claim_id=row.pk, note=values["note"]),
            form=OptionalNoteForm,
            possible=lambda _viewer, row: row.handled_at is None,
        ),
    )


@admin.register(Term)
class TermAdmin(ReadOnlyAdmin):
    """Vocabularies, loaded from the project's data."""

    plural = _("Vocabulaires")
    labels = {
        "vocabulary": _("Vocabulaire"),
        "slug": _("Identifiant"),
        "fr": _("Français"),
        "en": _("Anglais"),
        "ar": _("Arabe"),
        "definition_fr": _("Définition"),
        "origin": _("Origine"),
        "order": _("Rang"),
        "deprecated": _("Abandonné"),
        "replaced_by": _("Remplacé par"),
    }
    fields = ("vocabulary", "slug", "fr", "en", "ar", "definition_fr", "origin", "order", "deprecated", "replaced_by")
    list_display = ("vocabulary", "slug", "fr", "en", "ar", "deprecated")
    list_filter = ("vocabulary", "deprecated")
    search_fields = ("slug", "fr", "en", "ar")
