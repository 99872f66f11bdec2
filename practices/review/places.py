"""Where a point stands in the record, in words and on its pages."""

from dataclasses import dataclass

from practices.models import Point, PointReply
from practices.record import FIELDS, SECTIONS, Section


@dataclass(frozen=True)
class Shown:
    """A point with its place and its exchange, for the pages of both sides."""

    point: Point
    section: Section
    about: str
    replies: tuple[PointReply, ...]

    @property
    def is_open(self) -> bool:
        return self.point.accepted_at is None


def section_of(point: Point) -> Section:
    """Return the section that a point is about, or that holds its field."""
    return next(section for section in SECTIONS if section.key == point.section)


def about(point: Point) -> str:
    """Return what a point is about, in words: the field when there is one, else the section."""
    declared = FIELDS.get(point.field)
    return str(declared.label if declared else section_of(point).title)


def points_of(practice_id: int, *, sent: bool) -> list[Shown]:
    """Return the points of a practice in the order of the record; ``sent``: only those that its city has received."""
    rows = Point.objects.filter(practice_id=practice_id)
    if sent:
        rows = rows.filter(sent_at__isnull=False)
    found = rows.select_related("author", "done_by", "accepted_by").prefetch_related("replies__author", "replies__city")
    return [Shown(point, section_of(point), about(point), tuple(point.replies.all())) for point in found]
