"""Puts the viewer on each request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from cities.models import Membership
from cities.viewer import STRANGER, Viewer, viewer_from

ACTING_CITY = "acting_city"  # the session's key


def _resolve(request: HttpRequest) -> Viewer:
    if not request.user.is_authenticated:
        return STRANGER
    memberships = request.memberships  # type: ignore[attr-defined]  # set just below
    wanted = request.session.get(ACTING_CITY)
    acting = next((m for m in memberships if m.city_id == wanted), memberships[0] if memberships else None)
    return viewer_from(request.user.pk, is_secretariat=request.user.is_staff, membership=acting)


def _memberships(request: HttpRequest) -> list[Membership]:
    if not request.user.is_authenticated:
        return []
    return list(Membership.objects.current().filter(user=request.user).select_related("city").order_by("id"))


def viewer(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Set ``request.viewer`` and ``request.memberships``, both read from the database at this request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.memberships = SimpleLazyObject(lambda: _memberships(request))  # type: ignore[attr-defined]  # the middleware of cities/http.py sets it
        request.viewer = SimpleLazyObject(lambda: _resolve(request))  # type: ignore[attr-defined]  # the middleware of cities/http.py sets it
        return get_response(request)

    return middleware
