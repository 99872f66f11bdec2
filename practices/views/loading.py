"""What a page may touch: the object, already checked, or the 404 of what does not exist."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cities.http import Request
from cities.viewer import Viewer, viewer_from
from common.errors import NotAllowed
from practices import record
from practices.models import OPEN, Comment, Practice, Revision


def readable(viewer: Viewer, slug: str) -> Practice:
    """Return a practice that this viewer may read, with its city and its published revision."""
    return get_object_or_404(Practice.objects.visible_to(viewer).select_related("city", "published"), slug=slug)


def own(request: Request, slug: str) -> Practice:
    """Return a practice whose drafts this viewer may read: of the city acted for, or any for the secretariat."""
    viewer = request.viewer
    practice = Practice.objects.visible_to(viewer).select_related("city", "published").filter(slug=slug).first()
    if practice is None or not (viewer.is_secretariat or practice.city_id == viewer.city_id):
        raise _absent(request, slug)
    return practice


def writable(request: Request, slug: str) -> Practice:
    """Return a practice of the city this viewer writes for."""
    practices = Practice.objects.editable_by(request.viewer).select_related("city", "published")
    practice = practices.filter(slug=slug).first()
    if practice is None:
        raise _absent(request, slug)
    return practice


def _absent(request: Request, slug: str) -> Exception:
    """Return the 404 of what does not exist; somebody of two cities is told which one to act for."""
    for membership in request.memberships:
        as_member = viewer_from(request.viewer.user_id or 0, is_secretariat=False, membership=membership)
        elsewhere = membership.city_id != request.viewer.city_id
        if elsewhere and Practice.objects.visible_to(as_member).filter(slug=slug, city=membership.city).exists():
            return NotAllowed(
                _("Cette fiche est celle de %(city)s. Choisissez cette ville en haut de la page : vous reviendrez ici.")
                % {"city": membership.city.name}
            )
    return Http404()


def open_revision(viewer: Viewer, practice: Practice) -> Revision | None:
    """Return the revision being written or reviewed, if there is one and this viewer may read it."""
    found = Revision.objects.visible_to(viewer).filter(practice=practice, state__in=OPEN).first()
    if found is not None:
        found.practice = practice
    return found


def past(viewer: Viewer, practice: Practice) -> list[Revision]:
    """Return the versions published one day that this viewer may open and compare, the latest first: one statement."""
    found = list(Revision.objects.past_visible_to(viewer).filter(practice=practice).order_by("-number"))
    for revision in found:
        revision.practice = practice
    return [revision for revision in found if record.title(revision, viewer)]


def comment_of(viewer: Viewer, slug: str, pk: int) -> Comment:
    """Return a comment that stands on a practice this viewer may read."""
    rows = Comment.objects.visible_to(viewer).select_related("practice__city", "city", "parent")
    return get_object_or_404(rows, pk=pk, practice__slug=slug)
