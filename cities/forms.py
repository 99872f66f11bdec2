"""Forms about cities and people."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cities import acting
from cities.viewer import Viewer


class CityForm(forms.Form):
    """A form that writes in the name of a city: it is refused, with what was typed kept, when the city has changed since."""

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
