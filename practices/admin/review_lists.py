"""What a review leaves on the desk: points, appeals, expert readings, and the two lists that the secretariat keeps."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.readonly import Done, ReadOnlyAdmin, Verb
from practices import actions
from practices.admin.review_forms import AppealForm, ReasonForm, ReplyForm, WordingForm
from practices.models import Appeal, DecisionReason, ExpertReading, Point, Revision, WatchedWording
from practices.permissions import can_decide_appeal
from practices.review.places import about


@admin.register(Point)
class PointAdmin(ReadOnlyAdmin):
    """The points asked; their place is the page of the review, where every verb leads back."""

    labels = {
        "practice": _("Fiche"),
        "revision_number": _("Version"),
        "body": _("Point"),
        "author": _("Écrit par"),
        "created_at": _("Écrit le"),
        "sent_at": _("Envoyé à la ville le"),
        "done_at": _("Fait, selon la ville, le"),
        "accepted_at": _("Accepté le"),
    }
    list_display = ("about_shown", "practice", "body", "sent_at", "done_at", "accepted_at")
    list_filter = (("done_at", Done), ("accepted_at", Done))
    list_select_related = ("practice",)
    fields = (
        "about_shown",
        "practice",
        "revision_number",
        "body",
        "author",
        "created_at",
        "sent_at",
        "done_at",
        "accepted_at",
    )
    readonly_fields = ("about_shown",)
    ordering = ("-id",)
    verbs = (
        Verb(
            "accept",
            label=pgettext_lazy("point", "Accepter"),
            done=_("Le point est accepté."),
            run=lambda viewer, row, _values: actions.accept_point(by=viewer, point_id=row.pk, accepted=True),
            possible=lambda _viewer, row: row.sent_at is not None and row.accepted_at is None,
            shown=lambda row: [(about(row), row.body)],
        ),
        Verb(
            "reopen",
            label=pgettext_lazy("point", "Rouvrir"),
            done=_("Le point est de nouveau ouvert."),
            run=lambda viewer, row, _values: actions.accept_point(by=viewer, point_id=row.pk, accepted=False),
            possible=lambda _viewer, row: row.accepted_at is not None,
            shown=lambda row: [(about(row), row.body)],
        ),
        Verb(
            "reply",
            label=_("Répondre à la ville"),
            done=_("Votre réponse est partie."),
            run=lambda viewer, row, values: actions.reply_point(by=viewer, point_id=row.pk, body=values["body"]),
            form=ReplyForm,
            possible=lambda _viewer, row: row.sent_at is not None,
            shown=lambda row: [(about(row), row.body)],
        ),
        Verb(
            "remove",
            label=pgettext_lazy("point", "Retirer ce point"),
            done=_("Le point est retiré : la ville ne l’a pas reçu."),
            run=lambda viewer, row, _values: actions.remove_point(by=viewer, point_id=row.pk),
            possible=lambda _viewer, row: row.sent_at is None,
            shown=lambda row: [(about(row), row.body)],
        ),
    )

    def naming(self, row: Point) -> str:
        """A point is called by what it is about."""
        return about(row)

    def _after(self, row: Model | None) -> str:
        if not isinstance(row, Point):
            return super()._after(row)
        newest = Revision.unguarded.filter(practice=row.practice_id).order_by("-number").values_list("pk", flat=True)
        return f"{reverse('admin:practices_revision_change', args=[newest[0]])}#points"

    @admin.display(description=_("Sujet"))
    def about_shown(self, row: Point) -> str:
        return about(row)


@admin.register(Appeal)
class AppealAdmin(ReadOnlyAdmin):
    """Appeals of cities; somebody else than who decided answers."""

    labels = {
        "reason": _("Raisons de la ville"),
        "author": _("Écrit par"),
        "created_at": _("Reçu le"),
        "first_decider": _("Décision prise par"),
        "decided_by": _("Réponse de"),
        "decided_at": _("Répondu le"),
        "outcome": _("Réponse"),
        "answer": _("Raisons de la réponse"),
    }
    list_display = ("title_shown", "city_shown", "created_at", "outcome", "decided_at")
    list_filter = (("decided_at", Done),)
    fields = (
        "title_shown",
        "city_shown",
        "reason",
        "author",
        "created_at",
        "first_decider",
        "first_reasons",
        "decided_by",
        "decided_at",
        "outcome",
        "answer",
    )
    readonly_fields = ("title_shown", "city_shown", "first_reasons")
    verbs = (
        Verb(
            "decide",
            label=_("Répondre à l’appel"),
            done=_("La ville a reçu votre réponse."),
            run=lambda viewer, row, values: actions.decide_appeal(by=viewer, appeal_id=row.pk, **values),
            form=AppealForm,
            possible=lambda viewer, row: row.decided_at is None and can_decide_appeal(viewer, row, row.revision),
            shown=lambda row: [
                (_("Raisons de la décision"), row.revision.decision_note),
                (_("Raisons de la ville"), row.reason),
            ],
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the version and its city."""
        return super().get_queryset(request).select_related("revision__practice__city", "author", "decided_by")

    def naming(self, row: Appeal) -> str:
        """An appeal is called by the title of the version."""
        return row.revision.title

    @admin.display(description=_("Titre"))
    def title_shown(self, row: Appeal) -> str:
        return row.revision.title

    @admin.display(description=_("Ville"))
    def city_shown(self, row: Appeal) -> str:
        return str(row.revision.practice.city)

    @admin.display(description=_("Raisons de la décision"))
    def first_reasons(self, row: Appeal) -> str:
        return row.revision.decision_note or "–"


