"""Counts as bars: a width in pixels beside each number, the largest filling the column."""

from collections.abc import Iterable
from dataclasses import dataclass

FULL = 56  # pixels: the column of the stylesheet


@dataclass(frozen=True)
class Bar:
    """One line of a chart: its slug, its words, its number and the width that draws it."""

    slug: str
    label: str
    count: int
    width: int


def bars(counts: Iterable[tuple[str, str, int]], *, full: int = FULL, keep_order: bool = False) -> list[Bar]:
    """Return bars, longest first unless the order means something. One is always visible, zero has no length."""
    rows = list(counts)
    if not keep_order:
        rows.sort(key=lambda row: (-row[2], row[1]))
    most = max((count for _, _, count in rows), default=0)
    return [Bar(slug, label, count, max(2, round(count * full / most)) if count else 0) for slug, label, count in rows]
