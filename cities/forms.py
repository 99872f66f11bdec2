"""Forms about cities and people."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.forms import CleanCharField, NameField
from accounts.models import User
from cities import acting
from cities.models import Role
from cities.viewer import Viewer


class CityForm(forms.Form):
    """A form that writes in the name of a city.

    It is refused, and what was typed is kept, when another city is acted for than the one it was opened for.
    """

    acting_city = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.fields[acting.FIELD].initial = viewer.city_id or ""

    def clean(self) -> dict[str, Any]:
        """Refuse another city than the one acted for now."""
        cleaned = super().clean() or self.cleaned_data
        written_for = cleaned.get(acting.FIELD)
        if not acting.same_city(written_for, self.viewer):
            raise ValidationError(acting.other_city_sentence(written_for, self.viewer), code="other_city")
        return cleaned


class InvitationForm(CityForm):
    """Whom to invite, with which rights."""

    email = forms.EmailField(label=_("Adresse électronique"), max_length=254)
    role = forms.ChoiceField(
        label=_("Rôle"),
        choices=Role.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "La coordination invite et choisit les rôles. La rédaction écrit les fiches. "
            "La lecture donne accès à ce que lisent les villes membres."
        ),
    )
    can_sign = forms.BooleanField(label=_("Peut signer au nom de la ville"), required=False)
    signs_as = CleanCharField(
        label=_("En qualité de"),
        max_length=120,
        required=False,
        help_text=_("Seulement si cette personne peut signer, par exemple « maire » ou « adjointe déléguée »."),
    )
    language = forms.ChoiceField(label=_("Langue de la lettre"), choices=settings.LANGUAGES)


class RoleForm(forms.Form):
    """Another role, and the one that was read on the page."""

    role = forms.ChoiceField(label=_("Rôle"), choices=Role.choices)
    seen_role = forms.ChoiceField(choices=Role.choices, widget=forms.HiddenInput)


class SignatureForm(forms.Form):
    """The right to sign, and in which capacity."""

    can_sign = forms.BooleanField(label=_("Peut signer au nom de la ville"), required=False)
    signs_as = CleanCharField(label=_("En qualité de"), max_length=120, required=False)


class CharterForm(forms.Form):
    """The charter of use, accepted to join."""

    charter = forms.BooleanField(
        label=_("J’ai lu la charte d’utilisation et je l’accepte"),
        error_messages={"required": _("Acceptez la charte d’utilisation pour rejoindre la plateforme.")},
    )


def _password_help() -> str:
    return " ".join(str(text) for text in password_validators_help_texts())


class NewPersonForm(CharterForm):
    """What a person invited says of themselves."""

    name = NameField()
    password = forms.CharField(
        label=_("Mot de passe"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=lazy(_password_help, str)(),
    )
    language = forms.ChoiceField(label=_("Langue"), choices=settings.LANGUAGES)
    field_order = ("name", "password", "language", "charter")

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["language"].initial = get_language()

    def clean(self) -> dict[str, Any]:
        """Refuse a password too close to the person's name or address."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("password"):
            try:
                validate_password(cleaned["password"], User(email=self.email, name=cleaned.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class CityRequestForm(forms.Form):
    """« Ma ville n’est pas dans la liste »."""

    optional = frozenset({"message"})
    city_name = CleanCharField(label=_("Ville"), max_length=120)
    country = forms.ChoiceField(label=_("Pays"), choices=lambda: [("", ""), *countries])
    name = CleanCharField(
        label=_("Prénom et nom"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    office = CleanCharField(label=_("Fonction"), max_length=120)
    email = forms.EmailField(
        label=_("Adresse électronique professionnelle"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    message = CleanCharField(
        label=_("Message"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
