"""One input for each kind of value. It never refuses: the checks are the action's, the same as for an import."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cities.models import City
from common.text import fold
from practices import vocabulary
from practices.record import Column, Field, Kind, Needed
from practices.record.display import number
from practices.record.shapes import LANGUAGES

FEW = 9  # up to here, each answer is shown with its definition; beyond, a list to open


class CityNames:
    """Cities by the name that a person writes, and the name to show for a slug."""

    def __init__(self) -> None:
        cities = list(City.objects.all())
        language = get_language() or "fr"
        self.names = {city.slug: city.name_in(language) for city in cities}
        self._slugs = {fold(name): city.slug for city in cities for name in (city.name_en, city.name_ar, city.name_fr)}

    def slug(self, written: str) -> str:
        """Return the slug of a city by its name, or what was written when no city has this name."""
        return written if written in self.names else self._slugs.get(fold(written.strip()), written)


class CityInput(forms.CharField):
    """A city, chosen by its name among those of the page's list."""

    def __init__(self, *, cities: CityNames, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"list": "villes", "autocomplete": "off"}), **options)
        self.cities = cities

    def prepare_value(self, value: Any) -> Any:
        """Show the name, keep the slug."""
        return self.cities.names.get(value, value)

    def clean(self, value: Any) -> Any:
        """Return the slug when the name is known; else what was written, that the action refuses."""
        return self.cities.slug(str(value)) if value else ""


def input_for(what: Field | Column, cities: CityNames | None) -> forms.Field:
    """Return the input of a field or of a column; its words are set by the form."""
    if what.kind == Kind.CITY and cities is not None:
        return CityInput(cities=cities, required=False)
    return _BUILD.get(what.kind, _line)(what)


def shown(what: Field | Column, value: Any) -> Any:
    """Return a stored value as its input shows it."""
    if what.kind == Kind.LINES:
        return "\n".join(value)
    if what.kind == Kind.DECIMAL and value is not None:
        return number(Decimal(str(value)))
    return value.isoformat() if isinstance(value, date) else value


def _text_input(kind: Kind) -> dict[str, str]:
    attrs: dict[Kind, dict[str, str]] = {
        Kind.YEAR: {"inputmode": "numeric"},
        Kind.INTEGER: {"inputmode": "numeric"},
        Kind.DECIMAL: {"inputmode": "decimal"},
        Kind.URL: {"inputmode": "url"},
        Kind.EMAIL: {"inputmode": "email", "autocomplete": "off"},
        Kind.PHONE: {"inputmode": "tel", "autocomplete": "off"},
    }
    return attrs.get(kind, {})


def _line(what: Field | Column) -> forms.Field:
    return forms.CharField(required=False, strip=False, widget=forms.TextInput(attrs=_text_input(what.kind)))


def _date(what: Field | Column) -> forms.Field:
    widget = forms.TextInput(attrs={"type": "date"} if what.kind == Kind.DATE else {})
    return forms.CharField(required=False, widget=widget)


def _text(what: Field | Column) -> forms.Field:
    longest = what.max_length or 0
    rows = 12 if what.kind == Kind.RICH else 7 if longest > 1000 else 5 if longest > 400 else 3
    attrs: dict[str, Any] = {"rows": rows} | ({"data-most": longest} if longest and what.kind != Kind.LINES else {})
    attrs |= {"data-rich": ""} if what.kind == Kind.RICH else {}
    return forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs=attrs))


def _defined(name: str) -> list[tuple[str, str | SafeString]]:
    """Return the terms of a vocabulary, each with its definition where the page is in French."""
    language = get_language() or "fr"
    if not language.startswith("fr"):
        return list(vocabulary.choices(name))
    with_definition = '{} <small class="soft">{}</small>'
    return [
        (term.slug, format_html(with_definition, term.fr, term.definition_fr) if term.definition_fr else term.fr)
        for term in vocabulary.terms(name)
    ]


def _one_of(what: Field | Column) -> forms.Field:
    if what.kind == Kind.TERM:
        given = vocabulary.choices(what.vocabulary)
    elif what.kind == Kind.LANGUAGE:
        given = [(code, str(words)) for code, words in LANGUAGES]
    else:
        given = [(code, str(words)) for code, words in what.choices]
    if isinstance(what, Column) or len(given) > FEW:
        return AnyChoice(choices=[("", "–"), *given], required=False)
    choices = _defined(what.vocabulary) if what.vocabulary else given
    if isinstance(what, Field) and what.needed == Needed.NO:  # an answer can be taken back
        none = _("Calculée d’après le budget") if what.key == "cost_band" else _("Sans réponse")
        choices = [("", none), *choices]
    return AnyChoice(choices=choices, required=False, widget=forms.RadioSelect)


def _several(what: Field | Column) -> forms.Field:
    choices = _defined(what.vocabulary) if what.vocabulary else [(code, str(words)) for code, words in what.choices]
    return AnyChoices(choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


def _boolean(_what: Field | Column) -> forms.Field:
    return forms.BooleanField(required=False)


class AnyChoice(forms.ChoiceField):
    """A choice whose check is the action's: a term withdrawn meanwhile gets a sentence there."""

    def validate(self, value: Any) -> None:
        """Leave the check to the action."""


class AnyChoices(forms.MultipleChoiceField):
    """Several choices, checked by the action."""

    def validate(self, value: Any) -> None:
        """Leave the check to the action."""


_BUILD: dict[Kind, Callable[[Field | Column], forms.Field]] = {
    Kind.TEXT: _text,
    Kind.RICH: _text,
    Kind.LINES: _text,
    Kind.TERM: _one_of,
    Kind.CHOICE: _one_of,
    Kind.LANGUAGE: _one_of,
    Kind.TERMS: _several,
    Kind.CHOICES: _several,
    Kind.PARTIAL_DATE: _date,
    Kind.PERIOD: _date,
    Kind.DATE: _date,
    Kind.BOOLEAN: _boolean,
}
