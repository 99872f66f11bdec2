"""What the pages ask: the articles that a practice carries out, and what a city did for each."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms import CleanCharField
from cities.forms import CityForm
from commitments import queries
from commitments.actions import LONGEST, Given
from commitments.models import READ_BY, YearlyAnswer
from common.audience import Audience
from declarations.models import Declaration, Text


def called(article: dict[str, Any]) -> str:
    """Return how an article is named in a list."""
    name = _now("Article %(number)s") % {"number": article["number"]}
    return f"{name} – {article['heading']}" if article["heading"] else name


class LinksForm(CityForm):
    """One list of boxes for each declaration, and which were ticked when the page was shown."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, declarations: Iterable[Declaration], linked: set[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for declaration in declarations:
            text = queries.text_read(declaration)
            if text is None or not text.articles:
                continue
            self.fields[f"declaration-{declaration.pk}"] = forms.MultipleChoiceField(
                label=declaration.name,
                required=False,
                choices=[(one["anchor"], called(one)) for one in text.articles],
                initial=[anchor for pk, anchor in linked if pk == declaration.pk],
                widget=forms.CheckboxSelectMultiple,
            )
        shown = (f"{pk}/{anchor}" for pk, anchor in sorted(linked) if f"declaration-{pk}" in self.fields)
        self.initial["shown"] = " ".join(shown)

    def articles(self) -> set[tuple[int, str]]:
        """Return what is ticked: declaration and anchor."""
        return {
            (int(name.partition("-")[2]), anchor)
            for name, anchors in self.cleaned_data.items()
            if name.startswith("declaration-")
            for anchor in anchors
        }

    def seen(self) -> set[tuple[int, str]]:
        """Return what was ticked when the page was shown."""
        pairs = (one.partition("/") for one in self.cleaned_data["shown"].split())
        return {(int(pk), anchor) for pk, _slash, anchor in pairs if pk.isdecimal()}


class AnswerForm(CityForm):
    """For each article: a few words, who reads them, and perhaps a practice of the city."""

    def __init__(
        self,
        *args: Any,
        text: Text,
        before: dict[str, YearlyAnswer],
        practices: list[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.anchors = [article["anchor"] for article in text.articles]
        for anchor in self.anchors:
            self._add(anchor, before.get(anchor), practices)

    def _add(self, anchor: str, said: YearlyAnswer | None, practices: list[tuple[int, str]]) -> None:
        self.fields[f"{anchor}-text"] = CleanCharField(
            label=_("Ce que votre ville a fait"),
            required=False,
            max_length=LONGEST,
            initial=said.text if said else "",
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("Quelques lignes, sans nommer personne. Vide : rien n’est montré pour cet article."),
        )
        self.fields[f"{anchor}-audience"] = forms.ChoiceField(
            label=_("Qui lit ce texte"),
            choices=[(value, value.label) for value in READ_BY],
            initial=said.audience if said else Audience.MEMBERS,
        )
        if practices:
            self.fields[f"{anchor}-practice"] = forms.TypedChoiceField(
                label=_("Une pratique de votre ville qui le montre"),
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", _now("aucune")), *practices],
                initial=said.practice_id if said else None,
            )

    def given(self) -> list[Given]:
        """Return what is said of each article."""
        said = self.cleaned_data
        return [
            Given(anchor, said[f"{anchor}-text"], said[f"{anchor}-audience"], said.get(f"{anchor}-practice"))
            for anchor in self.anchors
        ]
