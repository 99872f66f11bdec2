"""What changes between two revisions as one viewer reads them both: fields, words inside texts, rows inside tables.

A field that this viewer may not read in either revision is not told about at all, whichever way it was narrowed.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities.viewer import Viewer
from common.audience import Audience
from practices.models import Revision
from practices.record import SECTIONS, Kind, Section
from practices.record.display import cells_of, item_in_words
from practices.record.files import Attached, held_by
from practices.record.kinds import Words
from practices.record.reading import FieldView, RecordView, field_audience, view

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LONGEST = 4000  # words: beyond, two texts are shown whole
MOST_STEPS = 2_000_000  # of one comparison: what is left when they are spent is shown whole
_COMPARED = 200  # words of a row that are looked at to find it again on the other side
_KEPT = 120  # signs of what did not change, on each side of what did
_ALIKE = 0.5  # how much of a row stays, for it to be the same row changed
_SECTION_OF_FILES = "H"  # with the sources
_LISTS = {Kind.LINES, Kind.TERMS, Kind.CHOICES, Kind.CITIES}

Cells = tuple[tuple[str, str], ...]  # label, words


@dataclass(frozen=True)
class Run:
    """Some words of a text: the same on both sides, taken out, put in, or left out of the page."""

    kind: Literal["same", "out", "in", "gap"]
    text: str


@dataclass(frozen=True)
class Cell:
    """One column of a row, and its words on both sides."""

    label: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class RowChange:
    """One row of a table: put in, taken out, or changed; a changed one shows what names it and what changes."""

    kind: Literal["in", "out", "changed"]
    cells: tuple[Cell, ...]


class TooLong(Exception):
    """All the steps are spent: some texts, written to be hard to compare, would take minutes."""


@dataclass
class Effort:
    """The steps that one comparison may still take, counted as they are taken."""

    left: int = MOST_STEPS

    def spend(self, steps: int) -> None:
        """Count some steps, or refuse them."""
        if steps > self.left:
            self.left = 0
            raise TooLong
        self.left -= steps


@dataclass(frozen=True)
class Difference:
    """One field whose content or audience changes. A table has ``rows``, any other field ``runs``."""

    section: Section
    key: str
    label: Words
    audience: Audience  # asked for by the later revision
    audience_before: Audience | None  # only when it changes, and for its city and the secretariat
    runs: tuple[Run, ...] = ()
    rows: tuple[RowChange, ...] = ()
    unchanged: int = 0  # rows that stay as they were


def differences(before: Revision | None, after: Revision, viewer: Viewer) -> list[Difference]:
    """Return the fields that change, in the order of the record; every filled one when there is no earlier revision."""
    old = view(before, viewer) if before else None
    own = viewer.may_read(Audience.OWN, city_id=after.practice.city_id)
    found: list[Difference] = []
    effort = Effort()
    new = view(after, viewer)
    for section in new.sections:
        for shown in section.fields:
            earlier = old.get(shown.key) if old else None
            # What belongs to the identity, no revision changes
            if shown.field.on_practice or shown.locked or (earlier is not None and earlier.locked):
                continue
            wanted = field_audience(after, shown.field)
            given = field_audience(before, shown.field) if before and own else wanted
            base = Difference(section.section, shown.key, shown.label, wanted, given if given != wanted else None)
            change = _content(base, earlier, shown, effort)
            if change is not None or given != wanted:
                found.append(change or base)
    files = _files(old, new, (held_by(before) if before else set(), held_by(after)), own=own)
    return sorted([*found, files], key=lambda one: one.section.key) if files is not None else found


def _content(base: Difference, before: FieldView | None, after: FieldView, effort: Effort) -> Difference | None:
    """Return the difference of two contents, None when they are the same."""
    kind = after.field.kind
    if kind in {Kind.ROWS, Kind.GROUP} or kind in _LISTS:
        rows, unchanged = row_changes(_rows(before) if before else [], _rows(after), effort)
        return replace(base, rows=rows, unchanged=unchanged) if rows else None
    text = before.text if before else ""
    if text == after.text:
        return None
    made = runs(text, after.text, effort)
    return replace(base, runs=shortened(made) if before is not None else made)


def _rows(shown: FieldView) -> list[Cells]:
    """Return a field as rows of labelled words: those of its table, or one for each item of its list."""
    if not shown.is_known:
        return []
    if shown.field.kind in _LISTS:
        return [(("", item_in_words(shown.field, item, shown.words_in, shown.city_names)),) for item in shown.value]
    rows: Sequence[Mapping[str, Any]] = [shown.value] if shown.field.kind == Kind.GROUP else shown.value
    return [cells_of(shown.field, row, shown.words_in, shown.city_names) for row in rows]


# --- Files ---


def _files(
    before: RecordView | None, after: RecordView, held: tuple[set[str], set[str]], *, own: bool
) -> Difference | None:
    """Return the files added, taken off, or of which something else is said, among those this viewer reads.

    ``held``: the names of all the files of both; one that was there already, unread, is neither new nor gone.
    """
    new = {one.file: one for one in after.attachments}
    old = {one.file: one for one in before.attachments} if before else {}
    rows = [
        *(
            RowChange("in", _one_side(_file_cells(one, own=own), "in"))
            for name, one in new.items()
            if name not in held[0]
        ),
        *(change for name, one in new.items() if name in old and (change := _said_of(old[name], one, own=own))),
        *(
            RowChange("out", _one_side(_file_cells(one, own=own), "out"))
            for name, one in old.items()
            if name not in held[1]
        ),
    ]
    if not rows:
        return None
    section = next(one for one in SECTIONS if one.key == _SECTION_OF_FILES)
    unchanged = len(new) - sum(row.kind != "out" for row in rows)
    return Difference(section, "files", _("Documents et images"), after.audience, None, (), tuple(rows), unchanged)


def _said_of(before: Attached, after: Attached, *, own: bool) -> RowChange | None:
    old, new = _file_cells(before, own=own), _file_cells(after, own=own)
    return RowChange("changed", _both_sides(old, new, Effort())) if old != new else None


def _file_cells(one: Attached, *, own: bool) -> Cells:
    """Return what is said of a file; who may read it is told to its city and the secretariat."""
    return (
        (gettext("Titre du fichier"), one.title),
        (gettext("Fichier"), f"{one.label}, {one.weight_words}"),
        (gettext("À quoi il se rapporte"), str(one.about)),
        (gettext("Ce que montre l’image"), one.alt_text),
        (gettext("De qui est l’image"), one.credit),
        (gettext("Qui peut le lire"), str(one.asked.label) if own else ""),
    )


# --- Words ---


def runs(before: str, after: str, effort: Effort | None = None) -> tuple[Run, ...]:
    """Return the words of both texts: common, taken out, put in; what is too long to compare is whole on each side."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) > _LONGEST or len(new) > _LONGEST:
        return tuple(run for run in (Run("out", before), Run("in", after)) if run.text)
    first, last = _ends(old, new)
    found = [Run("same", "".join(old[:first]))]
    old, new, end = old[first : len(old) - last], new[first : len(new) - last], old[len(old) - last :]
    for tag, a, b, c, d in _pieces(old, new, effort or Effort()):
        if tag == "equal":
            found.append(Run("same", "".join(old[a:b])))
            continue
        found += [Run("out", "".join(old[a:b])), Run("in", "".join(new[c:d]))]
    return tuple(run for run in [*found, Run("same", "".join(end))] if run.text)


