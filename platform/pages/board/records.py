"""The records of the city acted for: what it reads of each, and the version in progress."""

from dataclasses import dataclass

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
    filled: int = 0
    needed: int = 0

    @property
    def is_draft(self) -> bool:
        return self.open is not None and self.open.state == RevisionState.DRAFT

    @property
    def is_submitted(self) -> bool:
        return self.open is not None and self.open.state == RevisionState.SUBMITTED


def our_records(viewer: Viewer, city_id: int) -> list[OurRecord]:
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
    return [_record(revision, viewer, notes.get(revision.practice_id, "")) for revision in found]


def _record(revision: Revision, viewer: Viewer, note: str) -> OurRecord:
    one = OurRecord(revision.practice, record.title(revision, viewer))
    if revision.state in {RevisionState.DRAFT, RevisionState.SUBMITTED}:
        one.open = revision
        one.filled, one.needed = record.needed_count(revision, "submit")
        one.sent_back = note if revision.number > 1 else ""
    return one


def title_of(practice: Practice, viewer: Viewer) -> str:
    """Return the title of what is published, as this viewer reads it; the row of ``published`` is already loaded."""
    if practice.published is None:
        return practice.slug
    practice.published.practice = practice
    return record.title(practice.published, viewer)
