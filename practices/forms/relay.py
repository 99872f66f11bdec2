"""Asking another city for an exchange, and answering. The actions check."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.forms import CityForm
from practices.forms.inputs import AnyChoice
from practices.forms.small import RefusableForm
from practices.models import ContactKind


class ExchangeForm(RefusableForm, CityForm):
    """What is asked, why, and when."""

    kind = AnyChoice(
        label=_("Ce que vous demandez"), choices=ContactKind.choices, required=False, widget=forms.RadioSelect
    )
    purpose = forms.CharField(
        label=_("Ce que vous cherchez"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "1\u202f000 signes au plus. N’y mettez ni nom, ni adresse, ni numéro de téléphone, ni cas individuel."
        ),
    )
    proposed_time = forms.CharField(
        label=_("Le moment que vous proposez"),
        required=False,
        help_text=_("Par exemple « un matin de la semaine du 12 janvier ». Donnez l’heure de votre ville."),
    )


class ExchangeAnswerForm(RefusableForm, CityForm):
    """A word with the acceptance, or the reason of a refusal: what is needed depends on the button."""

    answer = forms.CharField(
        label=_("Votre message à l’autre ville"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "600 signes au plus. Facultatif si vous acceptez\u202f; si vous déclinez, dites pourquoi en une phrase."
        ),
    )
