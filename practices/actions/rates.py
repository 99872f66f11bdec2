"""The exchange rates that the secretariat sets."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common.audience import Audience
from common.errors import Invalid, NotAllowed
from common.text import clean
from journal import log
from practices import index
from practices.models import ExchangeRate, Practice
from practices.record.shapes import CURRENCIES


def set_rate(*, by: Viewer, currency: str, year: int | None, rate: Decimal, source: str) -> ExchangeRate:
    """Set the rate of a currency for a year, or for every year; the cost bands of its records follow."""
    if not by.is_secretariat:
        raise NotAllowed
    if currency not in dict(CURRENCIES) or currency == "EUR":
        raise Invalid(fields={"currency": [_("Choisissez une devise de la liste, autre que l’euro.")]})
    if rate <= 0 or not rate.is_finite():
        raise Invalid(fields={"rate": [_("Indiquez combien d’unités de la devise font un euro.")]})
    if not clean(source):
        raise Invalid(fields={"source": [_("Indiquez la source publique de ce taux.")]})
    with transaction.atomic():
        values = {"rate": rate, "source": clean(source), "set_by_hand": True}
        found, _made = ExchangeRate.objects.update_or_create(currency=currency, year=year, defaults=values)
        log.record(
            "rate.set",
            subject_type="rate",
            subject_id=found.pk,
            actor_id=by.user_id,
            audience=Audience.OWN,
            data={"currency": currency, "year": year, "rate": str(rate)},
        )
        _refresh(currency)
    return found


def _refresh(currency: str) -> None:
    """Write again what lists read of the published records in this currency."""
    rows = Practice.unguarded.select_for_update(of=("self",)).select_related("city")
    for practice in rows.filter(published__budget_currency=currency).order_by("pk"):
        index.refresh(practice)
