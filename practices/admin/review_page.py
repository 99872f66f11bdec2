"""What the page of a review shows: read once, in the order of the work."""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from cities.viewer import Viewer
from practices import record
from practices.checks import Finding, errors_in, is_sensitive
from practices.differences import Difference, differences
from practices.models import (
    Appeal,
    Assignment,
    ExpertReading,
    InternalNote,
    Revision,
    RevisionState,
    SecondReading,
)
from practices.record.reading import as_published
from practices.review import presence
from practices.review.places import Shown, points_of
from practices.review.surroundings import checked


@dataclass(frozen=True)
class Compared:
    """An earlier version, why it is compared, and what changes since."""

    before: Revision
    is_published: bool
    changes: list[Difference]
    note: str
    points: list[Shown]

    @property
    def key(self) -> str:
        return "published" if self.is_published else "asked"


def context(revision: Revision, viewer: Viewer) -> dict[str, Any]:
    """Return what the page of one revision needs."""
    points = points_of(revision.practice_id, sent=False)
    whole, found = checked(revision)
    in_review = revision.state == RevisionState.SUBMITTED
    return {
        "compared": _compared(revision, viewer, points),
        "first": differences(None, revision, viewer),
        "whole": record.view(revision, viewer),
        "attached": record.view(as_published(revision), viewer),  # each file with the audience that it will have
        "missing": [(field, record.section_called(field.section)) for field in record.missing(revision, "publish")],
        "findings": _placed(found) if in_review or revision.state == RevisionState.DRAFT else [],
        "has_errors": bool(errors_in(found)),
        "is_sensitive": in_review and is_sensitive(whole, found),
        "second_readings": list(SecondReading.objects.filter(revision=revision).select_related("reader")),
        "points": points,
        "notes": list(InternalNote.objects.filter(practice=revision.practice_id).select_related("author")),
        "readings": list(
            ExpertReading.objects.filter(revision=revision).select_related("invited_by").prefetch_related("comments")
        ),
        "appeal": Appeal.objects.filter(revision=revision).first(),
        "follower": _follower(revision),
        "looking": _looking(revision, viewer) if in_review else [],
    }


def _placed(found: list[Finding]) -> list[tuple[Finding, Any]]:
    return [(finding, record.section_called(finding.field.section)) for finding in found]


def _follower(revision: Revision) -> User | None:
    found = Assignment.objects.filter(practice=revision.practice_id).select_related("reviewer").first()
    return found.reviewer if found else None


def _looking(revision: Revision, viewer: Viewer) -> list[User]:
    """Return who else has the page open, and say that this viewer has."""
    if viewer.user_id is not None:
        presence.mark(revision.pk, viewer.user_id)
    return presence.others(revision.pk, viewer.user_id)


def _compared(revision: Revision, viewer: Viewer, points: list[Shown]) -> list[Compared]:
    """Return the comparisons that a reviewer needs: with what they last asked to change, and with what is published."""
    found: list[Compared] = []
    asked = _last_asked(revision)
    published = revision.practice.published
    if asked is not None:
        found.append(_compare(asked, revision, viewer, points, is_published=False))
    if published is not None and published.pk != revision.pk and published.number < revision.number:
        found.append(_compare(published, revision, viewer, [], is_published=True))
    return found


def _compare(before: Revision, after: Revision, viewer: Viewer, points: list[Shown], *, is_published: bool) -> Compared:
    before.practice = after.practice
    sent = [point for point in points if point.point.sent_at is not None]
    note = "" if is_published else before.decision_note
    return Compared(before, is_published, differences(before, after, viewer), note, sent)


def _last_asked(revision: Revision) -> Revision | None:
    """Return the version that the secretariat last sent back, when none was published since."""
    earlier = Revision.unguarded.filter(practice=revision.practice_id, number__lt=revision.number)
    last = earlier.exclude(state=RevisionState.DRAFT).order_by("-number").first()
    return last if last is not None and last.state == RevisionState.CHANGES_REQUESTED else None
