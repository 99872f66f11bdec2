"""What the pages ask. A form checks the shape of what is typed; the verbs check the rest."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.forms import CityForm


class SignForm(CityForm):
    """To sign: the text that was read, and the word of the person who signs."""

    seen_text = forms.CharField(max_length=64, widget=forms.HiddenInput)
    mandate = forms.BooleanField(
        label=_("J’ai lu ce texte et j’ai qualité pour engager la ville."),
        error_messages={"required": _("Cochez cette case pour signer : elle dit que vous engagez la ville.")},
    )


class WithdrawForm(CityForm):
    """To withdraw: the reason is for the city and the secretariat, and may stay empty."""

    note = forms.CharField(
        label=_("Motif"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lu par votre ville et le secrétariat. La date du retrait est publique, le motif ne l’est pas."),
    )


class ReceiptForm(forms.Form):
    """A receipt, a letter that holds one, or an empreinte, pasted."""

    receipt = forms.CharField(
        label=_("Reçu ou empreinte"),
        max_length=20_000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Collez le reçu entier, la lettre de reçu, ou une seule empreinte de 64 signes."),
        error_messages={"required": _("Collez un reçu ou une empreinte.")},
    )
