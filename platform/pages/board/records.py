"""The records of the city acted for: what it reads of each, and the version in progress."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from cities.viewer import Viewer
from practices import record
from practices.models import Practice, Revision, RevisionState

LONGEST_LIST = 50


@dataclass
class OurRecord:
    """One record of the city: what is read of it, and the revision in progress."""

    practice: Practice
    title: str
    open: Revision | None = None
    sent_back: str = ""  # the reasons of the secretariat, when it asked for changes

    @cached_property
    def count(self) -> tuple[int, int]:
        """How many of the fields that it needs are filled, and how many it needs; what is not open needs none."""
        return record.needed_count(self.open, "submit") if self.open else (0, 0)

    @property
    def filled(self) -> int:
        return self.count[0]

    @property
    def needed(self) -> int:
        return self.count[1]

    @property
    def is_draft(self) -> bool:
        return self.open is not None and self.open.state == RevisionState.DRAFT

    @property
    def is_submitted(self) -> bool:
        return self.open is not None and self.open.state == RevisionState.SUBMITTED


def our_records(viewers: Collection[Viewer]) -> dict[int, list[OurRecord]]:
    """Return the records of each city acted for, newest first: two statements. A city reads all that it wrote."""
    acting = {viewer.city_id: viewer for viewer in viewers if viewer.city_id is not None}
    theirs = Revision.objects.of_the_cities_of(acting.values())
    last = theirs.select_related("practice").order_by("practice_id", "-number").distinct("practice_id")
    by_city: dict[int, list[Revision]] = defaultdict(list)
    for revision in sorted(last, key=lambda revision: revision.saved_at, reverse=True):
        if len(by_city[revision.practice.city_id]) < LONGEST_LIST:
            by_city[revision.practice.city_id].append(revision)
    asked = theirs.filter(state=RevisionState.CHANGES_REQUESTED).order_by("practice_id", "-number")
    notes = dict(asked.distinct("practice_id").values_list("practice_id", "decision_note")) if by_city else {}
    return {
        city_id: [_record(one, acting[city_id], notes.get(one.practice_id, "")) for one in revisions]
        for city_id, revisions in by_city.items()
    }


def _record(revision: Revision, viewer: Viewer, note: str) -> OurRecord:
    one = OurRecord(revision.practice, record.title(revision, viewer))
    if revision.state in {RevisionState.DRAFT, RevisionState.SUBMITTED}:
        one.open = revision
        one.sent_back = note if revision.number > 1 else ""
    return one


def title_of(practice: Practice, viewer: Viewer) -> str:
    """Return the title of what is published, as this viewer reads it; the row of ``published`` is already loaded."""
    if practice.published is None:
        return practice.slug
    practice.published.practice = practice
    return record.title(practice.published, viewer)
