"""What a city says of a practice it takes up, and what the city of the practice answers. The actions check."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.forms import CityForm
from common.audience import Audience
from practices.forms.inputs import AnyChoice
from practices.forms.small import RefusableForm
from practices.models import AdoptionState, AnswerKind
from practices.models.adoption import READ_BY
from practices.record.values import date_help


def _text(label: Any, help_text: Any, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, strip=False, widget=forms.Textarea(attrs={"rows": rows})
    )


class AdoptionForm(RefusableForm, CityForm):
    """Where the city is with the practice of another, since when, and what it learnt."""

    optional = frozenset({"since", "changed", "why", "result", "grown_into"})

    state = AnyChoice(
        label=_("Où en est votre ville\u202f?"),
        choices=(
            (AdoptionState.CONSIDERING, _("Nous l’envisageons")),
            (AdoptionState.PILOTING, _("Nous la mettons à l’essai")),
            (AdoptionState.RUNNING, _("Elle est en place chez nous")),
            (AdoptionState.STOPPED, _("Nous l’avons arrêtée")),
        ),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Qui lit la fiche lit aussi le nom de votre ville et ce choix."),
    )
    since = forms.CharField(label=_("Depuis quand"), required=False)
    changed = _text(
        _("Ce que vous avez changé"),
        _("Ce que vous faites autrement que la ville d’origine. 1\u202f500 signes au plus, sans cas individuel."),
    )
    why = _text(
        _("Pourquoi"),
        _("Ce qui vous a conduits à ces changements ou, si vous avez arrêté, pourquoi. 1\u202f500 signes au plus."),
    )
    result = _text(
        _("Ce que vous en avez tiré"),
        _("À compléter plus tard : ce qui a marché, ce qui n’a pas marché. 1\u202f500 signes au plus."),
    )
    audience = AnyChoice(
        label=_("Qui lit ces trois textes"),
        choices=[(value, value.label) for value in (Audience.MEMBERS, Audience.PUBLIC) if value in READ_BY],
        required=False,
        widget=forms.RadioSelect,
        initial=Audience.MEMBERS,
    )
    grown_into = AnyChoice(
        label=_("La fiche de votre ville qui en est issue"),
        required=False,
        help_text=_("Si cette reprise est devenue une pratique à part entière, avec sa propre fiche."),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(self, *args: Any, own: list[tuple[str, str]], **options: Any) -> None:
        """``own``: the (slug, title) of the records of the city acted for."""
        super().__init__(*args, **options)
        self.fields["since"].help_text = date_help()
        grown = self.fields["grown_into"]
        if own and isinstance(grown, forms.ChoiceField):
            grown.choices = [("", "–"), *own]
        else:
            del self.fields["grown_into"]


class AdoptionAnswerForm(RefusableForm, CityForm):
    """Thanks, or a correction."""

    kind = AnyChoice(
        label=_("Votre réponse"),
        choices=(
            (AnswerKind.THANKS, pgettext_lazy("adoption", "Nous remercions cette ville")),
            (AnswerKind.CORRECTION, pgettext_lazy("adoption", "Quelque chose est à corriger")),
        ),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Les villes membres lisent votre réponse. Une correction est lue aussi par le secrétariat."),
    )
    body = _text(_("Votre message"), _("600 signes au plus. Facultatif pour un remerciement."), rows=3)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
