"""The page of a practice, put together from what the gate gives: boxes, the line of cities, sources, what is locked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language

from cities.viewer import Viewer
from common import links
from common.audience import Audience
from practices import lineage, permissions, record, vocabulary
from practices.lineage import Lineage
from practices.models import Origin, Practice, Revision
from practices.record import Column, FieldView, Kind, RecordView
from practices.record.display import partial_date, spoken_in
from practices.record.reading import as_published
from practices.views import meanings
from practices.views.cards import joined, short_level, status_words, taken_up
from practices.views.figures import Fact, facts

_EMMIE = (("E", "effect"), ("M", "mechanism"), ("M", "moderators"), ("I", "implementation"), ("E", "economic_note"))
_FOR_MEMBERS = ("adverse_effects", "information_sharing", "referral_pathway", "offer_to_peers", "request_to_peers")
_GUARANTEES = ("participation", "information_sharing", "referral_pathway")
_TRANSFER = ("transferability", "sustainability")
FIRST_WORDS = 60  # of what did not work, in the summary
_SAID_ELSEWHERE = {"title", "url", "accessed", "visibility"}


@dataclass(frozen=True)
class Box:
    """A box of EMMIE; its letter stands before the title."""

    letter: str
    shown: FieldView

    @property
    def title(self) -> str:
        return str(self.shown.label).partition(" (")[0]


@dataclass(frozen=True)
class Level:
    """The evidence level reached, what it means, and what the next one would need; all empty when unknown."""

    rank: str = ""
    words: str = ""
    means: str = ""
    next: str = ""
    next_rank: str = ""


@dataclass(frozen=True)
class Sheet:
    """What the templates of a practice read: nothing else of it reaches them. ``sheet.summary`` is the field's view."""

    practice: Practice
    record: RecordView
    texts: SafeString  # the attributes of rows, which stay in the language of the record; a text has its own: .spoken
    viewer: Viewer

    def __getitem__(self, key: str) -> FieldView:
        return self.record.fields[key]

    @cached_property
    def is_public(self) -> bool:
        return self.record.audience == Audience.PUBLIC

    @property
    def address(self) -> str:
        """The one address of the present page, for machines that meet it under others."""
        return links.page("practices:detail", self.practice.slug)

    @property
    def permanent_address(self) -> str:
        """The address of this very version, for whoever cites it."""
        return links.page("practices:version", self.practice.slug, self.record.number)

    @cached_property
    def is_to_review(self) -> bool:
        return self.practice.is_to_review()

    @cached_property
    def about(self) -> str:
        """What may be said of the record to anybody, in the page's description: its summary when it is public."""
        summary = self["summary"]
        return summary.text if summary.audience == Audience.PUBLIC else ""

    @cached_property
    def levels(self) -> str:
        return joined(short_level(slug) for slug in self["prevention_levels"].value)

    @cached_property
    def status(self) -> str:
        return status_words(self["programme_status"].value)

    @cached_property
    def status_means(self) -> str:
        return meanings.of_status(self["programme_status"].value)

    @cached_property
    def has_stopped(self) -> bool:
        """Before its term: why it stopped is said first."""
        return self["programme_status"].value in meanings.STOPPED

    @cached_property
    def reasons(self) -> str:
        """The first words of what did not work, for the summary of a practice that stopped."""
        return Truncator(self["obstacles"].text).words(FIRST_WORDS)

    @property
    def scale(self) -> tuple[Promise, ...]:
        """What each level of evidence means, from 0."""
        return meanings.EVIDENCE

    @cached_property
    def public(self) -> str:
        return self._terms("target_groups")

    @cached_property
    def how(self) -> str:
        return self._terms("methods")

    @cached_property
    def evaluations(self) -> str:
        words = self._terms("evaluation_types")
        return words[:1].lower() + words[1:]

    def _terms(self, key: str) -> str:
        shown = self[key]
        return joined(vocabulary.label(shown.field.vocabulary, slug) for slug in shown.value)

    @cached_property
    def facts(self) -> list[Fact]:
        return facts(self.record)

    @cached_property
    def boxes(self) -> list[Box]:
        return [Box(letter, self[key]) for letter, key in _EMMIE]

    @cached_property
    def lineage(self) -> Lineage:
        return lineage.of_practice(self.practice, self.record, self.viewer)

    @cached_property
    def can_ask(self) -> bool:
        """The viewer may ask this city for an exchange about the practice, and somebody is there to answer."""
        return self.practice.is_readable and permissions.can_ask_exchange(self.viewer, self.practice.city_id)

    @cached_property
    def taken_up(self) -> str:
        return taken_up(self.lineage.adopted, self.lineage.reported)

    @cached_property
    def level(self) -> Level:
        return _level(self["evidence_level"])

    @cached_property
    def also_locked(self) -> list[FieldView]:
        """What member cities read too: named whether something is written or not."""
        return [self[key] for key in _FOR_MEMBERS if self[key].locked and self[key].audience == Audience.MEMBERS]

    @cached_property
    def more_guarantees(self) -> list[FieldView]:
        return self._known(_GUARANTEES)

    @cached_property
    def steering(self) -> list[FieldView]:
        return self._known(("governance", "staff_profiles"))

    @cached_property
    def transfer(self) -> list[FieldView]:
        return self._known(_TRANSFER)

    def _known(self, keys: Iterable[str]) -> list[FieldView]:
        return [self[key] for key in keys if self[key].is_known]

    @cached_property
    def partner_rows(self) -> list[dict[str, str]]:
        return [
            {
                "name": str(row.get("name", "")),
                "role": str(row.get("role", "")),
                "role_spoken": self["partners"].spoken_cell(row.get("role", "")),
                "type": vocabulary.label("partner_type", row["partner_type"]) if row.get("partner_type") else "",
            }
            for row in self["partners"].value
        ]

    @cached_property
    def indicator_rows(self) -> list[dict[str, Any]]:
        """The rows, with the attributes of the two texts that the page shows of each."""
        shown = self["indicators"]
        return [
            {
                **row,
                "name_spoken": shown.spoken_cell(row["name"]),
                "unit_spoken": shown.spoken_cell(row.get("unit", "")),
            }
            for row in shown.value
        ]

    @cached_property
    def source_rows(self) -> list[dict[str, str]]:
        return _documents(self["sources"])

    @cached_property
    def document_rows(self) -> list[dict[str, str]]:
        return _documents(self["evaluation_documents"])

    @cached_property
    def deliverable_rows(self) -> list[dict[str, str]]:
        return _documents(self["deliverables"])

    @cached_property
    def initiative_rows(self) -> list[dict[str, str]]:
        return _documents(self["linked_initiatives"])

    @cached_property
    def contact(self) -> dict[str, str]:
        """The public contact, every part present."""
        return {key: str(self["public_contact"].value.get(key, "")) for key in ("service", "email", "web_page")}


