"""The form of an announcement."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.forms import CleanCharField
from accounts.models import HOURS
from announcements.models import Announcement
from cities.models import City, Role
from common import clock
from common.readonly import SeenForm
from practices.forms.small import new_token

_ROWS = forms.Textarea(attrs={"rows": 8})


def _cities() -> list[tuple[str, str]]:
    return sorted(((city.slug, city.name) for city in City.objects.all()), key=lambda choice: choice[1])


def _countries() -> list[tuple[str, str]]:
    there = set(City.objects.values_list("country", flat=True))
    return [(code, name) for code, name in countries if code in there]


class Body(CleanCharField):
    """Paragraphs, apart by an empty line."""

    def __init__(self, label: Any, *, required: bool = False) -> None:
        super().__init__(label=label, required=required, max_length=8000, widget=_ROWS)


class AnnouncementForm(forms.Form):
    """What it says in three languages, to whom, and when."""

    subject_fr = CleanCharField(label=_("Objet en français"), max_length=150)
    body_fr = Body(_("Texte en français"), required=True)
    subject_en = CleanCharField(label=_("Objet en anglais"), max_length=150, required=False)
    body_en = Body(_("Texte en anglais"))
    subject_ar = CleanCharField(label=_("Objet en arabe"), max_length=150, required=False)
    body_ar = Body(_("Texte en arabe"))
    roles = forms.MultipleChoiceField(
        label=_("Rôles"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Aucun choix : tous les rôles."),
    )
    countries = forms.MultipleChoiceField(
        label=_("Pays"), choices=_countries, required=False, help_text=_("Aucun pays ni ville : toutes les villes.")
    )
    cities = forms.MultipleChoiceField(
        label=_("Villes"),
        choices=_cities,
        required=False,
        help_text=_("S’ajoutent aux pays choisis. Pour en choisir plusieurs, maintenez la touche Ctrl ou Cmd."),
    )
    hour = forms.TypedChoiceField(
        label=_("Heure d’envoi"),
        choices=HOURS,
        coerce=int,
        initial=9,
        help_text=_("Dans le fuseau horaire de chaque personne."),
    )
    first_day = forms.DateField(
        label=_("Pas avant le"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_first_day(self) -> date | None:
        """Refuse a day that has passed."""
        day: date | None = self.cleaned_data["first_day"]
        if day is not None and day < timezone.localdate(clock.now()):
            raise forms.ValidationError(
                _("« Pas avant le » : ce jour est passé. Choisissez aujourd’hui ou un jour à venir, ou laissez vide.")
            )
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse a subject without its text, and a text without its subject."""
        values = super().clean() or {}
        for language in ("en", "ar"):
            names = (f"subject_{language}", f"body_{language}")
            missing = [name for name in names if not values.get(name)]
            if len(missing) == 1:
                self.add_error(missing[0], _("Écrivez l’objet et le texte dans cette langue, ou aucun des deux."))
        return values

    @staticmethod
    def of(row: Announcement) -> dict[str, Any]:
        """Return what a draft says, as the form's first values."""
        return {name: getattr(row, name) for name in AnnouncementForm.base_fields}


class WriteForm(AnnouncementForm):
    """The same, written for the first time: sent twice, it makes one draft."""

    form_token = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput, initial=new_token)


class EditForm(AnnouncementForm, SeenForm):
    """The same, for the version that was read."""
