"""What waits for somebody acting for a city. The room that gathers it says so when it starts; letters begin with it."""

from collections.abc import Callable
from dataclasses import dataclass

from cities.viewer import Viewer


@dataclass(frozen=True)
class Waiting:
    """One thing to do: what, why, and the path where it is done."""

    title: str
    reason: str
    path: str


Source = Callable[[Viewer], list[Waiting]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add what a room knows to be waiting."""
    if source not in _sources:
        _sources.append(source)


def what_waits(viewer: Viewer) -> list[Waiting]:
    """Return what waits for a viewer, the most urgent first, as far as they may read it now."""
    return [one for source in _sources for one in source(viewer)]
