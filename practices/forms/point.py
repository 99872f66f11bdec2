"""The city's answer to a point of the review."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.forms import CityForm
from practices.forms.small import RefusableForm


class PointForm(RefusableForm, CityForm):
    """A few words, and whether it is done."""

    optional = frozenset({"body"})
    body = forms.CharField(
        label=_("Votre réponse"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    done = forms.BooleanField(label=_("C’est fait"), required=False)
