"""What a budget says of one year, in its currency and in euros, and how it was computed.

Only an annual budget, or a whole project whose months are known, says something of a year: never an aid to begin, a
grant or an investment. It is computed from the view of the record, so that nobody learns from it a figure they may not
read; and shown only with the way it was found.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from common.templatetags.ui import money
from practices import vocabulary
from practices.models import ExchangeRate, Revision, RevisionState
from practices.record import RecordView
from practices.record.units import with_unit

MONTHS = 12
_COMPARABLE = {"annual", "total_project"}
# The sources of the project's own data, in the three languages; what the secretariat writes is shown as written
_SOURCES = (
    gettext_noop("Banque centrale européenne, moyenne des cours de référence quotidiens"),
    gettext_noop("Parité fixe du franc CFA (UEMOA), depuis 1999"),
    gettext_noop("Parité fixe du franc CFA (CEMAC), depuis 1999"),
    gettext_noop("Parité fixe du franc comorien, depuis 1999"),
)
_SIGNIFICANT = 3  # digits of an equivalent: the mean rate of a year says no more


@dataclass(frozen=True)
class Yearly:
    """A budget brought to one year. ``euros`` is None when no rate of reference is known."""

    amount: Decimal
    currency: str
    given: Decimal
    months: int
    year: int | None
    euros: Decimal | None
    rate: ExchangeRate | None

    @property
    def is_computed(self) -> bool:
        """The amount is not the one that the city wrote."""
        return self.months != MONTHS

    @property
    def how(self) -> str:
        """How the amount of one year was found."""
        months = with_unit("months", self.months)
        return _("Soit %(amount)s par an (calcul de la plateforme : %(given)s pour %(months)s)") % {
            "amount": money(round(self.amount), self.currency),
            "given": money(self.given, self.currency),
            "months": months,
        }

    @property
    def in_euros(self) -> str:
        """The equivalent and how it was found, or why there is none; nothing when the budget is in euros."""
        if self.currency == "EUR":
            return ""
        if self.euros is None or self.rate is None:
            if self.year is None:
                return _("Équivalent en euros non disponible : l’année du budget n’est pas connue")
            sentence = _("Équivalent en euros non disponible : aucun taux enregistré pour %(year)s")
            return sentence % {"year": self.year}
        return _("Environ %(euros)s par an, au taux de 1 € pour %(rate)s (%(source)s)") % {
            "euros": money(_rounded(self.euros)),
            "rate": money(_plain(self.rate.rate), self.currency),
            "source": _source(self.rate),
        }

    @property
    def band(self) -> str:
        """The slug of the annual cost band, empty when the equivalent is not known."""
        if self.euros is None:
            return ""
        whole = int(self.euros) if self.euros >= 1 or not self.euros else 1
        for term in vocabulary.terms("cost_band"):
            low, high = term.extra.get("min_eur"), term.extra.get("max_eur")
            if low is not None and low <= whole and (high is None or whole <= high):
                return term.slug
        return ""


class Rates:
    """The rates of reference: all read in one statement when the first is asked for, for several records at once."""

    @cached_property
    def _known(self) -> dict[tuple[str, int | None], ExchangeRate]:
        return {(rate.currency, rate.year): rate for rate in ExchangeRate.objects.all()}

    def of(self, currency: str, year: int | None) -> ExchangeRate | None:
        """Return the fixed parity of a currency, or its mean rate of that year."""
        return self._known.get((currency, None)) or self._known.get((currency, year))


def yearly(shown: RecordView, rates: Rates | None = None) -> Yearly | None:
    """Return what the budget says of one year to this reader; None when it says nothing."""
    amount, scope = shown.fields["budget_amount"], shown.value("budget_scope")
    currency = shown.value("budget_currency")
    months = shown.value("budget_duration_months") or (MONTHS if scope == "annual" else None)
    if not amount.is_known or not currency or scope not in _COMPARABLE or not months:
        return None
    given = Decimal(amount.value)
    one_year = given * MONTHS / months
    year = shown.value("budget_year")
    rate = None if currency == "EUR" else (rates or Rates()).of(currency, year)
    euros = one_year if currency == "EUR" else one_year / rate.rate if rate else None
    return Yearly(one_year, currency, given, months, year, euros, rate)


def band(shown: RecordView, one_year: Yearly | None) -> str:
    """Return the annual cost band: the one that the city chose, else the one computed from its budget."""
    chosen = shown.fields["cost_band"]
    if chosen.locked or chosen.is_known:
        return str(chosen.value)
    return one_year.band if one_year else ""


@dataclass(frozen=True)
class MissingRate:
    """A currency and a year that budgets cite, without a rate of reference, and how many records do."""

    currency: str
    year: int
    records: int


def missing_rates() -> list[MissingRate]:
    """Return the rates that the records published, and those in review, would need: two statements."""
    read = Q(pk=F("practice__published_id")) | Q(state=RevisionState.SUBMITTED)
    of_a_year = Q(budget_scope="annual") | Q(budget_scope="total_project", budget_duration_months__gt=0)
    rows = Revision.unguarded.filter(read, of_a_year, budget_amount__gt=0, budget_year__gt=0)
    cited = rows.exclude(budget_currency__in=("", "EUR")).values_list("budget_currency", "budget_year")
    counted = cited.annotate(count=Count("practice_id", distinct=True)).order_by("budget_currency", "-budget_year")
    rates = Rates()
    return [
        MissingRate(currency, year, records)
        for currency, year, records in counted
        if year is not None and rates.of(currency, year) is None
    ]


def _rounded(value: Decimal) -> Decimal:
    """Round to three significant digits: « environ » says as much."""
    return round(value, _SIGNIFICANT - 1 - value.adjusted()) if value else value


def _source(rate: ExchangeRate) -> str:
    known = _(rate.source) if rate.source in _SOURCES else rate.source
    return known if rate.year is None else f"{known}, {rate.year}"


def _plain(rate: Decimal) -> Decimal:
    return rate.quantize(Decimal("0.01")) if rate >= 1 else rate
