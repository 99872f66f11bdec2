"""What a few letters need to be written: their readers, their choices and what joined them, asked once for all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from time import monotonic
from typing import Any

from mailing import people
from mailing.models import Letter
from mailing.registry import Kind, Writer

FRESH = 1.0  # seconds after which rights and choices are asked again


class Batch:
    """Read when the letters are about to leave: three statements, however many they are."""

    def __init__(self, letters: Iterable[Letter], lasting: dict[Any, Any] | None = None) -> None:
        self._lasting = {} if lasting is None else lasting
        self.letters, self._read_at = tuple(letters), monotonic()
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
        return monotonic() - self._read_at > FRESH

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
