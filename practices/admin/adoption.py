"""What cities say of the practices they take up, and the corrections that wait for the secretariat."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.readonly import Done, OptionalNoteForm, ReadOnlyAdmin, SeenNoteForm, Verb
from practices import actions
from practices.models import Adoption, AdoptionAnswer, AnswerKind


@admin.register(Adoption)
class AdoptionAdmin(ReadOnlyAdmin):
    """Adoptions as cities declare them; the secretariat may take one back, with its reasons."""

    labels = {
        "practice": _("Fiche"),
        "city": _("Ville"),
        "state": _("État"),
        "since": _("Depuis"),
        "changed": _("Ce qui a changé"),
        "why": _("Pourquoi"),
        "result": _("Ce que la ville en a tiré"),
        "audience": _("Textes lus par"),
        "grown_into": _("Fiche qui en est issue"),
        "author": _("Personne"),
        "created_at": _("Déclarée le"),
        "saved_at": _("Modifiée le"),
        "cancelled_at": _("Retirée le"),
    }
    list_display = ("practice", "city", "state", "since", "saved_at", "cancelled_at")
    list_filter = ("state", ("cancelled_at", Done))
    list_select_related = ("practice", "city")
    search_fields = ("practice__slug", "city__name_fr")
    fields = (
        "practice",
        "city",
        "state",
        "since",
        "changed",
        "why",
        "result",
        "audience",
        "grown_into",
        "author",
        "created_at",
        "saved_at",
        "cancelled_at",
    )
    verbs = (
        Verb(
            "cancel",
            label=_("Retirer la déclaration"),
            done=_("La déclaration est retirée. Les deux villes ont reçu vos raisons."),
            run=lambda viewer, row, values: actions.cancel_adoption(
                by=viewer, adoption_id=row.pk, seen_version=values["seen_version"], note=values["note"]
            ),
            form=SeenNoteForm,
            possible=lambda _viewer, row: row.cancelled_at is None,
            initial=lambda row: {"seen_version": row.lock_version},
        ),
    )


@admin.register(AdoptionAnswer)
class AdoptionAnswerAdmin(ReadOnlyAdmin):
    """What the city of a practice answers; a correction waits until the secretariat has dealt with it."""

    labels = {
        "adoption_shown": _("Reprise"),
        "kind": _("Réponse"),
        "body": _("Message"),
        "city": _("Ville"),
        "author": _("Personne"),
        "created_at": _("Écrite le"),
        "handled_at": _("Traitée le"),
        "handled_by": _("Traitée par"),
    }
    list_display = ("adoption_shown", "kind", "city", "created_at", "handled_at")
    list_filter = ("kind", ("handled_at", Done))
    list_select_related = ("adoption__practice", "adoption__city", "city")
    fields = ("adoption_shown", "kind", "body", "city", "author", "created_at", "handled_at", "handled_by")
    readonly_fields = ("adoption_shown",)
    verbs = (
        Verb(
            "settle",
            label=_("Marquer comme traitée"),
            done=_("La correction est traitée. Les deux villes en sont prévenues."),
            question=_("Pour retirer la déclaration elle-même, passez par la page de la reprise."),
            run=lambda viewer, row, values: actions.settle_correction(by=viewer, answer_id=row.pk, note=values["note"]),
            form=OptionalNoteForm,
            possible=lambda _viewer, row: row.kind == AnswerKind.CORRECTION and row.handled_at is None,
            shown=lambda row: [
                (pgettext_lazy("adoption", "Reprise"), f"{row.adoption.city} – {row.adoption.practice}"),
                (_("Message"), row.body),
            ],
        ),
    )

    def naming(self, row: AdoptionAnswer) -> str:
        """An answer is called by its two cities."""
        return f"{row.city} → {row.adoption.city}"

    @admin.display(description=pgettext_lazy("adoption", "Reprise"))
    def adoption_shown(self, row: AdoptionAnswer) -> str:
        return f"{row.adoption.city} – {row.adoption.practice}"
