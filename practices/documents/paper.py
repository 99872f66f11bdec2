"""What a document holds, in plain values: whoever sets it in type reads nothing else."""

from dataclasses import dataclass

from practices.documents.rich import Block
from practices.record.display import direction
from practices.views.figures import Fact


@dataclass(frozen=True)
class Item:
    """A field: its label and its text, or the reason why there is none."""

    key: str
    label: str
    blocks: tuple[Block, ...]
    language: str
    short: bool = False  # beside its label, not below
    letter: str = ""  # of a box of EMMIE
    missing: bool = False


@dataclass(frozen=True)
class Part:
    """A section of the record, with the names of what it does not say."""

    title: str
    items: tuple[Item, ...]
    unknown: str = ""
    reserved: str = ""


@dataclass(frozen=True)
class Notice:
    """What has to be known first: fictitious, to review, stopped."""

    head: str
    rest: str = ""
    blocks: tuple[Block, ...] = ()
    language: str = "fr"  # of the blocks


@dataclass(frozen=True)
class Picture:
    """An image that stands beside the record: the name of its small size in the folder, and its words."""

    name: str
    title: str
    alt: str
    credit: str


@dataclass(frozen=True)
class Paper:
    """A practice as a document says it."""

    language: str
    title: str
    title_language: str
    city: str
    origin: str  # where it comes from, when the city did not write it
    origin_note: str  # when the public sources were read, in the language of the record
    notices: tuple[Notice, ...]  # what changes how the rest is read
    audience: str  # whose copy it is
    version: str
    address: str
    summary: tuple[Block, ...]
    summary_language: str
    facts: tuple[Fact, ...]
    parts: tuple[Part, ...]
    pictures: tuple[Picture, ...] = ()

    @property
    def direction(self) -> str:
        return direction(self.language)
