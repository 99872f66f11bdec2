"""Letters by kind. Each room registers its own in mails.py; the outbox calls them at the moment of sending."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from common.errors import Sentence
from mailing.message import Message
from mailing.topics import GENERAL, TOPICS


@dataclass(frozen=True)
class Reader:
    """To whom a letter goes. ``user_id`` is None when only an address is known."""

    user_id: int | None
    address: str
    language: str
    time_zone: str


# Called when the letter is about to leave; None means that the reader may no longer read it: the letter is dropped
Writer = Callable[[Reader, Mapping[str, Any]], Message | None]
# The same letter as somebody of the desk may read it: that person, whose letter it was, its data
Reread = Callable[[int, int, Mapping[str, Any]], Message | None]


# Called with the readers of a few letters about to leave, and a place that lasts for the batches of one second; returns
# what writes each: what they share is asked once
ForMany = Callable[[Sequence[tuple[Reader, Mapping[str, Any]]], dict[Any, Any]], Writer]


@dataclass(frozen=True)
class Kind:
    name: str
    label: Sentence  # as the secretariat reads it on the desk
    write: Writer
    optional: bool  # optional letters carry a one-click unsubscription and obey the reader's choice
    topic: str = GENERAL  # the line of the reader's choices that an optional letter obeys: topics.TOPICS, or the digest
    reread: Reread | None = None  # for a letter that says other things to each reader
    for_many: ForMany | None = None


_kinds: dict[str, Kind] = {}
_labels: dict[str, Sentence] = {}


def letter(
    name: str,
    label: Sentence,
    *,
    optional: bool = True,
    topic: str = GENERAL,
    reread: Reread | None = None,
    for_many: ForMany | None = None,
) -> Callable[[Writer], Writer]:
    """Register the function that writes letters of this kind, in the reader's active language."""

    def register(write: Writer) -> Writer:
        if name in _kinds:
            raise RuntimeError(f"two letters are called {name}")
        _kinds[name] = Kind(name, label, write, optional, topic, reread, for_many)
        written_apart({name: label})
        return write

    return register


def written_apart(named: Mapping[str, Sentence]) -> None:
    """Name the kinds of letters that are queued with their words, because these hold a secret link."""
    _labels.update(named)


def labels() -> Mapping[str, Sentence]:
    """Return the name of each kind of letters, as the secretariat reads it."""
    return _labels


def label(name: str) -> str:
    """Return the name of a kind; a letter of the past may be of a kind that is no more."""
    return str(_labels.get(name, name))


def kind(name: str) -> Kind:
    """Return a registered kind; KeyError when nobody registered it."""
    return _kinds[name]


def gathers(name: str) -> bool:
    """Say whether letters of this kind wait a few minutes for what else happens to the same record."""
    found = _kinds.get(name)
    return found is not None and found.optional and found.topic in TOPICS and TOPICS[found.topic].gathers


def kinds() -> tuple[Kind, ...]:
    """Return every registered kind."""
    return tuple(_kinds.values())
