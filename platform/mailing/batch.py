"""What a few letters need to be written: their readers, their choices and what joined them, asked once for all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from time import monotonic
from typing import Any

from mailing import people
from mailing.models import Letter
from mailing.registry import Kind, Writer

FRESH = 1.0  # seconds after which rights, choices and contents are asked again


class Lasting(dict[Any, Any]):
    """What many readers share, kept from one batch to the next: for a second, and then forgotten."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = monotonic()

    @property
    def age(self) -> float:
        """How many seconds ago the oldest of it may have been read."""
        return monotonic() - self._begun

    def forget(self) -> None:
        """Begin again."""
        self.clear()
        self._begun = monotonic()


class Batch:
    """Read when the letters are about to leave: three statements, however many they are."""

    def __init__(self, letters: Iterable[Letter], lasting: Lasting | None = None) -> None:
        self._lasting = Lasting() if lasting is None else lasting
        if self._lasting.age > FRESH / 2:  # a batch that begins has half a second at least
            self._lasting.forget()
        self.letters = tuple(letters)
        ids = {letter.recipient_id for letter in self.letters if letter.recipient_id is not None}
        self._users: Mapping[int, Any] = people.persons(ids) if ids else {}
        self._choices = people.choices_of(ids) if ids else {}
        self._writers: dict[str, Writer] = {}
        self._joined: dict[int, list[Letter]] = defaultdict(list)
        leaders = [letter.pk for letter in self.letters if letter.group]
        for event in Letter.objects.filter(joined_to__in=leaders, held_at=None).order_by("pk") if leaders else ():
            self._joined[event.joined_to_id or 0].append(event)

    @property
    def is_old(self) -> bool:
        """Whether somebody may have changed their mind, or lost a right, since it was read."""
        return self._lasting.age > FRESH

    def writer(self, known: Kind) -> Writer:
        """Return what writes letters of a kind: for all of this batch at once, where the kind can."""
        if known.for_many is None:
            return known.write
        if known.name not in self._writers:
            mine = [letter for letter in self.letters if letter.kind == known.name]
            wanted = [(people.reader_of(user), letter.data) for letter in mine if (user := self.person(letter))]
            self._writers[known.name] = known.for_many(wanted, self._lasting)
        return self._writers[known.name]

    def person(self, letter: Letter) -> Any | None:
        """Return the person a letter goes to, when the account is open."""
        return self._users.get(letter.recipient_id or 0)

    def choices(self, letter: Letter) -> people.Choices:
        """Return what that person chose."""
        return self._choices.get(letter.recipient_id or 0, {})

    def events(self, letter: Letter) -> tuple[Letter, ...]:
        """Return what one letter has to say: its own event, then those that joined it."""
        return (letter, *self._joined[letter.pk])
