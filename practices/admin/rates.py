"""Exchange rates of reference: read here, set by a verb."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from common.readonly import ReadOnlyAdmin, Verb
from practices import actions
from practices.models import ExchangeRate
from practices.money import missing_rates
from practices.record.shapes import CURRENCIES


class RateForm(forms.Form):
    """A rate and where it was published."""

    currency = forms.ChoiceField(label=_("Devise"), choices=[pair for pair in CURRENCIES if pair[0] != "EUR"])
    year = forms.IntegerField(
        label=_("Année"),
        min_value=1999,
        max_value=2100,
        required=False,
        help_text=_("Laissez vide pour une parité fixe, vraie pour toutes les années."),
    )
    rate = forms.DecimalField(
        label=_("Unités pour un euro"),
        localize=True,
        max_digits=14,
        decimal_places=6,
        help_text=_("Par exemple 1,4821 pour le dollar canadien en 2024."),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("La page d’une banque centrale, ou une autre source publique. Elle est montrée aux lecteurs."),
    )


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ReadOnlyAdmin):
    """Rates loaded from the project's data, and those that the secretariat set."""

    fields = ("currency", "year", "rate", "source", "set_by_hand")
    change_list_template = "desk/rates.html"
    list_display = ("currency", "year", "rate", "source", "set_by_hand")
    list_filter = ("currency", "set_by_hand")
    list_verbs = (
        Verb(
            "set",
            label=_("Ajouter ou corriger un taux"),
            done=_("Le taux est enregistré. Les tranches de coût des fiches concernées sont recalculées."),
            question=_("Un taux déjà connu pour cette devise et cette année est remplacé."),
            run=lambda viewer, _row, values: _set(viewer, values),
            form=RateForm,
        ),
    )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The rates, and first those that records lack."""
        return super().changelist_view(request, {"missing": missing_rates(), **(extra_context or {})})


def _set(viewer: Any, values: Any) -> ExchangeRate:
    return actions.set_rate(
        by=viewer,
        currency=values["currency"],
        year=values["year"],
        rate=values["rate"],
        source=values["source"],
    )
