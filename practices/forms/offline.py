"""The form that brings a file back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.forms import CityForm
from practices.forms.small import RefusableForm


class UploadForm(RefusableForm, CityForm):
    """One file: the spreadsheet, or the answers that the form in one file saved."""

    file = forms.FileField(
        label=_("Fichier rempli"),
        help_text=_("Le tableur .xlsx, ou le fichier .json que le formulaire a enregistré. 5 Mo au plus."),
        error_messages={
            "required": _("Choisissez un fichier."),
            "empty": _("Ce fichier est vide."),
        },
        max_length=200,
    )
