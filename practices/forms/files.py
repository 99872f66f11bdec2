"""The form that attaches a file: what readers are told of it, then the file itself, last."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.forms import CityForm
from common.audience import Audience
from common.errors import Refusal
from practices.actions import Told
from practices.forms.small import RefusableForm
from practices.record import FIELDS
from practices.record.files import PLACES


class WordsForm(RefusableForm, CityForm):
    """What readers are told of a file."""

    title = forms.CharField(
        label=_("Titre du fichier"),
        required=False,
        help_text=_("Tel que les autres villes le liront, par exemple « Guide de la médiation de nuit »."),
    )
    place = forms.ChoiceField(
        label=_("À quoi il se rapporte"), choices=[(key, FIELDS[key].label) for key in PLACES], required=False
    )
    audience = forms.ChoiceField(
        label=_("Qui peut le lire"),
        choices=Audience.choices,
        required=False,
        help_text=_("Un fichier n’est jamais lu plus largement que la fiche."),
    )
    alt_text = forms.CharField(
        label=_("Ce que montre l’image"),
        required=False,
        help_text=_("Une phrase pour qui ne voit pas l’image."),
    )
    credit = forms.CharField(label=_("De qui est l’image"), required=False)
    consent = forms.BooleanField(
        label=_("Les personnes reconnaissables ont donné leur accord écrit, ou personne n’est reconnaissable"),
        required=False,
    )

    def told(self) -> Told:
        """Return what was said of the file."""
        data = self.cleaned_data
        return Told(
            title=data["title"],
            place=data["place"] or PLACES[0],
            audience=data["audience"] or Audience.PUBLIC,
            alt_text=data["alt_text"],
            credit=data["credit"],
            consent=data["consent"],
        )


class DescribeForm(WordsForm):
    """The words of a file that stays; those of an image only where it is one."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


class FileForm(WordsForm):
    """A file and its words. What was typed stays when the file is refused; a browser never gives a file back."""

    file = forms.FileField(
        allow_empty_file=True,
        label=_("Fichier"),
        required=False,
        help_text=_("PDF, DOCX, ODT, XLSX ou image JPEG, PNG, WebP ; 10 Mo au plus. Les noms d’auteurs sont retirés."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.odt,.xlsx,.jpg,.jpeg,.png,.webp"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a file; an empty one is judged by its reader."""
        cleaned = super().clean()
        if not self.errors.get("file") and cleaned.get("file") is None:
            self.add_error("file", _("Choisissez un fichier."))
        return cleaned

    def refused(self, refusal: Refusal) -> None:
        """Say beside the file that it has to be chosen again."""
        super().refused(refusal)
        if "file" not in self.errors:
            self.add_error("file", _("Choisissez de nouveau le fichier : le navigateur ne le garde pas."))
