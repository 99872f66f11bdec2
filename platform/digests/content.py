"""What is new for one reader between two moments, decided when the letter leaves and through the gate of each room."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import translation

from cities.models import City
from cities.viewer import Viewer
from cities.waiting import Waiting
from declarations.models import Declaration, Event, Signature
from declarations.workflow import LineState
from digests import readers
from digests.readers import About
from digests.usefulness import Reason, reason_for
from digests.window import NEW, UPDATED, Act, Window, Words
from mailing.message import Message
from mailing.models import Letter
from mailing.registry import Reader, kind
from practices.models import AdoptionStep, Comment, IndexEntry


@dataclass(frozen=True)
class Discussed:
    """A practice and what other people said about it."""

    practice: IndexEntry
    comments: int
    cities: tuple[City, ...]


@dataclass(frozen=True)
class Adopted:
    """A practice of the reader's city, or one they follow, and where each city that takes it up says it is."""

    practice: IndexEntry
    steps: tuple[AdoptionStep, ...]  # the last of each city


@dataclass(frozen=True)
class Asked:
    """A question to the reader's city that has no answer yet."""

    practice: IndexEntry
    question: Comment
    is_new: bool  # asked in these days; an older one is said again, but makes no letter by itself


@dataclass(frozen=True)
class Signed:
    """A declaration, what cities did with it, and the head of its ledger."""

    declaration: Declaration
    opened: bool
    signed: tuple[City, ...]
    withdrawn: tuple[City, ...]
    head: Event
    reserved: frozenset[int] = frozenset()  # cities that declared something beside their signature


@dataclass(frozen=True)
class Held:
    """A letter that its reader asked to find here, as it would read now."""

    letter_id: int
    topic: str
    message: Message


@dataclass(frozen=True)
class News:
    """What a reader is told: what waits, the questions to their city, then what is new, the most useful first."""

    asked: list[Asked]
    published: list[IndexEntry]
    updated: list[IndexEntry]
    discussed: list[Discussed]
    adopted: list[Adopted]
    declarations: list[Signed]
    followed: frozenset[int]  # practices' ids
    held: list[Held] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)  # said first, but makes no letter by itself
    reasons: dict[int, Reason] = field(default_factory=dict)  # by practice
    words: Words = field(default_factory=Words)
    is_of_all: bool = False  # the reader chose no subject: practices are told that nothing else brings here

    def __bool__(self) -> bool:
        asked = any(one.is_new for one in self.asked)
        return asked or any((self.held, self.published, self.updated, self.discussed, self.adopted, self.declarations))


def news(viewer: Viewer, start: datetime, end: datetime, *, again: bool = False) -> News:
    """Return what others did from ``start`` included to ``end`` excluded, as far as this viewer may read it now.

    ``again``: as a letter told it, whatever its reader has opened or chosen since.
    """
    country = City.objects.filter(pk=viewer.city_id or 0).values_list("country", flat=True).first() or ""
    reader = readers.about({viewer.user_id or 0: (viewer, str(country))}, start, end)[viewer.user_id or 0]
    if again:
        reader = replace(reader, read={}, told=frozenset(), again=True)
    return news_for(reader, Window(start, end))


def news_for(reader: About, window: Window) -> News:
    """The same, of what was asked for many readers at once."""
    reasons = {pk: reason for pk, entry in window.entries.items() if (reason := reason_for(entry, reader, window))}
    new, updated = (_unread(window.acts[verbs], reader) for verbs in (NEW, UPDATED))
    return News(
        asked=_asked(reader, window),
        published=_ordered(new & reasons.keys(), window, reasons),
        updated=_ordered((updated - new) & reasons.keys(), window, reasons),
        discussed=_discussed(reader, window, reasons),
        adopted=_adopted(reader, window, reasons),
        declarations=[] if reader.leaves_out("declarations") else _declarations(reader, window),
        followed=reader.followed,
        held=_held(reader, window),
        reasons=reasons,
        words=window.words,
        is_of_all=not (reader.chooses or reader.again),
    )


def _unread(acts: Iterable[Act], reader: About) -> set[int]:
    """Return the practices to which somebody else did one of these things since the reader opened them."""
    return {
        act.subject_id
        for act in acts
        if (act.actor_id is None or act.actor_id != reader.viewer.user_id)
        and not (act.subject_id in reader.read and reader.read[act.subject_id] > act.at)
    }


