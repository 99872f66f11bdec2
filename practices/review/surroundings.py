"""What surrounds a record when it is checked: read once, then handed to the pure checks."""

from typing import TYPE_CHECKING

from django.db.models import Q

from cities.viewer import Viewer
from common.audience import Audience
from practices.checks import Finding, Known, Neighbour, check
from practices.models import IndexEntry, LinkCheck, LinkState, Point, WatchedWording
from practices.record import RecordView, view
from practices.record.citing import cited
from practices.record.reading import as_published

if TYPE_CHECKING:
    from practices.models import Revision

# Checks read all that a record holds, as the secretariat does; they give nothing away but to its own
_READER = Viewer(is_secretariat=True, scope=Audience.MEMBERS)
_MOST = 3000


def checked(revision: "Revision") -> tuple[RecordView, list[Finding]]:
    """Return a revision as it would be read once published, and all there is to look at in it."""
    shown = view(as_published(revision), _READER)
    return shown, check(shown, _known(revision, shown))


def findings(revision: "Revision") -> list[Finding]:
    """Return all there is to look at in a revision, errors first."""
    return checked(revision)[1]


def _known(revision: "Revision", shown: RecordView) -> Known:
    wordings = WatchedWording.objects.filter(active=True).values_list("expression", "reason")
    to_do = Point.objects.filter(practice_id=revision.practice_id, sent_at__isnull=False, done_at__isnull=True)
    return Known(
        wordings=tuple(wordings),
        neighbours=_neighbours(revision),
        # As the monthly check found them
        dead_links=frozenset(
            LinkCheck.objects.filter(url__in=cited(shown), state=LinkState.DEAD).values_list("url", flat=True)
        ),
        points_to_do=to_do.filter(accepted_at__isnull=True).count(),
    )


def _neighbours(revision: "Revision") -> tuple[Neighbour, ...]:
    """Return what member cities read of the other practices of the same city, or of the same scope."""
    practice = revision.practice
    near = Q(city_id=practice.city_id) | Q(geographic_scope=revision.geographic_scope)
    rows = IndexEntry.objects.in_scope(Audience.MEMBERS).filter(near).exclude(practice_id=practice.pk)
    if practice.inspired_by_id is not None:
        rows = rows.exclude(practice_id=practice.inspired_by_id)
    found = rows.select_related("city").order_by("-pk")[:_MOST]
    return tuple(Neighbour(row.title, row.summary, row.city.name) for row in found)
