"""The inputs of a field of the record: how they are named, what is stored in them, what stands beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.audience import Audience
from common.differences import Run
from common.text import word_count
from practices import vocabulary
from practices.forms.inputs import FEW, CityNames, shown
from practices.forms.rows import MOST_ROWS
from practices.record import Column, Field, Kind, Needed, RecordView
from practices.record.display import number
from practices.record.screens import Screen
from practices.record.values import date_help

REPEATED = {Kind.ROWS, Kind.CITIES}
_CITY = (Column("city", _("Ville"), Kind.CITY),)


@dataclass(frozen=True)
class Stored:
    """A draft as it is stored: what its author reads of it, who reads each field, and the mark of each."""

    record: RecordView
    audiences: Mapping[str, Audience]
    version: int
    marks: Mapping[str, str]

    def seen(self, screen: Screen) -> dict[str, Any]:
        """Return the hidden inputs that say what was seen when the form was opened."""
        return {
            "seen_version": self.version,
            "seen_revision": self.record.revision_id,
            "seen_marks": " ".join(f"{one.key}:{self.marks[one.key]}" for one in screen.fields),
        }


def read_marks(written: str) -> dict[str, str]:
    """Return the marks that a form carries, by field."""
    pairs = (pair.partition(":") for pair in written.split())
    return {key: mark for key, _colon, mark in pairs}


@dataclass(frozen=True)
class Theirs:
    """What somebody else saved in a field meanwhile: who, when, their words against ours."""

    name: str
    when: str
    runs: tuple[Run, ...] = ()
    text: str = ""
    must_choose: bool = True  # both changed it; else theirs is already in the field


@dataclass
class Row:
    """One repeated group: its place, counted from one, and its inputs."""

    number: int
    parts: list[BoundField]


@dataclass
class Block:
    """What the page shows of one field of the record."""

    declared: Field
    anchor: str
    help: str
    holder: BoundField | None  # the input itself, or the hidden one that counts rows
    is_simple: bool
    is_repeated: bool
    parts: list[BoundField] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    theirs: Theirs | None = None
    is_filled: bool = False

    @property
    def key(self) -> str:
        return self.declared.key

    @property
    def is_rich(self) -> bool:
        """Written with light marks: the page offers to see it laid out."""
        return self.declared.kind == Kind.RICH

    @property
    def is_full(self) -> bool:
        """No more row fits."""
        return len(self.rows) >= (self.declared.max_items or MOST_ROWS)

    @property
    def is_needed(self) -> bool:
        """Needed at some time; the others are optional."""
        return self.declared.needed != Needed.NO


def in_order(declared: Field) -> bool:
    """Several terms of a long vocabulary are chosen one by one, the most important first."""
    return declared.kind == Kind.TERMS and len(vocabulary.terms(declared.vocabulary)) > FEW


def stored_inputs(declared: list[Field], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored, under the names of the inputs."""
    inputs: dict[str, Any] = {}
    for one in declared:
        value = stored[one.key]
        if one.kind in REPEATED:
            inputs[one.key] = len(value) or (1 if one.needed != Needed.NO else 0)
            rows = [{"city": slug} for slug in value] if one.kind == Kind.CITIES else value
            for index, row in enumerate(rows):
                for column in columns_of(one):
                    inputs[f"{one.key}-{index}-{column.key}"] = shown(column, row.get(column.key))
        elif one.kind == Kind.GROUP:
            inputs |= {f"{one.key}-{column.key}": shown(column, value.get(column.key)) for column in one.columns}
        elif in_order(one):
            inputs |= {f"{one.key}-{index}": slug for index, slug in enumerate(value)}
        else:
            inputs[one.key] = shown(one, value)
    return inputs


def audience_choices(declared: Field) -> list[tuple[str, str]]:
    """Return the audiences a field may be given, the widest first."""
    return [(str(one), str(one.label)) for one in Audience if one.width >= declared.widest.width]


def help_of(declared: Field, stored: "Stored") -> str:
    """Return the help of a field: what to write, when it is needed, how long, and who reads it."""
    sentences = [str(declared.help)]
    if declared.kind in {Kind.PARTIAL_DATE, Kind.PERIOD}:
        sentences.append(date_help())
    if declared.kind == Kind.RICH:
        sentences.append(_("Une ligne vide sépare les paragraphes ; « - » commence une liste ; **gras**, *italique*."))
    if declared.example:
        example = _("Exemple : %(example)s") % {"example": declared.example}
        sentences.append(example if example.endswith((".", "?", "؟", "!", "…")) else f"{example}.")
    needed = {
        Needed.SUBMIT: _("Nécessaire pour soumettre."),
        Needed.PUBLISH: _("Nécessaire pour publier."),
        Needed.WITH_BUDGET: _("Nécessaire pour publier, si un montant est indiqué."),
    }
    sentences += [needed[declared.needed]] if declared.needed in needed else []
    if declared.kind in {Kind.TEXT, Kind.RICH} and declared.max_length:
        sentences.append(_length(declared, stored.record))
    if declared.kind == Kind.TERMS and not in_order(declared) and declared.max_items:
        most = ngettext("%(count)d réponse au plus.", "%(count)d réponses au plus.", declared.max_items)
        sentences.append(most % {"count": declared.max_items})
    audience = stored.audiences[declared.key]
    if audience != Audience.PUBLIC:
        sentences.append(_("Lu par : %(readers)s.") % {"readers": str(audience.label).lower()})
    return " ".join(sentences)


def _length(declared: Field, record: RecordView) -> str:
    count = word_count(str(record.value(declared.key) or ""))
    now = ngettext("%(count)d mot enregistré", "%(count)d mots enregistrés", count) % {"count": count}
    return _("%(now)s, %(max)s signes au plus.") % {"now": now, "max": number(declared.max_length or 0)}


def columns_of(declared: Field) -> tuple[Column, ...]:
    return _CITY if declared.kind == Kind.CITIES else declared.columns


def names_cities(declared: Field) -> bool:
    return declared.kind == Kind.CITIES or any(column.kind == Kind.CITY for column in declared.columns)


def is_part(name: str, declared: Field) -> bool:
    return name == declared.key or name.startswith(f"{declared.key}-")


def is_alone(declared: Field) -> bool:
    """The field has one input of its own name."""
    return declared.kind not in {*REPEATED, Kind.GROUP} and not in_order(declared)


def written(declared: Field, source: Mapping[str, Any], cities: CityNames | None) -> dict[str, Any]:
    """Return what is written in the inputs of a field, comparable: without empty ones, cities by slug."""
    found: dict[str, Any] = {}
    for name, value in source.items():
        if not is_part(name, declared) or (name == declared.key and not is_alone(declared)):
            continue
        if isinstance(value, str):
            value = value.replace("\r\n", "\n").strip()
        if value in (None, "", [], False):
            continue
        found[name] = cities.slug(value) if cities is not None and isinstance(value, str) else str(value)
    return found
