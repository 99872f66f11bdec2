"""Forms of the account."""

from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from common.text import clean

_REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def time_zone_choices() -> list[tuple[str, Any]]:
    """Return the time zones by region, for a list that works without a script."""
    names = sorted(name for name in clock.time_zones() if name.partition("/")[0] in _REGIONS)
    groups = groupby(names, key=lambda name: name.partition("/")[0])
    return [
        ("UTC", "UTC"),
        *((region, [(name, name.partition("/")[2].replace("_", " ")) for name in zones]) for region, zones in groups),
    ]


class CleanCharField(forms.CharField):
    """A text without invisible or direction-changing signs."""

    def to_python(self, value: Any) -> Any:
        return clean(super().to_python(value) or "")


class NameField(CleanCharField):
    """The name by which members know a person."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Prénom et nom"),
            max_length=120,
            help_text=_("Lu par les membres des villes, jamais par le public."),
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
        )


class SettingsForm(forms.Form):
    """What a person says of themselves."""

    optional = frozenset({"office"})
    name = NameField()
    office = CleanCharField(
        label=_("Fonction"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    language = forms.ChoiceField(
        label=_("Langue"), choices=settings.LANGUAGES, help_text=_("Celle des pages et des lettres que vous recevez.")
    )
    time_zone = forms.ChoiceField(label=_("Fuseau horaire"), choices=time_zone_choices)

    @classmethod
    def of(cls, user: User, data: Any = None) -> "SettingsForm":
        """Return the form as it stands for a person."""
        return cls(data, initial={field: getattr(user, field) for field in cls.base_fields})

    def clean_name(self) -> str:
        """Refuse a name made of invisible signs only."""
        name: str = self.cleaned_data["name"]
        if not name:
            raise forms.ValidationError(_("Indiquez votre prénom et votre nom."))
        return name


class AddressForm(forms.Form):
    """One address."""

    email = forms.EmailField(
        label=_("Adresse électronique"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class NewAddressForm(AddressForm):
    """The new address of an account, and whether the old one is still read."""

    is_lost = forms.BooleanField(
        label=_("Je ne lis plus les lettres envoyées à l’adresse actuelle"),
        required=False,
        help_text=_(
            "Le secrétariat donnera alors l’accord à sa place, après 48 heures et une fois votre identité vérifiée."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Nouvelle adresse électronique")
