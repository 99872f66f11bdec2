"""What waits for people who act for cities. The room that gathers it says so when it starts; letters begin with it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from cities.viewer import Viewer


@dataclass(frozen=True)
class Waiting:
    """One thing to do: what, why, and the path where it is done."""

    title: str
    reason: str
    path: str


# Says what waits for one of the viewers that were asked about, in the active language
Teller = Callable[[Viewer], list[Waiting]]
Source = Callable[[Collection[Viewer]], Teller]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add what a room knows to be waiting."""
    if source not in _sources:
        _sources.append(source)


def what_waits(viewers: Collection[Viewer]) -> Teller:
    """Ask what waits for these viewers, as far as they may read it now: as many statements for a hundred as for one.

    What it returns tells each of them, the most urgent first.
    """
    tellers = [source(viewers) for source in _sources]
    return lambda viewer: [one for tell in tellers for one in tell(viewer)]
