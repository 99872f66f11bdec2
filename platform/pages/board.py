"""What the board of a city gathers: what waits for it, its records, what it follows."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from declarations import queries as declarations
from declarations.models import Signature
from practices import permissions, record
from practices.models import (
    Claim,
    Comment,
    CommentState,
    Follow,
    IndexEntry,
    Practice,
    PracticeState,
    Revision,
    RevisionState,
)
from practices.models.index import IndexQuerySet
from practices.views.cards import Card, cards

LONGEST_LIST = 50
QUESTIONS_SHOWN = 10
NEWS_SHOWN = 3


@dataclass
class OurRecord:
    """One record of the city: what is read of it, and the revision in progress."""

    practice: Practice
    title: str
    open: Revision | None = None
    sent_back: str = ""  # the reasons of the secretariat, when it asked for changes
    filled: int = 0
    needed: int = 0

    @property
    def is_draft(self) -> bool:
        return self.open is not None and self.open.state == RevisionState.DRAFT

    @property
    def is_submitted(self) -> bool:
        return self.open is not None and self.open.state == RevisionState.SUBMITTED


@dataclass(frozen=True)
class Task:
    """One thing to do: what, why and since when, where."""

    title: str
    reason: str
    since: datetime
    url: str
    button: str


@dataclass(frozen=True)
class Board:
    """The board, read in a number of statements that does not depend on how much waits."""

    tasks: list[Task] = field(default_factory=list)
    drafts: list[OurRecord] = field(default_factory=list)
    submitted: list[OurRecord] = field(default_factory=list)
    records: list[OurRecord] = field(default_factory=list)
    published: int = 0
    followed: list[IndexEntry] = field(default_factory=list)
    news: list[Card] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    lines: list[declarations.Line] = field(default_factory=list)
    may_create: bool = False


def read(viewer: Viewer, city_id: int) -> Board:
    """Return the board of the city acted for."""
    ours = _records(viewer, city_id)
    drafts = [one for one in ours if one.is_draft]
    return Board(
        tasks=[
            *_sent_back(drafts, viewer),
            *_to_sign(viewer),
            *_signatures(viewer, city_id),
            *_questions(viewer, city_id),
        ],
        drafts=drafts,
        submitted=[one for one in ours if one.is_submitted],
        records=[one for one in ours if one.practice.state != PracticeState.UNPUBLISHED],
        published=sum(one.practice.state == PracticeState.PUBLISHED for one in ours),
        followed=_followed(viewer),
        news=_news(viewer, city_id),
        claims=list(
            Claim.objects.filter(city_id=city_id, handled_at=None).select_related("practice__published", "user")
        ),
        lines=declarations.signatures_of_city(city_id),
        may_create=permissions.can_create(viewer),
    )


def _records(viewer: Viewer, city_id: int) -> list[OurRecord]:
    """Return the city's records, newest first: two statements. The city reads all that it wrote."""
    mine = Revision.objects.visible_to(viewer).filter(practice__city_id=city_id)
    last = mine.select_related("practice").order_by("practice_id", "-number").distinct("practice_id")
    found = sorted(last, key=lambda revision: revision.saved_at, reverse=True)[:LONGEST_LIST]
    notes = dict(
        mine.filter(state=RevisionState.CHANGES_REQUESTED, practice__in=[r.practice_id for r in found])
        .order_by("practice_id", "-number")
        .distinct("practice_id")
        .values_list("practice_id", "decision_note")
    )
    return [_record(revision, notes.get(revision.practice_id, "")) for revision in found]


def _record(revision: Revision, note: str) -> OurRecord:
    one = OurRecord(revision.practice, revision.title)
    if revision.state in {RevisionState.DRAFT, RevisionState.SUBMITTED}:
        one.open = revision
        one.filled, one.needed = record.needed_count(revision, "submit")
        one.sent_back = note if revision.number > 1 else ""
    return one


def _sent_back(drafts: list[OurRecord], viewer: Viewer) -> list[Task]:
    """A draft that the secretariat sent back waits for those who write."""
    if not viewer.can_write:
        return []
    return [
        Task(
            title=_("Compléter « %(title)s »") % {"title": one.title},
            reason=_("Demandé par le secrétariat"),
            since=one.open.created_at,
            url=reverse("practices:edit", args=[one.practice.slug]),
            button=_("Compléter"),
        )
        for one in drafts
        if one.sent_back and one.open
    ]


def _to_sign(viewer: Viewer) -> list[Task]:
    """An open declaration waits for the person who signs for the city."""
    return [
        Task(
            title=_("Signer « %(title)s »") % {"title": opened.declaration.name},
            reason=_("Ouverte à la signature"),
            since=opened.at,
            url=reverse("declarations:sign", args=[opened.declaration.slug]),
            button=_("Signer"),
        )
        for opened in declarations.to_sign(viewer)
    ]


def _signatures(viewer: Viewer, city_id: int) -> list[Task]:
    """A signature waits for a second person of the city."""
    waiting: list[Signature] = [one for one in declarations.waiting_for(viewer) if one.city_id == city_id]
    return [
        Task(
            title=_("Confirmer la signature de « %(title)s »") % {"title": one.declaration.name},
            reason=_("Une seconde personne de la ville ou le secrétariat confirme"),
            since=one.event.at,
            url=reverse("declarations:confirm", args=[one.declaration.slug, one.city.slug]),
            button=_("Relire et confirmer"),
        )
        for one in waiting
    ]


def _questions(viewer: Viewer, city_id: int) -> list[Task]:
    """A comment of another city, on one of our records, that we have not answered."""
    answers = Comment.unguarded.filter(parent=OuterRef("pk"), city_id=city_id)
    waiting = (
        Comment.objects.visible_to(viewer)
        .filter(practice__city_id=city_id, parent=None, state=CommentState.VISIBLE)
        .filter(practice__state=PracticeState.PUBLISHED)
        .exclude(city_id=city_id)
        .exclude(Exists(answers))
        .select_related("city", "practice__published")
        .order_by("created_at")[:QUESTIONS_SHOWN]
    )
    return [
        Task(
            title=_("Répondre à %(city)s") % {"city": one.city.name},
            reason=_("Commentaire sur « %(title)s »") % {"title": one.practice.published.title},
            since=one.created_at,
            url=f"{reverse('practices:detail', args=[one.practice.slug])}#comment-{one.pk}",
            button=_("Lire et répondre"),
        )
        for one in waiting
        if one.practice.published
    ]


def _followed(viewer: Viewer) -> list[IndexEntry]:
    follows = Follow.objects.filter(user=viewer.user_id).values("practice_id")
    return list(_entries(viewer).filter(practice__in=follows)[:LONGEST_LIST])


def _news(viewer: Viewer, city_id: int) -> list[Card]:
    return cards(_entries(viewer).exclude(city_id=city_id)[:NEWS_SHOWN])


def _entries(viewer: Viewer) -> IndexQuerySet:
    rows = IndexEntry.objects.in_scope(viewer.scope).for_cards()
    return rows.order_by("-fresh_at", "-id")
