"""« Ma ville »: what waits for the city acted for, what is new for it, its records, who took them up, what it follows.

Every statement is asked once, whatever the number of records; titles come through the gate or from the index.
"""

from dataclasses import dataclass, field

from cities.viewer import Viewer
from declarations import queries as declarations
from pages.board.news import Happening, TakenUp, happenings, taken_up
from pages.board.records import LONGEST_LIST, OurRecord, our_records
from pages.board.tasks import Task, tasks
from practices import permissions
from practices.models import Claim, Follow, IndexEntry, PracticeState
from practices.models.index import IndexQuerySet
from practices.views.cards import Card, cards

NEWS_SHOWN = 3

__all__ = ["Board", "Happening", "OurRecord", "TakenUp", "Task", "read"]


@dataclass(frozen=True)
class Board:
    """The board, read in a number of statements that does not depend on how much waits."""

    tasks: list[Task] = field(default_factory=list)
    drafts: list[OurRecord] = field(default_factory=list)
    submitted: list[OurRecord] = field(default_factory=list)
    records: list[OurRecord] = field(default_factory=list)
    published: int = 0
    happenings: list[Happening] = field(default_factory=list)
    taken_up: list[TakenUp] = field(default_factory=list)
    followed: list[IndexEntry] = field(default_factory=list)
    news: list[Card] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    lines: list[declarations.Line] = field(default_factory=list)
    may_create: bool = False

    @property
    def adopters(self) -> int:
        """How many cities try or run a practice of ours now."""
        return len({one.city.pk for one in self.taken_up if one.is_active})


def read(viewer: Viewer, city_id: int) -> Board:
    """Return the board of the city acted for."""
    by_city = our_records([viewer])
    ours = by_city.get(city_id, [])
    adoptions = taken_up(viewer, city_id)
    return Board(
        tasks=tasks(viewer, city_id, by_city),
        drafts=[one for one in ours if one.is_draft],
        submitted=[one for one in ours if one.is_submitted],
        records=[one for one in ours if one.practice.state != PracticeState.UNPUBLISHED],
        published=sum(one.practice.state == PracticeState.PUBLISHED for one in ours),
        happenings=happenings(viewer, city_id, adoptions),
        taken_up=adoptions,
        followed=_followed(viewer),
        news=_news(viewer, city_id),
        claims=list(
            Claim.objects.filter(city_id=city_id, handled_at=None).select_related("practice__published", "user")
        ),
        lines=declarations.signatures_of_city(city_id),
        may_create=permissions.can_create(viewer),
    )


def _followed(viewer: Viewer) -> list[IndexEntry]:
    follows = Follow.objects.filter(user=viewer.user_id).values("practice_id")
    return list(_entries(viewer).filter(practice__in=follows)[:LONGEST_LIST])


def _news(viewer: Viewer, city_id: int) -> list[Card]:
    return cards(_entries(viewer).exclude(city_id=city_id)[:NEWS_SHOWN])


def _entries(viewer: Viewer) -> IndexQuerySet:
    rows = IndexEntry.objects.in_scope(viewer.scope).for_cards()
    return rows.order_by("-fresh_at", "-id")
