"""The form of one section of the record, made from its declaration: one screen, saved on its own.

Names of inputs: ``key``; ``key-column`` in a group; ``key-0-column`` in repeated rows; ``key-0`` when several terms are
chosen in order; ``audience-key`` for who reads the field. A hidden ``key`` counts the rows, or holds the errors of the
whole. What the action refuses comes back under the same names, and nothing typed is lost.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.forms import CityForm
from cities.viewer import Viewer
from common.audience import Audience
from common.errors import Refusal
from common.text import word_count
from practices import vocabulary
from practices.forms.inputs import FEW, CityNames, date_help, input_for, shown
from practices.record import Column, Field, Kind, Needed, RecordView, Section, fields_of
from practices.record.display import number

MOST_ROWS = 30
_CITY = (Column("city", _("Ville"), Kind.CITY),)
_REPEATED = {Kind.ROWS, Kind.CITIES}


@dataclass(frozen=True)
class Stored:
    """A draft as it is stored: what its author reads of it, who reads each field, and which state of it this is."""

    record: RecordView
    audiences: Mapping[str, Audience]
    version: int

    def seen(self, section: Section) -> dict[str, Any]:
        """Return the hidden inputs that say what was seen when the form was opened."""
        return {
            "seen_version": self.version,
            "seen_revision": self.record.revision_id,
            "seen_content": self._mark(section),
        }

    def was_seen(self, section: Section, typed: QueryDict) -> bool:
        """Whether this section holds what it held when the form was opened, whatever happened to the others."""
        return typed.get("seen_content") == self._mark(section)

    def _mark(self, section: Section) -> str:
        held = [(one.key, self.record.value(one.key), self.audiences[one.key]) for one in editable_fields(section)]
        return hashlib.sha256(json.dumps(held, default=str, ensure_ascii=False).encode()).hexdigest()[:32]


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
    theirs: str = ""  # what somebody else saved meanwhile, when it differs
    differs: bool = False
    is_filled: bool = False

    @property
    def key(self) -> str:
        return self.declared.key

    @property
    def is_needed(self) -> bool:
        """Needed at some time; the others are optional."""
        return self.declared.needed != Needed.NO


class SectionForm(CityForm):
    """The inputs of one section, filled with what is stored or with what was typed."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen_revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen_content = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: QueryDict | None, *, viewer: Viewer, section: Section, stored: "Stored") -> None:
        self.declared = editable_fields(section)
        self.section, self.stored = section, stored
        record = stored.record
        self._stored = {declared.key: record.value(declared.key) for declared in self.declared}
        super().__init__(data, viewer=viewer, initial=self._initial())
        self.cities = CityNames() if any(_names_cities(declared) for declared in self.declared) else None
        for declared in self.declared:
            self._add(declared)
        self._add_audiences()

    def _initial(self) -> dict[str, Any]:
        initial = stored_inputs(self.declared, self._stored)
        for declared in self.declared:
            initial[f"audience-{declared.key}"] = self.stored.audiences[declared.key]
        return initial | self.stored.seen(self.section)

    # --- Inputs ---

    def _add(self, declared: Field) -> None:
        label = str(declared.label)
        if declared.kind in _REPEATED:
            self._add_holder(declared, self._row_count(declared))
            for index in range(self._row_count(declared)):
                for column in _columns(declared):
                    self._input(f"{declared.key}-{index}-{column.key}", column, str(column.label))
        elif declared.kind == Kind.GROUP:
            self._add_holder(declared, 1)
            for column in declared.columns:
                self._input(f"{declared.key}-{column.key}", column, _column_label(column))
        elif in_order(declared):
            self._add_holder(declared, 1)
            one = Column(declared.key, label, Kind.TERM, vocabulary=declared.vocabulary)
            for index in range(declared.max_items or 1):
                self._input(f"{declared.key}-{index}", one, _("Réponse %(number)d") % {"number": index + 1})
        else:
            self._input(declared.key, declared, label)
            self.fields[declared.key].help_text = help_of(declared, self.stored)

    def _input(self, name: str, what: Field | Column, label: str) -> None:
        self.fields[name] = input_for(what, self.cities)
        self.fields[name].label = label

    def _add_holder(self, declared: Field, count: int) -> None:
        self.fields[declared.key] = forms.CharField(required=False, widget=forms.HiddenInput, initial=count)
        self.fields[declared.key].label = str(declared.label)

    def _row_count(self, declared: Field) -> int:
        most = declared.max_items or MOST_ROWS
        if self.is_bound:
            return min(_counted(str(self.data.get(declared.key, ""))), most)
        return len(self._stored[declared.key]) or (1 if declared.needed != Needed.NO else 0)

    def _add_audiences(self) -> None:
        for declared in self.declared:
            choices = audience_choices(declared)
            if len(choices) > 1 and declared.key != "title":
                choice = forms.ChoiceField(choices=choices, required=False, label=str(declared.label))
                self.fields[f"audience-{declared.key}"] = choice

    # --- What was typed ---

    def values(self) -> dict[str, Any]:
        """Return what was typed, for the action; call after is_valid()."""
        return {declared.key: self._value(declared) for declared in self.declared}

    def _value(self, declared: Field) -> Any:
        cleaned = self.cleaned_data
        if declared.kind == Kind.CITIES:
            return [cleaned.get(f"{declared.key}-{i}-city", "") for i in range(self._row_count(declared))]
        if declared.kind == Kind.ROWS:
            return [
                {column.key: cleaned.get(f"{declared.key}-{i}-{column.key}", "") for column in declared.columns}
                for i in range(self._row_count(declared))
            ]
        if declared.kind == Kind.GROUP:
            return {column.key: cleaned.get(f"{declared.key}-{column.key}", "") for column in declared.columns}
        if in_order(declared):
            return [cleaned.get(f"{declared.key}-{i}", "") for i in range(declared.max_items or 1)]
        return cleaned.get(declared.key, "")

    def audiences(self) -> dict[str, str]:
        """Return who reads each field, where it was chosen; call after is_valid()."""
        given = {declared.key: self.cleaned_data.get(f"audience-{declared.key}") for declared in self.declared}
        return {key: audience for key, audience in given.items() if audience}

    def refused(self, refusal: Refusal) -> None:
        """Put the sentences of a refusal beside the inputs at fault."""
        if not refusal.fields:
            self.add_error(None, str(refusal.sentence))
        for name, sentences in refusal.fields.items():
            place = name.replace(".", "-")
            self.add_error(place if place in self.fields else None, [str(sentence) for sentence in sentences])

    # --- What the page shows ---

    def blocks(self, *, compared: bool = False) -> list[Block]:
        """Return the fields in order. ``compared``: say what is stored where it is not what was typed."""
        blocks = [self._block(declared) for declared in self.declared]
        if compared:
            theirs = stored_inputs(self.declared, self._stored)
            for block in blocks:
                block.differs = self._typed(block.declared) != _written(block.declared, theirs, self.cities)
                found = self.stored.record.get(block.key)
                block.theirs = found.text if found and block.differs else ""
        return blocks

    def is_as_stored(self) -> bool:
        """Whether what was typed is what is stored already, readers included."""
        readers = all(
            bound.value() == self.stored.audiences[bound.name.removeprefix("audience-")]
            for bound in self.audience_inputs()
        )
        return readers and not any(block.differs for block in self.blocks(compared=True))

    def _block(self, declared: Field) -> Block:
        parts = [self[name] for name in self.fields if _is_part(name, declared) and declared.key != name]
        is_repeated = declared.kind in _REPEATED
        is_simple = not is_repeated and declared.kind != Kind.GROUP and not in_order(declared)
        rows: list[Row] = []
        if is_repeated:
            width = len(_columns(declared))
            rows = [Row(i // width + 1, parts[i : i + width]) for i in range(0, len(parts), width)]
        errors = [str(error) for error in self[declared.key].errors] if self.is_bound and not is_simple else []
        return Block(
            declared=declared,
            anchor=f"id_{declared.key}" if is_simple else f"bloc-{declared.key}",
            help=help_of(declared, self.stored),
            holder=self[declared.key],
            is_simple=is_simple,
            is_repeated=is_repeated,
            parts=[] if is_repeated else parts,
            rows=rows,
            errors=errors,
            is_filled=bool(self._typed(declared)) or any(part.errors for part in [self[declared.key], *parts]),
        )

    def _typed(self, declared: Field) -> dict[str, Any]:
        source = {name: self[name].value() for name in self.fields if _is_part(name, declared)}
        return _written(declared, source, self.cities)

    def summary(self) -> list[tuple[str, str, str]]:
        """Return (anchor, label, sentence) for each point to correct."""
        lines = [("", "", str(error)) for error in self.non_field_errors()]
        for declared in self.declared:
            for name in [name for name in self.fields if _is_part(name, declared)]:
                anchor = self[name].auto_id if name != declared.key or is_alone(declared) else f"bloc-{declared.key}"
                lines += [(anchor, str(declared.label), str(error)) for error in self[name].errors]
        return lines

    def audience_inputs(self) -> list[BoundField]:
        """Return the choices of who reads each field."""
        return [self[name] for name in self.fields if name.startswith("audience-")]


def with_row_button(data: QueryDict, button: str) -> QueryDict:
    """Return what was typed with one row more, or less, as « add:partners » or « remove:partners:2 » asks."""
    verb, _colon, rest = button.partition(":")
    key, _colon, place = rest.partition(":")
    changed = data.copy()
    count, gone = min(_counted(changed.get(key, "")), MOST_ROWS * 2), _counted(place)
    if verb == "add":
        changed[key] = str(min(count + 1, MOST_ROWS * 2))
    elif 1 <= gone <= count:
        _close_gap(changed, key, gone - 1, count)
        changed[key] = str(count - 1)
    return changed


def _counted(written: str) -> int:
    """Return a number of rows as the page wrote it; whatever else came is none."""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 4 else 0


def _close_gap(data: QueryDict, key: str, gone: int, count: int) -> None:
    for name in [name for name in data if name.startswith(f"{key}-{gone}-")]:
        del data[name]
    for index in range(gone + 1, count):
        prefix = f"{key}-{index}-"
        for name in [name for name in data if name.startswith(prefix)]:
            data.setlist(f"{key}-{index - 1}-{name.removeprefix(prefix)}", data.pop(name))


def editable_fields(section: Section) -> list[Field]:
    """Return the fields of a section that a person fills."""
    return [declared for declared in fields_of(section.key) if declared.editable]


def in_order(declared: Field) -> bool:
    """Several terms of a long vocabulary are chosen one by one, the most important first."""
    return declared.kind == Kind.TERMS and len(vocabulary.terms(declared.vocabulary)) > FEW


def stored_inputs(declared: list[Field], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored, under the names of the inputs."""
    inputs: dict[str, Any] = {}
    for one in declared:
        value = stored[one.key]
        if one.kind in _REPEATED:
            inputs[one.key] = len(value) or (1 if one.needed != Needed.NO else 0)
            rows = [{"city": slug} for slug in value] if one.kind == Kind.CITIES else value
            for index, row in enumerate(rows):
                for column in _columns(one):
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


def _columns(declared: Field) -> tuple[Column, ...]:
    return _CITY if declared.kind == Kind.CITIES else declared.columns


def _column_label(column: Column) -> str:
    return str(column.label)


def _names_cities(declared: Field) -> bool:
    return declared.kind == Kind.CITIES or any(column.kind == Kind.CITY for column in declared.columns)


def _is_part(name: str, declared: Field) -> bool:
    return name == declared.key or name.startswith(f"{declared.key}-")


def is_alone(declared: Field) -> bool:
    """The field has one input of its own name."""
    return declared.kind not in {*_REPEATED, Kind.GROUP} and not in_order(declared)


def _written(declared: Field, source: Mapping[str, Any], cities: CityNames | None) -> dict[str, Any]:
    """Return what is written in the inputs of a field, comparable: without empty ones, cities by slug."""
    found: dict[str, Any] = {}
    for name, value in source.items():
        if not _is_part(name, declared) or (name == declared.key and not is_alone(declared)):
            continue
        if isinstance(value, str):
            value = value.replace("\r\n", "\n").strip()
        if value in (None, "", [], False):
            continue
        found[name] = cities.slug(value) if cities is not None and isinstance(value, str) else str(value)
    return found
