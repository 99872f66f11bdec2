"""To whom an announcement goes, and how far it has gone."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from announcements.models import Addressee, Announcement
from cities.models import Membership
from mailing.models import WAITING, State

STOPPED = "stopped by the secretariat"  # what the outbox keeps as the last answer of a letter that was stopped


def recipients(announcement: Announcement) -> QuerySet[User]:
    """Return the people with an open account who hold a wanted role in a wanted city, as things are now."""
    held = Membership.objects.current()
    if announcement.roles:
        held = held.filter(role__in=announcement.roles)
    if announcement.countries or announcement.cities:
        held = held.filter(Q(city__country__in=announcement.countries) | Q(city__slug__in=announcement.cities))
    return User.objects.filter(is_active=True, pk__in=held.values("user_id"))


@dataclass(frozen=True)
class Progress:
    """How many letters of an announcement are where. The outbox says it: nothing in a letter reports back."""

    sent: int
    waiting: int
    failed: int
    stopped: int
    left_out: int  # their reader left, refused these letters, or finds them in the digest

    @property
    def total(self) -> int:
        return self.sent + self.waiting + self.failed + self.stopped + self.left_out


def progress(announcement: Announcement) -> Progress:
    """Count the letters of an announcement, in one statement."""
    under_way = Q(letter__state__in=(*WAITING, State.SENDING))
    stopped = Q(letter__state=State.DROPPED, letter__answer=STOPPED)
    if announcement.stopped_at:  # a worker that had taken a letter dropped it by itself
        stopped |= Q(letter__state=State.DROPPED, letter__finished_at__gte=announcement.stopped_at)
    counts = Addressee.objects.filter(announcement=announcement).aggregate(
        total=Count("id"),
        sent=Count("id", filter=Q(letter__state=State.SENT)),
        waiting=Count("id", filter=under_way),
        failed=Count("id", filter=Q(letter__state=State.FAILED)),
        stopped=Count("id", filter=stopped),
    )
    left_out = counts.pop("total") - sum(counts.values())
    return Progress(**counts, left_out=left_out)
