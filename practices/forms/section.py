"""The form of one screen of the record, made from its declaration: it saves on its own.

Names of inputs: ``key``; ``key-column`` in a group; ``key-0-column`` in repeated rows; ``key-0`` when several terms are
chosen in order; ``audience-key`` for who reads the field; ``choice-key`` when two people wrote it. A hidden ``key``
counts the rows, or holds the errors of the whole. What the action refuses comes back under the same names, and nothing
typed is lost. ``form_token`` names this rendering of the form: sent twice, it is saved once.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from cities.forms import CityForm
from cities.viewer import Viewer
from common.differences import runs
from common.errors import Refusal
from practices.forms.inputs import CityNames, input_for
from practices.forms.parts import (
    REPEATED,
    Block,
    Row,
    Stored,
    Theirs,
    audience_choices,
    columns_of,
    help_of,
    in_order,
    is_alone,
    is_part,
    names_cities,
    read_marks,
    stored_inputs,
    written,
)
from practices.forms.readers import ALL, choice_for_all, with_all
from practices.forms.rows import MOST_ROWS, counted
from practices.forms.small import new_token
from practices.record import Column, Field, Kind, Needed
from practices.record.screens import Screen

_LONGEST_MARKS = 2000


class SectionForm(CityForm):
    """The inputs of one screen, filled with what is stored or with what was typed."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen_revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen_marks = forms.CharField(widget=forms.HiddenInput, required=False, max_length=_LONGEST_MARKS)
    form_token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, data: QueryDict | None, *, viewer: Viewer, screen: Screen, stored: Stored) -> None:
        self.screen, self.stored, self.declared = screen, stored, list(screen.fields)
        self._stored = {declared.key: stored.record.value(declared.key) for declared in self.declared}
        data = with_all(data, self.declared) if data is not None else None
        super().__init__(data, viewer=viewer, initial=self._initial())
        self.typed = data if data is not None else QueryDict()
        self.cities = CityNames() if any(names_cities(declared) for declared in self.declared) else None
        for declared in self.declared:
            self._add(declared)
        self._add_audiences()

    def _initial(self) -> dict[str, Any]:
        initial = stored_inputs(self.declared, self._stored)
        for declared in self.declared:
            initial[f"audience-{declared.key}"] = self.stored.audiences[declared.key]
        return initial | self.stored.seen(self.screen) | {"form_token": new_token()}

    # --- Inputs ---

    def _add(self, declared: Field) -> None:
        label = str(declared.label)
        if declared.kind in REPEATED:
            self._add_holder(declared, self._row_count(declared))
            for index in range(self._row_count(declared)):
                for column in columns_of(declared):
                    self._input(f"{declared.key}-{index}-{column.key}", column, str(column.label))
        elif declared.kind == Kind.GROUP:
            self._add_holder(declared, 1)
            for column in declared.columns:
                self._input(f"{declared.key}-{column.key}", column, str(column.label))
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
            return min(counted(str(self.data.get(declared.key, ""))), most)
        return len(self._stored[declared.key]) or (1 if declared.needed != Needed.NO else 0)

    def _add_audiences(self) -> None:
        for declared in self.declared:
            choices = audience_choices(declared)
            if len(choices) > 1 and declared.key != "title":
                choice = forms.ChoiceField(choices=choices, required=False, label=str(declared.label))
                self.fields[f"audience-{declared.key}"] = choice
        if len(self.audience_inputs()) > 1:
            self.fields[ALL] = choice_for_all()

    # --- What was typed ---

    def values(self) -> dict[str, Any]:
        """Return what was typed, for the action; call after is_valid()."""
        return {declared.key: self._value(declared) for declared in self.declared}

    def audiences(self) -> dict[str, str]:
        """Return who reads each field, where it was chosen; call after is_valid()."""
        given = {declared.key: self.cleaned_data.get(f"audience-{declared.key}") for declared in self.declared}
        return {key: audience for key, audience in given.items() if audience}

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

    def seen(self) -> dict[str, str]:
        """Return the marks of the fields as the form showed them."""
        return read_marks(str(self.data.get("seen_marks", ""))[:_LONGEST_MARKS])

    def refused(self, refusal: Refusal) -> None:
        """Put the sentences of a refusal beside the inputs at fault."""
        if not refusal.fields:
            self.add_error(None, str(refusal.sentence))
        for name, sentences in refusal.fields.items():
            place = name.replace(".", "-")
            self.add_error(place if place in self.fields else None, [str(sentence) for sentence in sentences])

    # --- Two people ---

    def changed_by_others(self) -> set[str]:
        """Return the fields that no longer hold what the form showed, and do not hold what was typed either."""
        seen = self.seen()
        moved = {one.key for one in self.declared if self.stored.marks[one.key] != seen.get(one.key)}
        return {one.key for one in self.declared if one.key in moved and self._differs(one)}

    def with_theirs(self, keys: set[str]) -> "SectionForm":
        """Return the form with the text of somebody else in these fields, and all it has now seen."""
        data = self._with_stored(keys)
        for name, value in {**self.stored.seen(self.screen), "form_token": new_token()}.items():
            data[name] = str(value)
        return SectionForm(data, viewer=self.viewer, screen=self.screen, stored=self.stored)

    def as_chosen(self) -> "SectionForm":
        """Return the form with the stored text in the fields where the text of somebody else was chosen."""
        chosen = {one.key for one in self.declared if self.typed.get(f"choice-{one.key}") == "theirs"}
        data = self._with_stored(chosen)
        return SectionForm(data, viewer=self.viewer, screen=self.screen, stored=self.stored) if chosen else self

    def _with_stored(self, keys: set[str]) -> QueryDict:
        data = self.typed.copy()
        for declared in self.declared:
            data.pop(f"choice-{declared.key}", None)
            if declared.key in keys:
                self._put_stored(data, declared)
        return data

    def _put_stored(self, data: QueryDict, declared: Field) -> None:
        for name in [name for name in data if is_part(name, declared)]:
            del data[name]
        for name, value in stored_inputs([declared], self._stored).items():
            if value not in (None, "", []):
                data.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
        data[f"audience-{declared.key}"] = str(self.stored.audiences[declared.key])

    def _differs(self, declared: Field) -> bool:
        readers = self[f"audience-{declared.key}"].value() if f"audience-{declared.key}" in self.fields else None
        stored = written(declared, stored_inputs(self.declared, self._stored), self.cities)
        return self._typed(declared) != stored or readers not in {None, str(self.stored.audiences[declared.key])}

    def is_as_stored(self) -> bool:
        """Whether what was typed is what is stored already, readers included."""
        return not any(self._differs(declared) for declared in self.declared)

    def theirs(self, key: str, name: str, when: str, *, must_choose: bool) -> Theirs:
        """Return what somebody else saved in a field, in words, against what was typed."""
        declared = next(one for one in self.declared if one.key == key)
        text = self.stored.record.fields[key].text
        comparable = is_alone(declared) and declared.kind in {Kind.LINE, Kind.TEXT, Kind.RICH, Kind.LINES}
        mine = str(self[key].value() or "").replace("\r\n", "\n") if comparable else ""
        return Theirs(name, when, runs(mine, text) if comparable and must_choose else (), text, must_choose)

    # --- What the page shows ---

    def blocks(self, theirs: Mapping[str, Theirs] | None = None) -> list[Block]:
        """Return the fields in order, each with what somebody else saved in it."""
        return [self._block(declared, (theirs or {}).get(declared.key)) for declared in self.declared]

    def _block(self, declared: Field, theirs: Theirs | None) -> Block:
        parts = [self[name] for name in self.fields if is_part(name, declared) and declared.key != name]
        is_repeated = declared.kind in REPEATED
        is_simple = not is_repeated and declared.kind != Kind.GROUP and not in_order(declared)
        rows: list[Row] = []
        if is_repeated:
            width = len(columns_of(declared))
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
            theirs=theirs,
            is_filled=bool(self._typed(declared)) or any(part.errors for part in [self[declared.key], *parts]),
        )

    def _typed(self, declared: Field) -> dict[str, Any]:
        source = {name: self[name].value() for name in self.fields if is_part(name, declared)}
        return written(declared, source, self.cities)

    def summary(self) -> list[tuple[str, str, str]]:
        """Return (anchor, label, sentence) for each point to correct."""
        lines = [("", "", str(error)) for error in self.non_field_errors()]
        for declared in self.declared:
            for name in [name for name in self.fields if is_part(name, declared)]:
                anchor = self[name].auto_id if name != declared.key or is_alone(declared) else f"bloc-{declared.key}"
                lines += [(anchor, str(declared.label), str(error)) for error in self[name].errors]
        return lines

    def previews(self) -> list[tuple[str, str]]:
        """Return the texts with light marks as they are typed, each with its label."""
        rich = [one for one in self.declared if one.kind == Kind.RICH]
        return [(str(one.label), str(self[one.key].value())) for one in rich if self[one.key].value()]

    def audience_inputs(self) -> list[BoundField]:
        """Return the choices of who reads each field."""
        return [self[name] for name in self.fields if name.startswith("audience-")]

    def readers_of_all(self) -> BoundField | None:
        """Return the choice of who reads all of them, where there are several."""
        return self[ALL] if ALL in self.fields else None
