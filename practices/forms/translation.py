"""The form that translates one section of a published record: one input for each text that is written there."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from cities.forms import CityForm
from cities.viewer import Viewer
from practices.forms.inputs import input_for, shown
from practices.forms.small import RefusableForm, new_token
from practices.models import Translation
from practices.record import FieldView
from practices.record.display import direction
from practices.record.shapes import LANGUAGES
from practices.record.translating import is_cell


class TranslationForm(RefusableForm, CityForm):
    """Inputs named by the field they translate; ``same-`` before the name: the text is still right."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    form_token = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput, initial=new_token)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        viewer: Viewer,
        sources: list[FieldView],
        translation: Translation,
        stale: Collection[str],
        seen: str,
    ) -> None:
        texts = translation.texts
        self.keys = [source.key for source in sources]
        initial = {one.key: shown(one.field, texts[one.key]) for one in sources if one.key in texts}
        super().__init__(data, viewer=viewer, initial={**initial, "seen": seen})
        for source in sources:
            self.fields[source.key] = input_for(source.field, None)
            self.fields[source.key].label = _("%(label)s, en %(language)s") % {
                "label": source.label,
                "language": dict(LANGUAGES)[translation.language],
            }
            self.fields[source.key].widget.attrs |= {
                "lang": translation.language,
                "dir": direction(translation.language),
            }
            if source.key in stale and not is_cell(source.key):
                name = f"same-{source.key}"
                self.fields[name] = forms.BooleanField(required=False, label=_("Cette traduction convient toujours"))

    def texts(self) -> dict[str, Any]:
        """Return what was typed, by field; call after is_valid(). What the record lost meanwhile is there too."""
        return self.lost() | {key: self.cleaned_data.get(key, "") for key in self.keys}

    def lost(self) -> dict[str, str]:
        """Return what was typed for texts of rows that the record no longer holds."""
        typed = ((key, str(self.data.get(key, ""))) for key in self.data)
        return {key: words for key, words in typed if is_cell(key) and key not in self.fields and words}

    def confirmed(self) -> set[str]:
        """Return the texts that are said to be still right; call after is_valid()."""
        return {key for key in self.keys if self.cleaned_data.get(f"same-{key}")}
