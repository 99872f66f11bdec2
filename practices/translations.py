"""Which translations wait for their city: a text of the record has changed since it was translated."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.utils.functional import Promise

from practices.actions.translating import sources_of
from practices.models import OPEN, Revision, Translation
from practices.record.shapes import LANGUAGES
from practices.record.translating import stale_in


@dataclass(frozen=True)
class Waiting:
    """A translation with texts to look at again."""

    revision: Revision
    language: str
    name: str | Promise
    count: int
    since: datetime


def waiting(city_ids: Collection[int]) -> dict[int, list[Waiting]]:
    """Return the translations of each city that its record has left behind; one statement."""
    rows = Translation.objects.filter(revision__practice__city__in=city_ids).filter(
        Q(revision_id=F("revision__practice__published_id"))
        | Q(revision__practice__published_id=None, revision__state__in=OPEN)
    )
    found: dict[int, list[Waiting]] = defaultdict(list)
    for row in rows.select_related("revision__practice__published").order_by("revision__practice_id", "language"):
        count = len(stale_in(row, sources_of(row.revision)))
        if count:
            practice = row.revision.practice
            since = practice.published_at or row.revision.saved_at
            left = Waiting(row.revision, row.language, dict(LANGUAGES)[row.language], count, since)
            found[practice.city_id].append(left)
    return found
