"""The parts of the preferences page that other rooms know: each is a form with a template of its own."""

from collections.abc import Callable
from typing import Any, Protocol


class Section(Protocol):
    """A form about one person: bound when ``data`` was sent."""

    template: str

    def is_valid(self) -> bool: ...

    def keep(self) -> None:
        """Save what was chosen."""


Factory = Callable[[Any, Any], Section]  # of a person, and of what was sent or None
_factories: list[Factory] = []


def register(factory: Factory) -> None:
    """Add a part to the page; a room does it when it starts."""
    if factory not in _factories:
        _factories.append(factory)


def sections(user: Any, data: Any) -> list[Section]:
    """Return the parts for one person."""
    return [factory(user, data) for factory in _factories]
