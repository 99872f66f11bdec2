"""The request as the middleware leaves it, for annotations."""

from django.http import HttpRequest, QueryDict

from cities.models import Membership
from cities.viewer import Viewer


class Request(HttpRequest):
    """A request that carries its viewer."""

    viewer: Viewer
    memberships: list[Membership]
    kept: QueryDict | None  # on a page marked with accounts.kept.keeps_typed
