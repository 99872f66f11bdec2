"""What a letter says, in parts: one source for its text and its HTML."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Action:
    """One link that the letter invites to follow; ``url`` is absolute."""

    label: str
    url: str


@dataclass(frozen=True)
class Item:
    """One line of a list: a title that links, a sentence, and why it is there."""

    title: str
    url: str = ""
    text: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Part:
    """A titled list of items."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Message:
    """A letter in its reader's language. ``subject`` says nothing restricted; ``quote`` is what a person wrote."""

    subject: str
    paragraphs: tuple[str, ...]
    choice: str = ""  # what the reader chose to be told; where they may change it follows
    quote: str = ""
    parts: tuple[Part, ...] = field(default_factory=tuple)
    action: Action | None = None
    closing: tuple[str, ...] = ()
    written_in: str = ""  # the language of the paragraphs, where it is not the reader's
    reply_to: str = ""  # where an answer to this letter is taken; nothing: it cannot be answered
    reply_words: str = ""  # what becomes of an answer
    thread: str = ""  # which conversation an answer would join