def _pieces(old: list[str], new: list[str], effort: Effort) -> list[tuple[str, int, int, int, int]]:
    """Return what is equal and what is replaced; all replaced once the steps are spent."""
    # What comes back everywhere in a long text (a space, « de ») anchors nothing: else one repeated word takes minutes
    matcher = _Matcher(None, old, new, autojunk=True)
    matcher.b2j = _Counted(matcher.b2j, effort)
    try:
        return list(matcher.get_opcodes())
    except TooLong:
        return [("replace", 0, len(old), 0, len(new))]


class _Matcher(SequenceMatcher[str]):
    b2j: dict[str, list[int]]  # documented, and unknown to the types of the standard library


class _Counted(dict[str, list[int]]):
    """The places of each word in a text, which count how often they are looked through."""

    def __init__(self, places: Mapping[str, list[int]], effort: Effort) -> None:
        super().__init__(places)
        self._effort = effort

    def get(self, word: str, default: Any = None) -> Any:
        """Return the places of a word, and count a step for each."""
        found = super().get(word, default)
        self._effort.spend(1 + len(found or ()))
        return found


def _ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return how many words two texts share at their beginning, then at their end."""
    shortest = min(len(old), len(new))
    first = next((place for place in range(shortest) if old[place] != new[place]), shortest)
    left = shortest - first
    return first, next((place for place in range(left) if old[-1 - place] != new[-1 - place]), left)


def shortened(found: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return the runs with long stretches that did not change left out, so that a phone shows what did."""
    kept: list[Run] = []
    for place, run in enumerate(found):
        if run.kind != "same" or len(run.text) <= 3 * _KEPT:
            kept.append(run)
            continue
        first, last = place == 0, place == len(found) - 1
        kept += [] if first else [Run("same", run.text[:_KEPT].rpartition(" ")[0])]
        kept.append(Run("gap", ""))
        kept += [] if last else [Run("same", run.text[-_KEPT:].partition(" ")[2])]
    return tuple(kept)


