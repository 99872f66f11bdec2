"""What changes between two revisions as one viewer reads them both: fields, words inside texts, rows inside tables.

A field that this viewer may not read in either revision is not told about at all, whichever way it was narrowed.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities.viewer import Viewer
from common.audience import Audience
from common.differences import Effort, Run, alike, runs, shortened
from practices.models import Revision
from practices.record import SECTIONS, Kind, Section
from practices.record.display import cells_of, item_in_words
from practices.record.files import Attached, held_by
from practices.record.kinds import Words
from practices.record.reading import FieldView, RecordView, field_audience, view

_COMPARED = 200  # words of a row that are looked at to find it again on the other side
_ALIKE = 0.5  # how much of a row stays, for it to be the same row changed
_SECTION_OF_FILES = "H"  # with the sources
_LISTS = {Kind.LINES, Kind.TERMS, Kind.CHOICES, Kind.CITIES}

Cells = tuple[tuple[str, str], ...]  # label, words


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
    return same_name + alike(words, others, effort)


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
