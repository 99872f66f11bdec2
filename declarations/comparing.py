"""What changes in the words of a declaration: by an amendment, or from one version to the next, article by article."""

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from common.differences import Effort, Run, alike, runs
from declarations.models import Amendment, AmendmentKind, Text

_ALIKE = 0.5  # how much of an article stays, for it to be the same article changed

Block = tuple[str, str]  # heading, text
Label = Literal["title", "consideration", "article"]


@dataclass(frozen=True)
class Change:
    """One article, consideration or title: as it was, changed, put in or taken out."""

    kind: Literal["same", "changed", "in", "out"]
    label: Label
    before: int | None  # its number in each text
    after: int | None
    heading: tuple[Run, ...]
    text: tuple[Run, ...]


def of_amendment(amendment: Amendment) -> Change:
    """Return what an amendment changes in the article it was proposed on."""
    old = (amendment.base_heading, amendment.base_text)
    new = (amendment.heading, amendment.text)
    number = amendment.article
    match amendment.kind:
        case AmendmentKind.REPLACE:
            return _both("article", (number, number), old, new, Effort())
        case AmendmentKind.ADD:
            return _one("in", "article", number + 1, new)
        case _:
            return _one("out", "article", number, old)


def of_versions(before: Text, after: Text) -> list[Change]:
    """Return every part of the later version beside the one before, and what was taken out, in reading order."""
    effort = Effort()
    title = _both("title", (None, None), ("", before.title), ("", after.title), effort)
    considerations = _aligned("consideration", _plain(before.considerations), _plain(after.considerations), effort)
    return [title, *considerations, *_aligned("article", _articles(before), _articles(after), effort)]


def _plain(words: list[str]) -> list[Block]:
    return [("", one) for one in words]


def _articles(text: Text) -> list[Block]:
    return [(one["heading"], one["text"]) for one in text.articles]


def _aligned(label: Label, old: list[Block], new: list[Block], effort: Effort) -> list[Change]:
    found: list[Change] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [_both(label, (a + n + 1, c + n + 1), old[a + n], new[c + n], effort) for n in range(b - a)]
        else:
            found += _replaced(label, list(enumerate(old))[a:b], list(enumerate(new))[c:d], effort)
    return found


def _replaced(label: Label, old: list[tuple[int, Block]], new: list[tuple[int, Block]], effort: Effort) -> list[Change]:
    """Match what is most alike, keeping the order; the rest was taken out or put in."""
    found: list[Change] = []
    left = list(old)
    for place, block in new:
        match = next((one for one in left if _likeness(one[1], block, effort) >= _ALIKE), None)
        if match is None:
            found.append(_one("in", label, place + 1, block))
            continue
        skipped, left = left[: left.index(match)], left[left.index(match) + 1 :]
        found += [_one("out", label, number + 1, gone) for number, gone in skipped]
        found.append(_both(label, (match[0] + 1, place + 1), match[1], block, effort))
    return found + [_one("out", label, number + 1, gone) for number, gone in left]


def _likeness(one: Block, other: Block, effort: Effort) -> float:
    if one[0] and one[0] == other[0]:
        return 1.0
    return alike(Counter(one[1].split()), Counter(other[1].split()), effort)


def _both(label: Label, numbers: tuple[int | None, int | None], old: Block, new: Block, effort: Effort) -> Change:
    kind: Literal["same", "changed"] = "same" if old == new else "changed"
    return Change(kind, label, *numbers, runs(old[0], new[0], effort), runs(old[1], new[1], effort))


def _one(kind: Literal["in", "out"], label: Label, number: int, block: Block) -> Change:
    heading, text = ((Run(kind, part),) if part else () for part in block)
    before, after = (None, number) if kind == "in" else (number, None)
    return Change(kind, label, before, after, heading, text)
