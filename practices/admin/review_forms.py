"""What the desk asks during a review."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cities.queries import secretariat
from common.readonly import SeenForm, SeenOptionalNoteForm
from practices.actions.experts import DAYS, MOST_DAYS
from practices.models import DecisionReason, Outcome
from practices.record import SECTIONS, fields_of
from practices.record.shapes import MODERATION_FLAGS
from practices.review.experts import SECTIONS_SHOWN


def _text(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class FlagsForm(SeenForm):
    """Points of attention, read by the city and the secretariat."""

    flags = forms.MultipleChoiceField(
        label=gettext_lazy("Points d’attention"),
        choices=MODERATION_FLAGS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label=gettext_lazy("Précision"), max_length=600, required=False, widget=_text())


class DeclineForm(SeenOptionalNoteForm):
    """Reasons of the list, and one's own words: at least one of the two."""

    field_order = ("seen_version", "reasons", "note")
    reasons = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Raisons"),
        queryset=DecisionReason.objects.filter(active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("La ville les lit dans sa langue."),
    )

    def clean_reasons(self) -> list[int]:
        """Return the ids of what was ticked."""
        return [one.pk for one in self.cleaned_data["reasons"]]


class RequestForm(SeenOptionalNoteForm):
    """A word to the city; the points that were prepared leave with it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["note"].label = _("Message à la ville")
        self.fields["note"].help_text = _("Les points préparés partent avec ce message.")


class ReviewerForm(forms.Form):
    """Who follows the review."""

    reviewer = forms.ModelChoiceField(
        label=gettext_lazy("Personne qui suit cette fiche"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Personne"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reviewer"].queryset = secretariat()  # type: ignore[attr-defined]  # a field of people


class InternalNoteForm(forms.Form):
    """What the city never reads."""

    body = forms.CharField(label=gettext_lazy("Note interne"), max_length=2000, widget=_text())


class PointForm(SeenForm):
    """What is asked of the city, and about what."""

    about = forms.ChoiceField(label=gettext_lazy("Section ou champ"))
    body = forms.CharField(label=gettext_lazy("Ce que vous demandez"), max_length=2000, widget=_text())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["about"].choices = about_choices()  # type: ignore[attr-defined]  # a field of choices


def about_choices() -> list[Any]:
    """Return the sections, each with its fields."""
    groups: list[Any] = []
    for section in SECTIONS:
        whole = (section.key, _("Toute la section"))
        fields = [(field.key, str(field.label)) for field in fields_of(section.key) if field.editable]
        groups.append((str(section.title), [whole, *fields]))
    return groups


class ReplyForm(forms.Form):
    """One more word about a point."""

    body = forms.CharField(label=gettext_lazy("Votre réponse à la ville"), max_length=2000, widget=_text())


class AppealForm(forms.Form):
    """The answer to an appeal."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Réponse à l’appel"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(label=gettext_lazy("Vos raisons, envoyées à la ville"), max_length=2000, widget=_text(5))


class ExpertForm(forms.Form):
    """Whom to ask, what they read, and for how long."""

    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique de la personne"),
        help_text=gettext_lazy("Le lien ne s’ouvre qu’en écrivant cette adresse."),
    )
    sections = forms.MultipleChoiceField(
        label=gettext_lazy("Sections à montrer"),
        choices=[(section.key, section.title) for section in SECTIONS if section.key in SECTIONS_SHOWN],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Le titre et la ville sont toujours dits. Ce qui est réservé à la ville n’est jamais montré."
        ),
    )
    members_too = forms.BooleanField(
        label=gettext_lazy("Montrer aussi ce qui est réservé aux villes membres"), required=False
    )
    days = forms.IntegerField(label=gettext_lazy("Nombre de jours"), min_value=1, max_value=MOST_DAYS, initial=DAYS)
    language = forms.ChoiceField(label=gettext_lazy("Langue de la lettre"), choices=settings.LANGUAGES)
    message = forms.CharField(
        label=gettext_lazy("Message à cette personne"), max_length=2000, required=False, widget=_text()
    )


class WordingForm(forms.Form):
    """An expression, and why to write it otherwise."""

    expression = forms.CharField(
        label=gettext_lazy("Expression"),
        max_length=120,
        help_text=gettext_lazy("Les accents ne comptent pas. Une étoile remplace toute fin de mot."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi, et comment l’écrire autrement"),
        max_length=600,
        widget=_text(),
        help_text=gettext_lazy("La ville le lit. Écrivez dans la langue de l’expression."),
    )
    active = forms.BooleanField(label=gettext_lazy("Signaler cette expression"), required=False, initial=True)


class ReasonForm(forms.Form):
    """A reason of a refusal, in the three languages."""

    fr = forms.CharField(label=gettext_lazy("En français"), max_length=300, widget=_text(2))
    en = forms.CharField(label=gettext_lazy("En anglais"), max_length=300, widget=_text(2))
    ar = forms.CharField(
        label=gettext_lazy("En arabe"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "dir": "rtl"})
    )
    active = forms.BooleanField(label=gettext_lazy("Proposer cette raison"), required=False, initial=True)
