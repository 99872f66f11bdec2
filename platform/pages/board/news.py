"""What is new for the city: who took up its practices, who wrote about them, who named it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import City
from cities.viewer import Viewer
from common import clock
from pages.board.records import LONGEST_LIST, title_of
from practices.models import ACTIVE, Adoption, AdoptionState, Comment, CommentKind, CommentState, Mention, Practice

HAPPENINGS_SHOWN = 6
RECENT = timedelta(days=60)
_DOES = {
    AdoptionState.CONSIDERING: gettext_lazy("envisage de reprendre « %(title)s »"),
    AdoptionState.PILOTING: gettext_lazy("met à l’essai « %(title)s »"),
    AdoptionState.RUNNING: gettext_lazy("a mis en place « %(title)s »"),
    AdoptionState.STOPPED: gettext_lazy("a arrêté « %(title)s »"),
}


@dataclass(frozen=True)
class Happening:
    """One thing that others did: who, what, on which of our records, where to read it."""

    at: datetime
    city: City
    words: str
    url: str


@dataclass(frozen=True)
class TakenUp:
    """A practice of ours on the line of another city."""

    city: City
    practice: Practice
    title: str
    adoption: Adoption

    @property
    def is_active(self) -> bool:
        return self.adoption.state in ACTIVE

    @property
    def words(self) -> str:
        return str(AdoptionState(self.adoption.state).label)


def taken_up(viewer: Viewer, city_id: int) -> list[TakenUp]:
    """Return which cities say that they take up our practices, what changed last first: one statement."""
    rows = Adoption.objects.visible_to(viewer).filter(practice__city_id=city_id)
    found = rows.select_related("city", "practice__published").order_by("-saved_at", "-id")[:LONGEST_LIST]
    return [TakenUp(one.city, one.practice, title_of(one.practice, viewer), one) for one in found]


def happenings(viewer: Viewer, city_id: int, adoptions: list[TakenUp]) -> list[Happening]:
    """Return the latest things that others did, newest first: one statement, and one for the time.

    Questions that wait are not among them: they are things to do.
    """
    since = clock.now() - RECENT
    found = [_adopted(one) for one in adoptions if one.adoption.saved_at >= since]
    found += [_said(one, viewer, city_id) for one in _comments(viewer, city_id, since)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:HAPPENINGS_SHOWN]


def _adopted(one: TakenUp) -> Happening:
    words = str(_DOES[AdoptionState(one.adoption.state)]) % {"title": one.title}
    return Happening(one.adoption.saved_at, one.city, words, reverse("practices:detail", args=[one.practice.slug]))


def _comments(viewer: Viewer, city_id: int, since: datetime) -> list[Comment]:
    named = Mention.objects.filter(city_id=city_id).values("comment_id")
    about_us = Q(practice__city_id=city_id) | Q(pk__in=named)
    waiting = Q(practice__city_id=city_id, kind=CommentKind.QUESTION, answer=None)
    rows = Comment.objects.visible_to(viewer).filter(about_us, state=CommentState.VISIBLE, created_at__gte=since)
    rows = rows.exclude(city_id=city_id).exclude(waiting).select_related("city", "practice__published")
    return list(rows.order_by("-created_at", "-id")[:HAPPENINGS_SHOWN])


def _said(one: Comment, viewer: Viewer, city_id: int) -> Happening:
    sentence = _("a commenté « %(title)s »") if one.practice.city_id == city_id else _("vous nomme sur « %(title)s »")
    return Happening(
        one.created_at,
        one.city,
        sentence % {"title": title_of(one.practice, viewer)},
        f"{reverse('practices:detail', args=[one.practice.slug])}#comment-{one.pk}",
    )
