"""Reads the public format of records (docs/import-format.md): every value checked as in the form, errors all named.

``read(text) -> list[Draft]`` refuses a file whole: BadFile holds one sentence for each error, by record and field.
``load(drafts) -> Report`` writes them as drafts drawn from public sources, without doubling anything.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cities.models import City
from common.errors import Invalid
from common.text import clean
from practices import record
from practices.actions.sources import Draft, Drawn, draw_from_sources
from practices.models import Practice
from practices.record import FIELDS, Field, Kind, clean_value
from practices.record.display import is_bounded
from practices.record.values import empty

LARGEST = 20_000_000  # bytes
BUDGET = {
    "amount": "budget_amount",
    "currency": "budget_currency",
    "scope": "budget_scope",
    "year": "budget_year",
    "duration_months": "budget_duration_months",
    "note": "budget_note",
}
_IDENTITY = {"slug", "city", "country", "external", "illustrative", "verified", "confidence"}
# Said by the format, told by nothing else here: who classified is told by the origin
_READ_OVER = {"classification_by", "origin", "last_confirmed_on", "published_at", "state"}
_CONTENT = {key: declared for key, declared in FIELDS.items() if not declared.on_practice}
_NOT_IMPORTED = {"images", "named_cities"}  # files come through the form; rights are given by the city
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class BadFile(Exception):
    """The file is refused whole; ``errors`` says why, one sentence each."""

    def __init__(self, errors: list[str]) -> None:
        self.errors = errors
        super().__init__("\n".join(errors))


@dataclass
class Report:
    """What became of the records of a file."""

    drawn: Counter[Drawn] = field(default_factory=Counter)
    practices: list[Practice] = field(default_factory=list)


def read(text: str) -> list[Draft]:
    """Check a whole file and return its records; BadFile when anything is wrong."""
    raw = _records(text)
    cities = {city.slug: city for city in City.objects.all()}
    errors: list[str] = []
    drafts: list[Draft] = []
    seen: set[str] = set()
    for number, item in enumerate(raw, start=1):
        name = _name(item, number)
        if name in seen:
            errors.append(_("%(record)s : cet identifiant est donné deux fois.") % {"record": name})
        seen.add(name)
        reader = _Reader(name, cities)
        draft = reader.draft(item)
        errors += reader.errors
        if draft is not None:
            drafts.append(draft)
    if errors:
        raise BadFile(errors)
    return drafts


def load(drafts: list[Draft]) -> Report:
    """Write checked records; what a city has taken in hand is left to it."""
    report = Report()
    for draft in drafts:
        drawn, practice = draw_from_sources(draft)
        report.drawn[drawn] += 1
        report.practices.append(practice)
    return report


def _records(text: str) -> list[Any]:
    if len(text) > LARGEST:
        raise BadFile([_("Le fichier est trop grand.")])
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFile([_("Ce n’est pas du JSON : %(error)s.") % {"error": error}]) from error
    found = content.get("practices") if isinstance(content, dict) else content
    if not isinstance(found, list):
        raise BadFile([_("Le fichier doit contenir une liste de fiches, sous « practices ».")])
    return found


def _name(item: object, number: int) -> str:
    slug = item.get("slug") if isinstance(item, dict) else None
    return slug if isinstance(slug, str) and slug else _("fiche n° %(number)d") % {"number": number}


class _Reader:
    """Reads one record and keeps its errors."""

    def __init__(self, name: str, cities: Mapping[str, City]) -> None:
        self.name, self.cities = name, cities
        self.errors: list[str] = []

    def draft(self, item: object) -> Draft | None:
        """Return the checked record; None, and errors, when something is wrong."""
        if not isinstance(item, dict):
            self._wrong("", _("une fiche est un objet avec des noms de champs."))
            return None
        given = self._flat(item)
        city = self._city(given)
        slug = given.get("slug")
        if not isinstance(slug, str) or len(slug) > 100 or not _SLUG.fullmatch(slug):
            self._wrong("slug", _("Donnez un identifiant en minuscules, chiffres et traits d’union."))
        content = self._content(given)
        identity: dict[str, Any] = {key: self._flag(given, key) for key in ("external", "illustrative") if key in given}
        if "verified" in given:
            identity["verified_note"] = self._sentence(given, "verified", 300)
        if "confidence" in given:
            identity["confidence"] = self._value(FIELDS["confidence"], given["confidence"])
        if city is None or self.errors:
            return None
        return Draft(slug=str(slug), city=city, content=content, identity=identity)

    def _flat(self, item: dict[str, Any]) -> dict[str, Any]:
        """Bring the short forms of the format to the names of the record's columns."""
        given = dict(item)
        budget = given.pop("budget", None)
        if budget is not None and not isinstance(budget, dict):
            self._wrong("budget", _("Donnez le montant par ses parties : amount, currency, scope, year."))
        for key, value in (budget if isinstance(budget, dict) else {}).items():
            if key in BUDGET:
                given[BUDGET[key]] = value
            else:
                self._wrong(f"budget.{key}", _("Ce champ n’existe pas."))
        for unknown in sorted(set(given) - set(_CONTENT) - _IDENTITY - _READ_OVER | (set(given) & _NOT_IMPORTED)):
            if given[unknown] not in (None, [], ""):
                self._wrong(unknown, _("Ce champ n’existe pas."))
        return given

    def _city(self, given: dict[str, Any]) -> City | None:
        slug = given.get("city")
        city = self.cities.get(slug) if isinstance(slug, str) else None
        if city is None:
            self._wrong("city", _("Choisissez une ville de la liste."))
        elif given.get("country") not in (None, "", str(city.country)):
            self._wrong("country", _("Ce pays n’est pas celui de la ville."))
        return city

    def _content(self, given: dict[str, Any]) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for key, declared in _CONTENT.items():
            if key in given and key not in _NOT_IMPORTED:
                content[declared.attribute] = self._value(declared, self._long_form(declared, given[key]))
        for name in ("language", "audience"):
            if not content.get(name):
                content.pop(name, None)  # the default
        if content.get("audience") == "named":
            self._wrong("visibility", _("Une notice ne peut pas être réservée à des villes nommées."))
        if not content.get("title"):
            self._wrong("title", _("Donnez un titre à la pratique."))
        for key, sentence in record.inconsistencies(content).items():
            self._wrong(key, sentence)
        return content

    def _long_form(self, declared: Field, raw: Any) -> Any:
        """A text stands for a row with its first column; ``period`` for its two years."""
        if declared.kind != Kind.ROWS or not isinstance(raw, list):
            return raw
        first = declared.columns[0].key
        rows = [{first: row} if isinstance(row, str) else row for row in raw]
        rows = [row for row in rows if not (isinstance(row, dict) and is_bounded(row))]
        return [self._years(row) if declared.key == "reach" and isinstance(row, dict) else row for row in rows]

    @staticmethod
    def _years(row: dict[str, Any]) -> dict[str, Any]:
        period = row.get("period")
        rest = {key: value for key, value in row.items() if key != "period"}
        if isinstance(period, dict):
            rest |= {"period_from": period.get("from"), "period_to": period.get("to")}
        return rest

    def _value(self, declared: Field, raw: Any) -> Any:
        try:
            return clean_value(declared, raw)
        except Invalid as error:
            for key, sentences in (error.fields or {declared.key: [error.sentence]}).items():
                self._wrong(key, str(sentences[0]))
            return empty(declared.kind)

    def _flag(self, given: dict[str, Any], key: str) -> bool:
        value = given.get(key) or False
        if not isinstance(value, bool):
            self._wrong(key, _("Répondez par true ou par false."))
        return bool(value)

    def _sentence(self, given: dict[str, Any], key: str, longest: int) -> str:
        value = given.get(key) or ""
        if not isinstance(value, str) or len(value) > longest:
            self._wrong(key, _("Écrivez un texte de %(max)d signes au plus.") % {"max": longest})
            return ""
        return clean(value)

    def _wrong(self, key: str, sentence: str) -> None:
        place = f"{self.name} · {key}" if key else self.name
        self.errors.append(f"{place} : {sentence}")
