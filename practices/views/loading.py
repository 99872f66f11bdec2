"""What a page may touch: the object, already checked, or the 404 of what does not exist."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from cities.viewer import Viewer
from practices.models import OPEN, Comment, Practice, Revision


def readable(viewer: Viewer, slug: str) -> Practice:
    """Return a practice that this viewer may read, with its city and its published revision."""
    return get_object_or_404(Practice.objects.visible_to(viewer).select_related("city", "published"), slug=slug)


def own(viewer: Viewer, slug: str) -> Practice:
    """Return a practice whose drafts this viewer may read: of the city acted for, or any for the secretariat."""
    practice = readable(viewer, slug)
    if not viewer.is_secretariat and practice.city_id != viewer.city_id:
        raise Http404
    return practice


def writable(viewer: Viewer, slug: str) -> Practice:
    """Return a practice of the city this viewer writes for."""
    return get_object_or_404(Practice.objects.editable_by(viewer).select_related("city", "published"), slug=slug)


def open_revision(viewer: Viewer, practice: Practice) -> Revision | None:
    """Return the revision being written or reviewed, if there is one and this viewer may read it."""
    found = Revision.objects.visible_to(viewer).filter(practice=practice, state__in=OPEN).first()
    if found is not None:
        found.practice = practice
    return found


def comment_of(viewer: Viewer, slug: str, pk: int) -> Comment:
    """Return a comment that stands on a practice this viewer may read."""
    rows = Comment.objects.visible_to(viewer).select_related("practice__city", "city", "parent")
    return get_object_or_404(rows, pk=pk, practice__slug=slug)