@admin.register(ExpertReading)
class ExpertReadingAdmin(ReadOnlyAdmin):
    """Links given to people without an account."""

    labels = {
        "email": _("Adresse"),
        "created_at": _("Envoyé le"),
        "expires_at": _("Valable jusqu’au"),
        "opened_at": _("Ouvert le"),
        "revoked_at": _("Fermé le"),
        "invited_by": _("Envoyé par"),
        "message": _("Message"),
        "members_too": _("Montre ce qui est réservé aux villes membres"),
    }
    list_display = ("email", "title_shown", "created_at", "expires_at", "opened_at", "revoked_at")
    list_filter = (("opened_at", Done), ("revoked_at", Done))
    list_select_related = ("revision",)
    fields = (
        "email",
        "title_shown",
        "members_too",
        "message",
        "invited_by",
        "created_at",
        "expires_at",
        "opened_at",
        "revoked_at",
        "comments_shown",
    )
    readonly_fields = ("title_shown", "comments_shown")
    verbs = (
        Verb(
            "revoke",
            label=_("Fermer ce lien"),
            done=_("Le lien est fermé : il ne montre plus rien."),
            run=lambda viewer, row, _values: actions.revoke_expert(by=viewer, reading_id=row.pk),
            possible=lambda _viewer, row: row.revoked_at is None,
        ),
    )

    def naming(self, row: ExpertReading) -> str:
        """A reading is called by its address."""
        return row.email

    @admin.display(description=_("Titre"))
    def title_shown(self, row: ExpertReading) -> str:
        return row.revision.title

    @admin.display(description=_("Remarques"))
    def comments_shown(self, row: ExpertReading) -> str:
        return "\n\n".join(comment.body for comment in row.comments.all()) or "–"


@admin.register(WatchedWording)
class WatchedWordingAdmin(ReadOnlyAdmin):
    """Expressions to write otherwise: shown to the city and to the reviewer, with the reason."""

    labels = {"expression": _("Expression"), "reason": _("Pourquoi"), "active": _("Signalée")}
    list_display = ("expression", "reason", "active")
    list_filter = ("active",)
    search_fields = ("expression", "reason")
    fields = ("expression", "reason", "active")
    list_verbs = (
        Verb(
            "add",
            label=_("Ajouter une expression"),
            done=_("L’expression est ajoutée."),
            run=lambda viewer, _row, values: actions.save_wording(by=viewer, **values),
            form=WordingForm,
        ),
    )
    verbs = (
        Verb(
            "edit",
            label=_("Modifier l’expression"),
            done=_("L’expression est modifiée."),
            run=lambda viewer, row, values: actions.save_wording(by=viewer, wording_id=row.pk, **values),
            form=WordingForm,
            initial=lambda row: {"expression": row.expression, "reason": row.reason, "active": row.active},
        ),
    )


def _words(values: Any) -> dict[str, Any]:
    return {"words": {key: values[key] for key in ("fr", "en", "ar")}, "active": values["active"]}


@admin.register(DecisionReason)
class DecisionReasonAdmin(ReadOnlyAdmin):
    """Reasons of a refusal, which the city reads in its language."""

    labels = {"fr": _("Français"), "en": _("Anglais"), "ar": _("Arabe"), "active": _("Proposée")}
    list_display = ("fr", "en", "ar", "active")
    list_filter = ("active",)
    fields = ("fr", "en", "ar", "active")
    list_verbs = (
        Verb(
            "add",
            label=_("Ajouter une raison"),
            done=_("La raison est ajoutée."),
            run=lambda viewer, _row, values: actions.save_reason(by=viewer, **_words(values)),
            form=ReasonForm,
        ),
    )
    verbs = (
        Verb(
            "edit",
            label=_("Modifier la raison"),
            done=_("La raison est modifiée. Les décisions déjà prises gardent leurs mots."),
            run=lambda viewer, row, values: actions.save_reason(by=viewer, reason_id=row.pk, **_words(values)),
            form=ReasonForm,
            initial=lambda row: {"fr": row.fr, "en": row.en, "ar": row.ar, "active": row.active},
        ),
    )
