"""One function per question."""

from cities.viewer import Viewer
from practices.models import Practice
from practices.permissions import can_edit


def can_link(viewer: Viewer, practice: Practice) -> bool:
    """Say which articles a practice carries out: those who write it, and the secretariat."""
    return viewer.user_id is not None and (viewer.is_secretariat or can_edit(viewer, practice))


def can_answer(viewer: Viewer, city_id: int) -> bool:
    """Answer the yearly question: those who write for the city that was asked."""
    return viewer.user_id is not None and viewer.can_write and viewer.city_id == city_id
