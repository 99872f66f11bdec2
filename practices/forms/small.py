"""The short forms: a title, a comment, a reason."""

import secrets
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cities.forms import CityForm
from common.errors import Refusal
from practices import mentions


def new_token() -> str:
    """Name one rendering of a form: sent twice, it is one act."""
    return secrets.token_urlsafe(16)


class RefusableForm(forms.Form):
    """A form that shows what an action refused beside what was typed; what is not ``optional``, the action demands."""

    optional: frozenset[str] = frozenset()

    def refused(self, refusal: Refusal) -> None:
        """Put the sentences of a refusal beside the inputs at fault."""
        if not refusal.fields:
            self.add_error(None, str(refusal.sentence))
        for name, sentences in refusal.fields.items():
            self.add_error(name if name in self.fields else None, [str(sentence) for sentence in sentences])


class CreateForm(RefusableForm, CityForm):
    """The first two answers of a record."""

    title = forms.CharField(
        label=_("Titre de la pratique"),
        required=False,
        help_text=_("Nommez l’action comme vos habitants la connaissent. Évitez les sigles seuls. 120 signes au plus."),
    )
    record_language = forms.ChoiceField(
        label=_("Langue de la fiche"),
        choices=settings.LANGUAGES,
        help_text=_("Langue dans laquelle vous rédigez. Elle ne change plus ensuite."),
    )
    form_token = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput, initial=new_token)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["record_language"].initial = get_language()


class CommentForm(RefusableForm, CityForm):
    """What a city says about a practice; it may ask a question, give an answer, and name other cities."""

    body = forms.CharField(
        label=_("Votre commentaire"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "3 000 signes au plus. Aucun cas individuel, aucun nom de personne accompagnée. "
            "Pour prévenir une ville membre, écrivez @ puis son nom, par exemple @Liège."
        ),
    )
    is_question = forms.BooleanField(label=_("C’est une question à la ville"), required=False)
    is_answer = forms.BooleanField(label=_("C’est la réponse de la ville à la question"), required=False, initial=True)
    optional = frozenset({"named"})
    named = forms.ChoiceField(
        label=_("Ville à prévenir"),
        required=False,
        help_text=_("Son nom s’écrit au début du commentaire. Elle reçoit une lettre, si elle peut lire la fiche."),
    )

    def __init__(self, *args: Any, asks: bool = False, answers: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not asks:
            del self.fields["is_question"]
        if not answers:
            del self.fields["is_answer"]
        self.cities = mentions.member_cities()
        others = [city for city in self.cities if city.pk != self.viewer.city_id]
        choices = [("", _("Aucune")), *((city.slug, city.name) for city in others)]
        cast("forms.ChoiceField", self.fields["named"]).choices = choices

    def clean(self) -> dict[str, Any]:
        """Write the picked city in the words, unless they already name it."""
        cleaned = super().clean()
        picked = next((city for city in self.cities if city.slug == cleaned.get("named")), None)
        body = cleaned.get("body", "")
        if picked and body.strip() and picked not in mentions.cities_in(body, self.cities):
            cleaned["body"] = f"{mentions.handle(picked, mentions.names_of(self.cities))} {body}"
        return cleaned


class ReportForm(RefusableForm):
    """Why a comment should be looked at; anybody who reads it may send it."""

    reason = forms.CharField(
        label=_("Ce qui pose problème"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class NoteForm(RefusableForm, CityForm):
    """A reason; or, where it is optional, a word to the secretariat."""

    note = forms.CharField(
        label=_("Vos raisons"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(
        self, *args: Any, label: str = "", help_text: str = "", optional: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if optional:
            self.optional = frozenset({"note"})
        if label:
            self.fields["note"].label = label
        self.fields["note"].help_text = help_text


class VersionForm(RefusableForm, CityForm):
    """A button that acts on the version that was read."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