def _ordered(ids: Iterable[int], window: Window, reasons: dict[int, Reason]) -> list[IndexEntry]:
    """The most useful first, then the latest."""
    latest_first = sorted((window.entries[pk] for pk in ids), key=lambda entry: entry.published_at, reverse=True)
    return sorted(latest_first, key=lambda entry: -reasons[entry.practice_id].weight)


def _asked(reader: About, window: Window) -> list[Asked]:
    """Return the questions that wait for those who write for the city, the oldest first."""
    if not reader.viewer.can_write or reader.leaves_out("questions"):
        return []
    return [
        Asked(window.entries[question.practice_id], question, is_new=question.created_at >= window.start)
        for question in window.questions.get(reader.viewer.city_id or 0, ())
        if question.practice_id in window.entries and question.practice_id not in reader.muted
    ]


def _discussed(reader: About, window: Window, reasons: dict[int, Reason]) -> list[Discussed]:
    by_practice: dict[int, list[Comment]] = defaultdict(list)
    for comment in window.comments:
        opened = reader.read.get(comment.practice_id)
        is_known = ("comment", comment.pk) in reader.told or (opened is not None and opened > comment.created_at)
        if not is_known and comment.author_id != reader.viewer.user_id:
            by_practice[comment.practice_id].append(comment)
    found = [
        Discussed(window.entries[pk], len(said), tuple(dict.fromkeys(comment.city for comment in said)))
        for pk, said in by_practice.items()
        if pk in reasons
    ]
    return sorted(found, key=lambda one: (-reasons[one.practice.practice_id].weight, -one.comments))


def _declarations(reader: About, window: Window) -> list[Signed]:
    """Openings, confirmed signatures and withdrawals; a signature that waits for its confirmation is not news yet."""
    me = reader.viewer.user_id
    opened = {act.subject_id for act in window.openings if act.actor_id is None or act.actor_id != me}
    lines: dict[int, list[Signature]] = defaultdict(list)
    for pk in {act.subject_id: None for act in window.signings if act.actor_id is None or act.actor_id != me}:
        line = window.lines.get(pk)
        if line is not None:
            lines[line.declaration_id].append(line)
    return [
        _signed(found, lines[found.pk], window.heads[found.pk], opened=found.pk in opened)
        for found in window.declarations.values()
        if (found.pk in opened or found.pk in lines) and found.pk in window.heads
    ]


def _signed(declaration: Declaration, lines: list[Signature], head: Event, *, opened: bool) -> Signed:
    return Signed(
        declaration,
        opened=opened,
        signed=tuple(line.city for line in lines if line.state == LineState.COUNTED),
        withdrawn=tuple(line.city for line in lines if line.state == LineState.WITHDRAWN),
        head=head,
        reserved=frozenset(line.city_id for line in lines if line.event.statement),
    )


def _adopted(reader: About, window: Window, reasons: dict[int, Reason]) -> list[Adopted]:
    """Return the practices of the reader's city and those they follow that other cities say they take up."""
    ours = reader.viewer.city_id
    found = []
    for pk, steps in window.steps.items():
        entry = window.entries.get(pk)
        if pk not in reasons or entry is None or not (pk in reader.followed or entry.city_id == ours):
            continue
        told = [
            step
            for step in steps
            if step.adoption.city_id != ours and ("adoption", step.adoption_id) not in reader.told
        ]
        if told:
            found.append(Adopted(entry, tuple(told)))
    return found


def _held(reader: About, window: Window) -> list[Held]:
    """Return what the reader asked to find here."""
    mine = (one for one in reader.held if one.held_at is not None and window.start <= one.held_at < window.end)
    return list(still_said(reader.viewer, mine))


def still_said(viewer: Viewer, letters: Iterable[Letter]) -> Iterator[Held]:
    """Yield what letters left to the digest say, written by the room that queued them, with the rights of now."""
    me = Reader(viewer.user_id, "", translation.get_language() or "fr", "")
    for letter in letters:
        known = kind(letter.kind)
        message = known.write(me, letter.data)
        if message is not None:
            yield Held(letter.pk, known.topic, message)
