"""What a field of the record is: its kind, its limits, who reads it by default, and when it is needed."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from common.audience import Audience

Words = str | Promise
Choices = tuple[tuple[str, Words], ...]


class Kind(StrEnum):
    """The kinds of values. The form, the checks, the page and the search text each read this."""

    LINE = "line"  # one line of text
    TEXT = "text"  # plain text with line breaks
    RICH = "rich"  # text with light marks (Markdown without HTML)
    LINES = "lines"  # a list of short texts
    TERM = "term"  # one term of a vocabulary
    TERMS = "terms"  # several, in order
    CHOICE = "choice"  # one of ``choices``
    CHOICES = "choices"  # several of ``choices``
    CITY = "city"  # a city, by its slug
    CITIES = "cities"  # several: stored by id, shown and exchanged by slug
    PARTIAL_DATE = "partial_date"  # YYYY, YYYY-MM or YYYY-MM-DD
    PERIOD = "period"  # a partial date, or two with a slash
    DATE = "date"
    YEAR = "year"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    LANGUAGE = "language"
    URL = "url"
    EMAIL = "email"
    PHONE = "phone"
    ROWS = "rows"  # repeated groups of ``columns``
    GROUP = "group"  # one group of ``columns``


class Needed(StrEnum):
    """When a field must be filled."""

    NO = "no"
    SUBMIT = "submit"
    PUBLISH = "publish"
    WITH_BUDGET = "with_budget"  # before publishing, once an amount is given
    AUTOMATIC = "automatic"  # the platform fills it


@dataclass(frozen=True)
class Section:
    """A section of the record: one screen of the form, one part of the page."""

    key: str  # "A" to "I"
    slug: str  # in addresses
    title: Words


@dataclass(frozen=True)
class Column:
    """One value inside a row or a group."""

    key: str
    label: Words
    kind: Kind = Kind.LINE
    required: bool = False
    vocabulary: str = ""
    choices: Choices = ()
    max_length: int = 200
    minimum: int | None = None
    maximum: int | None = None
    own: bool = False  # read by the city and the secretariat alone, whoever reads the field


@dataclass(frozen=True)
class Field:
    """One field of the record, declared once."""

    key: str
    kind: Kind
    label: Words
    help: Words
    needed: Needed = Needed.NO
    audience: Audience = Audience.PUBLIC  # by default
    widest: Audience = Audience.PUBLIC  # the widest that may be given
    vocabulary: str = ""
    choices: Choices = ()
    max_length: int | None = None  # of each text
    min_items: int = 0
    max_items: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    unit: Words = ""
    counts: str = ""  # the name of its unit in ``units``, where its words change with the number
    columns: tuple[Column, ...] = ()
    example: Words = ""  # of what to write, where the help alone leaves one before a blank page
    weight: str = ""  # in the search text: A, B, C, D, or nothing
    added: bool = False  # not among the 76 of the domain's record: needed by sources or by audiences
    editable: bool = True  # a person fills it in the form
    section: str = ""  # set when the sections are put together

    @property
    def attribute(self) -> str:
        """The name of the column: the key, but for two whose name says more on a revision."""
        return {"record_language": "language", "visibility": "audience"}.get(self.key, self.key)

    @property
    def on_practice(self) -> bool:
        """Belongs to the identity, not to one revision."""
        return self.key in {"city", "slug", "state", "last_confirmed_on", "confidence"}
