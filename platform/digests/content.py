"""What is new for one reader between two moments, decided when the letter leaves and through the gate of each room."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from cities.models import City
from cities.viewer import Viewer
from common.audience import Audience
from declarations.models import Declaration, Event, Signature
from declarations.workflow import LineState
from journal import queries
from practices.models import Adoption, AdoptionStep, Comment, CommentState, Follow, IndexEntry, Mute
from practices.models.index import IndexQuerySet

NEW = frozenset({"practice.published", "practice.published_from_sources"})
UPDATED = frozenset({"practice.updated", "practice.updated_from_sources"})
OPENED = "declaration.opened"
SIGNED = frozenset({"declaration.confirmed", "declaration.withdrawn"})
TOLD = (LineState.COUNTED, LineState.WITHDRAWN)  # a line found to be an error is not news


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


@dataclass(frozen=True)
class News:
    """What a reader is told: the questions to their city, then what is new; the practices they follow come first."""

    asked: list[Asked]
    published: list[IndexEntry]
    updated: list[IndexEntry]
    discussed: list[Discussed]
    adopted: list[Adopted]
    declarations: list[Signed]
    followed: frozenset[int]  # practices' ids

    def __bool__(self) -> bool:
        asked = any(one.is_new for one in self.asked)
        return asked or any((self.published, self.updated, self.discussed, self.adopted, self.declarations))


def news(viewer: Viewer, start: datetime, end: datetime) -> News:
    """Return what others did from ``start`` included to ``end`` excluded, as far as this viewer may read it now."""
    followed = frozenset(Follow.objects.filter(user=viewer.user_id or 0).values_list("practice_id", flat=True))
    new, updated = (_acted_on(verbs, viewer, start, end) for verbs in (NEW, UPDATED))
    return News(
        asked=_asked(viewer, start, end),
        published=_published(viewer, new, followed),
        updated=_published(viewer, updated - new, followed),
        discussed=_discussed(viewer, start, end, followed),
        adopted=_adopted(viewer, start, end, followed),
        declarations=_declarations(viewer, start, end),
        followed=followed,
    )


def _acted_on(verbs: frozenset[str], viewer: Viewer, start: datetime, end: datetime) -> set[int]:
    """Return the practices to which somebody else did one of these things."""
    entries = queries.between(verbs, start, end).exclude(actor_id=viewer.user_id)
    return set(entries.values_list("subject_id", flat=True))


def _published(viewer: Viewer, practice_ids: set[int], followed: frozenset[int]) -> list[IndexEntry]:
    entries = _readable(viewer, practice_ids).values()
    latest_first = sorted(entries, key=lambda entry: entry.published_at, reverse=True)
    return sorted(latest_first, key=lambda entry: entry.practice_id not in followed)


def _asked(viewer: Viewer, start: datetime, end: datetime) -> list[Asked]:
    """Return the questions that wait for those who write for the city, the oldest first."""
    if not viewer.can_write:
        return []
    questions = list(
        Comment.objects.visible_to(viewer)
        .unanswered()
        .filter(practice__city=viewer.city_id or 0, created_at__lt=end)
        .select_related("city")
        .order_by("created_at", "id")
    )
    readable = _readable(viewer, {question.practice_id for question in questions})
    return [
        Asked(readable[question.practice_id], question, is_new=question.created_at >= start)
        for question in questions
        if question.practice_id in readable
    ]


def _discussed(viewer: Viewer, start: datetime, end: datetime, followed: frozenset[int]) -> list[Discussed]:
    comments = (
        Comment.objects.visible_to(viewer)
        .filter(state=CommentState.VISIBLE, created_at__gte=start, created_at__lt=end)
        .exclude(author_id=viewer.user_id)
        .select_related("city")
    )
    by_practice: dict[int, list[Comment]] = defaultdict(list)
    for comment in comments:
        by_practice[comment.practice_id].append(comment)
    readable = _readable(viewer, set(by_practice))
    found = [
        Discussed(readable[pk], len(said), tuple(dict.fromkeys(comment.city for comment in said)))
        for pk, said in by_practice.items()
        if pk in readable
    ]
    return sorted(found, key=lambda d: (d.practice.practice_id not in followed, -d.comments))


def _adopted(viewer: Viewer, start: datetime, end: datetime, followed: frozenset[int]) -> list[Adopted]:
    """Return the practices of the reader's city and those they follow that other cities say they take up."""
    concerned = Q(adoption__practice__in=followed)
    if viewer.city_id is not None:
        concerned |= Q(adoption__practice__city=viewer.city_id)
    declared = (
        AdoptionStep.objects.filter(concerned, declared_at__gte=start, declared_at__lt=end)
        .filter(adoption__in=Adoption.objects.visible_to(viewer))
        .exclude(adoption__city=viewer.city_id or 0)
        .select_related("adoption__city")
        .order_by("declared_at", "id")
    )
    last = {step.adoption_id: step for step in declared}
    by_practice: dict[int, list[AdoptionStep]] = defaultdict(list)
    for step in last.values():
        by_practice[step.adoption.practice_id].append(step)
    readable = _readable(viewer, set(by_practice))
    return [Adopted(readable[pk], tuple(steps)) for pk, steps in by_practice.items() if pk in readable]


def _readable(viewer: Viewer, practice_ids: set[int]) -> dict[int, IndexEntry]:
    """Return the practices that this viewer reads, but those about which they refuse letters."""
    entries: IndexQuerySet = IndexEntry.objects.visible_to(viewer).filter(practice_id__in=practice_ids)
    refused = Mute.objects.filter(user=viewer.user_id or 0).values("practice_id")
    found = entries.exclude(practice_id__in=refused).select_related("city")
    return {entry.practice_id: entry for entry in found.defer("vector")}


def _declarations(viewer: Viewer, start: datetime, end: datetime) -> list[Signed]:
    """Openings, confirmed signatures and withdrawals; a signature that waits for its confirmation is not news yet."""
    entries = queries.between({OPENED, *SIGNED}, start, end).exclude(actor_id=viewer.user_id)
    opened, signatures = set[int](), set[int]()
    for entry in entries.filter(audience=Audience.PUBLIC):
        if entry.verb == OPENED:
            opened.add(entry.subject_id)
        else:
            signatures.add(entry.data["signature"])
    lines: dict[int, list[Signature]] = defaultdict(list)
    for line in Signature.objects.filter(pk__in=signatures, state__in=TOLD).select_related("city"):
        lines[line.declaration_id].append(line)
    declarations = Declaration.objects.visible_to(viewer).filter(pk__in=opened | set(lines))
    return [_signed(found, found.pk in opened, lines[found.pk]) for found in declarations]


def _signed(declaration: Declaration, opened: bool, lines: list[Signature]) -> Signed:
    return Signed(
        declaration,
        opened=opened,
        signed=tuple(line.city for line in lines if line.state == LineState.COUNTED),
        withdrawn=tuple(line.city for line in lines if line.state == LineState.WITHDRAWN),
        head=declaration.events.latest("sequence"),
    )
