"""What happened between two moments, as any member reads it now: asked once, however many readers are told of it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from cities.models import City
from cities.viewer import ANY_MEMBER
from common.audience import Audience
from declarations.models import Declaration, Event, Signature
from declarations.workflow import LineState
from journal import queries
from mailing.message import Item
from practices.models import Adoption, AdoptionStep, Comment, CommentState, IndexEntry

NEW = frozenset({"practice.published", "practice.published_from_sources"})
UPDATED = frozenset({"practice.updated", "practice.updated_from_sources"})
OPENED = "declaration.opened"
SIGNED = frozenset({"declaration.confirmed", "declaration.withdrawn"})
TOLD = (LineState.COUNTED, LineState.WITHDRAWN)  # a line found to be an error is not news
_TOLD_OF_A_RECORD = (
    "practice_id",
    "slug",
    "title",
    "summary",
    "origin",
    "illustrative",
    "published_at",
    "country",
    "city_slug",
    "practice_domains",
    "themes",
    "target_groups",
    "adopters",
    "city__slug",
    "city__country",
    "city__name_fr",
    "city__name_en",
    "city__name_ar",
)


@dataclass(frozen=True)
class Act:
    """One line of the journal: who did something to what."""

    subject_id: int
    actor_id: int | None
    at: datetime


@dataclass
class Words:
    """What was put in words for one reader, and serves the next ones."""

    items: dict[tuple[Any, ...], Item] = field(default_factory=dict)
    comments: dict[tuple[Any, ...], str] = field(default_factory=dict)


class Window:
    """From ``start`` included to ``end`` excluded. Everything passes the gate of a member of no city in particular."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self.start, self.end = start, end
        self.words = Words()

    @cached_property
    def acts(self) -> dict[frozenset[str], list[Act]]:
        """What was published and what was updated."""
        found: dict[frozenset[str], list[Act]] = {NEW: [], UPDATED: []}
        for entry in queries.between(NEW | UPDATED, self.start, self.end).only("verb", "subject_id", "actor_id", "at"):
            act = Act(entry.subject_id, entry.actor_id, entry.at)
            found[NEW if entry.verb in NEW else UPDATED].append(act)
        return found

    @cached_property
    def comments(self) -> list[Comment]:
        """What was said and still stands."""
        rows = Comment.objects.visible_to(ANY_MEMBER).filter(state=CommentState.VISIBLE)
        return list(rows.filter(created_at__gte=self.start, created_at__lt=self.end).select_related("city"))

    @cached_property
    def questions(self) -> dict[int, list[Comment]]:
        """The questions that wait, the oldest first, by the city that is asked."""
        rows = Comment.objects.visible_to(ANY_MEMBER).unanswered().filter(created_at__lt=self.end)
        found: dict[int, list[Comment]] = defaultdict(list)
        for question in rows.select_related("city", "practice").order_by("created_at", "id"):
            found[question.practice.city_id].append(question)
        return found

    @cached_property
    def steps(self) -> dict[int, list[AdoptionStep]]:
        """Where each city that takes a practice up says it is: its last step, by practice."""
        declared = (
            AdoptionStep.objects.filter(declared_at__gte=self.start, declared_at__lt=self.end)
            .filter(adoption__in=Adoption.objects.visible_to(ANY_MEMBER))
            .select_related("adoption__city")
            .order_by("declared_at", "id")
        )
        found: dict[int, list[AdoptionStep]] = defaultdict(list)
        for step in {step.adoption_id: step for step in declared}.values():
            found[step.adoption.practice_id].append(step)
        return found

    @cached_property
    def entries(self) -> dict[int, IndexEntry]:
        """Every practice that something is told of, as members read it."""
        ids = {act.subject_id for acts in self.acts.values() for act in acts}
        ids |= {comment.practice_id for comment in self.comments} | set(self.steps)
        ids |= {question.practice_id for questions in self.questions.values() for question in questions}
        rows = IndexEntry.objects.in_scope(Audience.MEMBERS).filter(practice_id__in=ids)
        return {entry.practice_id: entry for entry in rows.select_related("city").only(*_TOLD_OF_A_RECORD)}

    @cached_property
    def countries_of_adopters(self) -> dict[int, frozenset[str]]:
        """The countries of the cities that took each practice up."""
        slugs = {pk: [one.partition(":")[2] for one in entry.adopters] for pk, entry in self.entries.items()}
        named = {slug for many in slugs.values() for slug in many}
        countries = dict(City.objects.filter(slug__in=named).values_list("slug", "country")) if named else {}
        return {pk: frozenset(str(countries.get(slug, "")) for slug in many) - {""} for pk, many in slugs.items()}

    @cached_property
    def openings(self) -> list[Act]:
        """Declarations opened to signature."""
        return self._acts_on_declarations[0]

    @cached_property
    def signings(self) -> list[Act]:
        """Signatures confirmed or withdrawn; the subject is the signature."""
        return self._acts_on_declarations[1]

    @cached_property
    def _acts_on_declarations(self) -> tuple[list[Act], list[Act]]:
        opened, signed = list[Act](), list[Act]()
        for entry in queries.between({OPENED, *SIGNED}, self.start, self.end).filter(audience=Audience.PUBLIC):
            if entry.verb == OPENED:
                opened.append(Act(entry.subject_id, entry.actor_id, entry.at))
            else:
                signed.append(Act(entry.data["signature"], entry.actor_id, entry.at))
        return opened, signed

    @cached_property
    def lines(self) -> dict[int, Signature]:
        """The signatures of ``signings`` that stand or were withdrawn."""
        ids = {act.subject_id for act in self.signings}
        rows = Signature.objects.filter(pk__in=ids, state__in=TOLD).select_related("city", "event") if ids else ()
        return {line.pk: line for line in rows}

    @cached_property
    def declarations(self) -> dict[int, Declaration]:
        """The declarations told of, as anybody reads them."""
        ids = {act.subject_id for act in self.openings} | {line.declaration_id for line in self.lines.values()}
        return Declaration.objects.visible_to(ANY_MEMBER).in_bulk(ids) if ids else {}

    @cached_property
    def heads(self) -> dict[int, Event]:
        """The last event of each ledger told of."""
        last = Event.objects.filter(declaration_id__in=self.declarations).order_by("declaration_id", "-sequence")
        return {event.declaration_id: event for event in last.distinct("declaration_id")} if self.declarations else {}