# --- Rows ---


def row_changes(
    before: list[Cells], after: list[Cells], effort: Effort | None = None
) -> tuple[tuple[RowChange, ...], int]:
    """Return the rows put in, changed and taken out, and how many stay; rows are matched, whatever their order."""
    effort = effort or Effort()
    common, fresh = _without_common(before, after)
    left = [(row, _words(row)) for row in common]
    found: list[RowChange] = []
    for row in fresh:
        words = _words(row)
        likeness = [_likeness(other, row, held, words, effort) for other, held in left]
        best = max(range(len(left)), key=likeness.__getitem__, default=None)
        if best is None or likeness[best] < _ALIKE:
            found.append(RowChange("in", _one_side(row, "in")))
            continue
        found.append(RowChange("changed", _both_sides(left.pop(best)[0], row, effort)))
    found += [RowChange("out", _one_side(row, "out")) for row, _held in left]
    return tuple(found), len(after) - len(fresh)


def _without_common(before: list[Cells], after: list[Cells]) -> tuple[list[Cells], list[Cells]]:
    left = list(before)
    fresh: list[Cells] = []
    for row in after:
        if row in left:
            left.remove(row)
        else:
            fresh.append(row)
    return left, fresh


def _likeness(one: Cells, other: Cells, words: Counter[str], others: Counter[str], effort: Effort) -> float:
    """Return how much two rows have in common; the same name, or the same unit, is enough to match."""
    same_name = one[0][1] == other[0][1]
    try:
        effort.spend(1 + min(len(words), len(others)))
    except TooLong:
        return same_name
    shared = sum(min(count, others[word]) for word, count in words.items())
    return same_name + 2 * shared / ((words.total() + others.total()) or 1)


def _words(row: Cells) -> Counter[str]:
    """Return how often the first words of a row come in it."""
    return Counter([word for _label, text in row for word in text.split()][:_COMPARED])


def _one_side(row: Cells, kind: Literal["in", "out"]) -> tuple[Cell, ...]:
    return tuple(Cell(label, (Run(kind, text),)) for label, text in row if text)


def _both_sides(before: Cells, after: Cells, effort: Effort) -> tuple[Cell, ...]:
    old, new = dict(before), dict(after)
    names = list(dict.fromkeys([*new, *old]))
    changed = [name for name in names if old.get(name, "") != new.get(name, "")]
    shown = [name for name in names if name in changed or name == names[0]]
    return tuple(Cell(name, runs(old.get(name, ""), new.get(name, ""), effort)) for name in shown)
