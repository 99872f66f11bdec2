"""The preferences that a letter's link opens: nothing else of the person is shown or changed there."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]  # the model is reached by its setting's name
    """Digest, other letters, language."""

    class Meta:
        model = get_user_model()
        fields = ("digest", "digest_weekday", "digest_hour", "letters", "language")
        widgets: dict[str, Any] = {"digest": forms.RadioSelect, "language": forms.RadioSelect}
