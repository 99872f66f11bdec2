"""What members say, what readers report, what cities ask; and the vocabularies."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.readonly import (
    Done,
    OptionalNoteForm,
    ReadOnlyAdmin,
    Verb,
)
from practices import actions
from practices.models import (
    Claim,
    Comment,
    CommentReport,
    CommentState,
    Term,
)
from practices.permissions import can_hide


class ReasonForm(forms.Form):
    """Why a comment is hidden; its author reads it."""

    reason = forms.CharField(
        label=_("Motif, envoyé à son auteur"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    """Comments; the secretariat hides one with a reason, and its author is told."""

    labels = {
        "practice": _("Fiche"),
        "city": _("Ville"),
        "author": _("Personne"),
        "kind": _("Sorte"),
        "body": _("Commentaire"),
        "state": _("État"),
        "created_at": _("Écrit le"),
        "edited_at": _("Modifié le"),
        "hidden_reason": _("Motif du masquage"),
    }
    list_display = ("excerpt", "kind", "practice", "city", "author", "state", "created_at")
    list_filter = ("state", "kind")
    list_select_related = ("practice", "city", "author")
    search_fields = ("body", "author__name", "city__name_fr", "practice__slug")
    fields = ("practice", "city", "author", "kind", "body", "state", "created_at", "edited_at", "hidden_reason")
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
