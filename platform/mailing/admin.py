"""The outbox on the desk: what left, what waits, what failed; what a letter says only with one's own rights."""

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from common.readonly import Page, ReadOnlyAdmin, SeenForm, Verb
from common.text import fold
from mailing import actions, figures, registry
from mailing.models import Letter


def _read(viewer: Any, row: Letter, _values: Mapping[str, Any]) -> Page:
    rendered = actions.reread(actor_id=viewer.user_id, letter_id=row.pk)
    context = {"letter": row, "sort": registry.label(row.kind), "rendered": rendered, "title": _("Relire")}
    return Page("desk/letter.html", context)


class KindFilter(admin.SimpleListFilter):
    """The kinds of the letters that are there, by the name that people read."""

    title = _("sorte")
    parameter_name = "kind"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        """Return them in the order of their names."""
        names = Letter.objects.order_by().values_list("kind", flat=True).distinct()
        return sorted(((name, registry.label(name)) for name in names), key=lambda pair: fold(pair[1]))

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the letters of the kind that is chosen."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """Letters by person, kind and state."""

    plural = _("Lettres")
    labels = {
        "id": _("Numéro"),
        "recipient_id": _("Personne (numéro)"),
        "address": _("Adresse"),
        "language": _("Langue"),
        "state": _("État"),
        "attempts": _("Essais"),
        "answer": _("Dernière réponse du serveur"),
        "message_id": _("Identifiant du message"),
        "joined_to": _("Dite dans la lettre"),
        "held_at": _("Laissée à la lettre de synthèse le"),
        "created_at": _("Écrite le"),
        "not_before": _("Pas avant"),
        "next_try_at": _("Prochain essai"),
        "finished_at": _("Terminée le"),
    }
    list_display = (
        "id",
        "sort",
        "to",
        "language",
        "state",
        "attempts",
        "created_at",
        "finished_at",
    )
    list_filter = ("state", KindFilter, "language")
    search_fields = ("kind", "address", "=recipient_id", "=state")
    fields = (
        "sort",
        "to",
        "recipient_id",
        "language",
        "state",
        "attempts",
        "answer",
        "message_id",
        "joined_to",
        "held_at",
        "created_at",
        "not_before",
        "next_try_at",
        "finished_at",
    )
    ordering = ("-id",)
    date_hierarchy = "created_at"
    verbs = (
        Verb(
            "read",
            label=_("Relire"),
            done="",
            question=_(
                "Vous la lirez telle que vos droits le permettent aujourd’hui, sans ses liens. Cette lecture est "
                "inscrite au journal."
            ),
            run=_read,
            possible=lambda _viewer, row: actions.can_reread(row),
        ),
        Verb(
            "resend",
            label=_("Envoyer de nouveau"),
            done=_("La lettre est de nouveau dans la file d’envoi."),
            question=_("Elle repart à la même personne, si elle peut encore la lire et la veut encore."),
            run=lambda viewer, row, values: actions.resend(
                actor_id=viewer.user_id, letter_id=row.pk, seen_version=values["seen_version"]
            ),
            form=SeenForm,
            possible=lambda _viewer, row: actions.can_resend(row),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the address of each person, in the same statement."""
        person = get_user_model().objects.filter(pk=OuterRef("recipient_id"))
        rows = super().get_queryset(request).annotate(person=Subquery(person.values("email")[:1]))
        return cast("QuerySet[Any]", rows)

    @admin.display(description=_("Sorte"), ordering="kind")
    def sort(self, row: Any) -> str:
        """Return the name of its kind."""
        return registry.label(row.kind)

    @admin.display(description=_("À"), ordering="person")
    def to(self, row: Any) -> str:
        """Return the address, or nothing when the account was erased."""
        return row.person or row.address or ""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find letters by their person and by the words of their kind too, which the outbox does not hold."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return found, may_repeat
        wanted = fold(search_term.strip())
        kinds = [name for name, label in registry.labels().items() if wanted in fold(str(label))]
        named = Q(name__icontains=search_term.strip()) | Q(email__icontains=search_term.strip())
        people = get_user_model().objects.filter(named).values("pk")
        return found | queryset.filter(Q(recipient_id__in=people) | Q(kind__in=kinds)), may_repeat

    def seen_version(self, row: Any) -> int:
        """A letter is sent again once for each of its endings."""
        return actions.seen(row)

    def get_urls(self) -> list[URLPattern]:
        """And the figures of delivery."""
        figures = self.admin_site.admin_view(self.figures_view)
        return [path("chiffres/", figures, name="mailing_letter_figures"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With the way to the figures."""
        more = [(_("Chiffres de l’envoi"), reverse("admin:mailing_letter_figures"))]
        return super().changelist_view(request, {"more": more, **(extra_context or {})})

    def figures_view(self, request: HttpRequest) -> HttpResponse:
        """How many letters of each kind went which way, week by week: counted in the outbox, never in the letters."""
        if request.method not in {"GET", "HEAD"}:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": _("Chiffres de l’envoi"),
            "opts": self.opts,
            "called": self.called(),
            "weeks": figures.by_week(),
        }
        return TemplateResponse(request, "desk/figures.html", context)