def sheet(practice: Practice, revision: Revision, viewer: Viewer) -> Sheet:
    """Return the page of a revision as one viewer reads it, in the active language where it is translated."""
    shown = record.view(revision, viewer, get_language())
    return Sheet(practice, shown, spoken_in(revision.language), viewer)


def as_if_published(revision: Revision, viewer: Viewer) -> Sheet:
    """Return the page that this draft would be, through the same gate; nothing is saved."""
    drafted = as_published(revision)
    drafted.practice.origin = Origin.CITY  # what a city submits is its own: the banner of public sources leaves
    return sheet(drafted.practice, drafted, viewer)


def _level(shown: FieldView) -> Level:
    term = vocabulary.term("evidence_level", shown.value) if shown.is_known else None
    if term is None:
        return Level()
    language = get_language() or "fr"
    rank = int(term.extra.get("rank", 0))
    after = meanings.of_evidence(rank + 1)
    return Level(
        rank=str(rank),
        words=term.label(language).partition(" – ")[2] or term.label(language),
        means=meanings.of_evidence(rank),
        next=after,
        next_rank=str(rank + 1) if after else "",
    )


def _documents(shown: FieldView) -> list[dict[str, str]]:
    """Return the title, the address and the rest in words of each row."""
    return [
        {
            "title": str(row.get("title", "")),
            "spoken": shown.spoken_cell(row.get("title", "")),
            "url": str(row.get("url", "")),
            "about": ", ".join(
                words
                for column in shown.field.columns
                if column.key not in _SAID_ELSEWHERE and (words := _words(column, row))
            ),
        }
        for row in shown.value
    ]


def _words(column: Column, row: Mapping[str, Any]) -> str:
    value = row.get(column.key)
    if not value:
        return ""
    if column.kind in {Kind.PARTIAL_DATE, Kind.PERIOD, Kind.DATE}:
        return " – ".join(partial_date(part) for part in str(value).split("/"))
    if column.kind == Kind.TERM:
        return vocabulary.label(column.vocabulary, str(value))
    return str(dict(column.choices).get(str(value), value))
