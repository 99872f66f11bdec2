"""The words that change between two texts: for versions of a record, of a translation, of a declaration."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LONGEST = 4000  # words: beyond, two texts are shown whole
MOST_STEPS = 2_000_000  # of one comparison: what is left when they are spent is shown whole
_KEPT = 120  # signs of what did not change, on each side of what did


@dataclass(frozen=True)
class Run:
    """Some words of a text: the same on both sides, taken out, put in, or left out of the page."""

    kind: Literal["same", "out", "in", "gap"]
    text: str


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


def alike(one: Counter[str], other: Counter[str], effort: Effort) -> float:
    """Return how much of their words two texts share, from 0 to 1; 0 once the steps are spent."""
    try:
        effort.spend(1 + min(len(one), len(other)))
    except TooLong:
        return 0.0
    shared = sum(min(count, other[word]) for word, count in one.items())
    return 2 * shared / ((one.total() + other.total()) or 1)
