"""The preferences that a letter's link opens: nothing else of the person is shown or changed there."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db import transaction

from mailing import people
from mailing.topics import TOPICS, Topic

_WAY = "way_"


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]  # the model is reached by its setting's name
    """The digest and its rhythm, the language, and how each topic is told."""

    class Meta:
        model = get_user_model()
        fields = ("digest", "digest_weekday", "digest_hour", "language")
        widgets: dict[str, Any] = {"digest": forms.RadioSelect, "language": forms.RadioSelect}

    def __init__(self, data: Any = None, *, instance: Any) -> None:
        super().__init__(data, instance=instance)
        chosen = people.choices_of([instance.pk]).get(instance.pk, {})
        for topic in TOPICS.values():
            self.fields[_WAY + topic.name] = self._way(topic, chosen)

    @staticmethod
    def _way(topic: Topic, chosen: people.Choices) -> forms.ChoiceField:
        return forms.ChoiceField(
            label=str(topic.label),
            choices=topic.ways,
            initial=chosen.get(topic.name, topic.default),
            required=False,
            widget=forms.Select(attrs={"class": "input"}),
        )

    def ways(self) -> Iterator[forms.BoundField]:
        """Yield the lines of the table: one for each topic."""
        yield from (self[_WAY + name] for name in TOPICS)

    @transaction.atomic
    def keep(self) -> None:
        """Save what was chosen; a topic that was not sent stays as it is."""
        self.instance.save(update_fields=self.Meta.fields)
        sent = {name: self.cleaned_data[_WAY + name] for name in TOPICS}
        people.choose(self.instance.pk, {name: way for name, way in sent.items() if way})
