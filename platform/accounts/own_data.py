"""What the platform holds about a person: each room says its part when it starts, for a copy and for an erasure.

The rows of a room are declared once: the copy is read from them, and those that are the person's alone go with the
person. A key to a person that no row names must stand in ``kept``, with the reason; a test looks at every model.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from accounts.models import User
from common import clock

FORMAT = 1


@dataclass(frozen=True)
class Rows:
    """Rows that name a person: under which word of the copy, by which field, what of them is copied."""

    name: str
    model: type[Model]
    person: str
    fields: tuple[str, ...] = ()
    goes: bool = False  # theirs alone: deleted with the person
    by_address: bool = False  # ``person`` holds an address, not a number

    def of(self, person: "Person") -> Any:
        """Return these rows of one person; each reads their own, whatever the gates say to others."""
        value: object = person.email if self.by_address else person.user_id
        lookup = f"{self.person}__iexact" if self.by_address else self.person
        return self.model._base_manager.filter(**{lookup: value})  # noqa: SLF001  Django's documented name

    @property
    def label(self) -> str:
        """The field that names the person, as Django names it."""
        return f"{self.model._meta.label}.{self.person}"  # noqa: SLF001  Django's documented name


@dataclass(frozen=True)
class Person:
    """Who is copied or erased. The address is needed where a row knows nothing else."""

    user_id: int
    email: str
    by_secretariat: bool = False  # asked for by the secretariat, or done again after a restore


def _nothing(_person: Person) -> None:
    """A room where an erasure has nothing more to do."""


@dataclass(frozen=True)
class Part:
    """One room: its rows, the keys that stay (with the reason), and what an erasure does besides deleting.

    ``may_leave`` refuses when the person asks; ``leave`` runs in the one transaction that closes the account, and may
    still refuse. ``erase`` never does.
    """

    name: str
    rows: Sequence[Rows]
    kept: Mapping[str, str] = field(default_factory=dict)
    may_leave: Callable[[Person], None] = _nothing
    leave: Callable[[Person], None] = _nothing
    erase: Callable[[Person], None] = _nothing


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Add a room's part; called from AppConfig.ready."""
    if part.name in _parts:
        raise RuntimeError(f"two rooms are called {part.name}")
    _parts[part.name] = part


def parts() -> list[Part]:
    """Return every room's part; the account itself is the last, since the others may need its address."""
    return sorted(_parts.values(), key=lambda part: (part.name == "account", part.name))


def copy_for(user: User) -> dict[str, Any]:
    """Return all that the platform holds about a person; docs/own-data-format.md says how to read it."""
    person = Person(user.pk, user.email)
    told: dict[str, Any] = {"format": FORMAT, "made_at": clock.now(), "person": user.pk}
    for part in parts():
        told[part.name] = {
            rows.name: list(rows.of(person).order_by("pk").values("pk", *rows.fields)) for rows in part.rows
        }
    return told
