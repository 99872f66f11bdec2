"""Letters that came back, on the desk: whose, why, what it makes of the address, and what to do about it."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts import actions as accounts
from accounts.models import User
from cities.models import Membership, Role
from common.errors import Sentence
from common.readonly import ReadOnlyAdmin, Verb
from mailing import returns
from mailing.models import Return, ReturnKind

KINDS: dict[str, Sentence] = {
    ReturnKind.SOFT: _("Pas cette fois"),
    ReturnKind.HARD: _("Jamais"),
    ReturnKind.COMPLAINT: _("Signalée comme indésirable"),
}
ADVICE: dict[str, Sentence] = {
    ReturnKind.SOFT: _(
        "La boîte était pleine, ou son serveur absent. Rien à faire si cela ne dure pas ; sinon, prévenez la "
        "coordination de sa ville par un autre moyen."
    ),
    ReturnKind.HARD: _(
        "L’adresse n’existe sans doute plus. Écrivez à la coordination de sa ville. La personne se connecte encore "
        "avec cette adresse : elle peut en changer depuis « Mon compte », avec votre accord si elle ne la lit plus."
    ),
    ReturnKind.COMPLAINT: _(
        "La personne, ou son service informatique, a marqué nos lettres comme indésirables. Demandez à la coordination "
        "de sa ville si c’était voulu : chacun choisit ses lettres depuis « Mon compte »."
    ),
}


def masked(address: str) -> str:
    """Return an address that can be recognised by who knows it, and not written to."""
    local, _at, host = address.rpartition("@")
    return f"{local[:1]}…@{host}"


def _check(viewer: Any, row: Any, _values: Mapping[str, Any]) -> None:
    accounts.ask_address_check(user_id=row.letter.recipient_id, by_id=viewer.user_id)


class KindFilter(admin.SimpleListFilter):
    """Came back for good, or not."""

    title = _("retour")
    parameter_name = "kind"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        """Return the three kinds."""
        return list(KINDS.items())

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the kind that is chosen."""
        return queryset.filter(kind=self.value()) if self.value() in KINDS else queryset


@admin.register(Return)
class ReturnAdmin(ReadOnlyAdmin):
    """Letters that came back, by person."""

    plural = _("Lettres revenues")
    labels: ClassVar[dict[str, Sentence]] = {"received_at": _("Revenue le"), "healed_at": _("Adresse rétablie le")}
    list_display = ("received_at", "who", "masked_address", "why", "words", "rests_until")
    list_filter = (KindFilter,)
    search_fields = ("=address",)
    fields = (
        *("who", "masked_address", "received_at", "why", "words", "score", "rests_since", "rests_until", "healed_at"),
        *("what_to_do", "coordination"),
    )
    list_select_related = ("letter",)
    ordering = ("-id",)
    verbs = (
        Verb(
            "check",
            label=_("Envoyer la lettre de vérification"),
            done=_("La lettre est partie. Si la personne la reçoit et suit son lien, nos lettres reprennent."),
            question=_("La personne reçoit à son adresse actuelle une lettre dont le lien confirme qu’elle la lit."),
            run=_check,
            possible=lambda _viewer, row: bool(row.is_in_use),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the person of each letter, in the same statement."""
        person = User.objects.filter(pk=OuterRef("letter__recipient_id"))
        in_use = person.filter(email=OuterRef("address"), is_active=True)
        rows: QuerySet[Any] = super().get_queryset(request)
        annotated = rows.select_related("letter").annotate(
            person=Coalesce(Subquery(person.values("name")[:1]), Value(""), output_field=CharField()),
            is_in_use=Subquery(in_use.values("pk")[:1]),
            until=Subquery(in_use.values("address_rests_until")[:1]),
        )
        return cast("QuerySet[Any]", annotated)

    def naming(self, row: Any) -> str:
        """Return whose letter came back."""
        return self.who(row)

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002  the base class gives it
        queryset: QuerySet[Any],
        search_term: str,
    ) -> tuple[QuerySet[Any], bool]:
        """Find them by the name or the address of a person."""
        wanted = search_term.strip()
        if not wanted:
            return queryset, False
        people = User.objects.filter(Q(name__icontains=wanted) | Q(email__icontains=wanted)).values("pk")
        return queryset.filter(Q(letter__recipient_id__in=people) | Q(address__icontains=wanted)), False

    @admin.display(description=_("Personne"))
    def who(self, row: Any) -> str:
        """Return the name, or the address where nobody has an account."""
        return row.person or masked(row.address)

    @admin.display(description=_("Adresse"))
    def masked_address(self, row: Any) -> str:
        """Return the address as it was, not whole."""
        return masked(row.address)

    @admin.display(description=_("Pourra-t-elle arriver ?"), ordering="kind")
    def why(self, row: Any) -> str:
        """Return the kind in words."""
        return str(KINDS[row.kind])

    @admin.display(description=_("Ce qu’a dit le serveur"))
    def words(self, row: Any) -> str:
        """Return its code, and its sentence where our own server gave it: it often quotes the address."""
        said = re.sub(re.escape(row.address), masked(row.address), row.letter.answer, flags=re.IGNORECASE)
        return " – ".join(filter(None, (row.status, said)))

    @admin.display(description=_("Points de l’adresse"))
    def score(self, row: Any) -> str:
        """Return the present score beside what makes an address rest."""
        if not row.is_in_use:
            return str(_("Ce n’est plus l’adresse de cette personne."))
        points = returns.score(row.address, row.is_in_use)
        return str(_("%(points)d (au-dessus de %(most)d, nos lettres s’arrêtent)")) % {
            "points": points,
            "most": returns.RESTS_ABOVE,
        }

    @admin.display(description=_("Nos lettres sont arrêtées depuis le"))
    def rests_since(self, row: Any) -> str:
        """Return when the address began to rest, while it does."""
        return _day(returns.rests_since(row.is_in_use)) if self._rests(row) else ""

    @admin.display(description=_("Nos lettres sont arrêtées jusqu’au"), ordering="until")
    def rests_until(self, row: Any) -> str:
        """Return until when, unless something else comes back or the person confirms the address."""
        return _day(row.until) if self._rests(row) else ""

    @admin.display(description=_("Que faire ?"))
    def what_to_do(self, row: Any) -> str:
        """Return what the secretariat may do."""
        return str(ADVICE[row.kind]) if row.is_in_use else str(_("Rien : cette adresse n’est plus utilisée."))

    @admin.display(description=_("Coordination de sa ville"))
    def coordination(self, row: Any) -> str:
        """Return whom to write to: who coordinates the cities of this person."""
        theirs = Membership.objects.current().filter(user_id=row.is_in_use or 0).values("city_id")
        people = Membership.objects.current().filter(city_id__in=theirs, role=Role.COORDINATOR)
        found = people.exclude(user_id=row.is_in_use or 0).select_related("user", "city").order_by("city_id", "id")
        return " ; ".join(f"{one.user.name}, {one.user.email} ({one.city.name})" for one in found)

    @staticmethod
    def _rests(row: Any) -> bool:
        return row.until is not None and row.until > timezone.now()


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else ""
