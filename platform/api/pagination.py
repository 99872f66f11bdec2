"""Pages of results, the same on every list."""

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from rest_framework.exceptions import NotFound
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from common.links import absolute

if TYPE_CHECKING:
    from rest_framework.views import APIView  # imports the classes of this file


class Pages(BasePagination):
    """Numbered pages, with links from SITE_URL."""

    def paginate_queryset(self, queryset: Any, request: Request, view: "APIView | None" = None) -> list[Any]:
        """Return the rows of the page asked for; a page past the end answers 404."""
        given = getattr(view, "given", {})
        self.request, self.total = request, queryset.count()
        self.number, self.size = given.get("page", 1), given.get("page_size", settings.REST_FRAMEWORK["PAGE_SIZE"])
        self.last = last_page(self.total, self.size)
        if self.number > self.last:
            raise NotFound
        start = (self.number - 1) * self.size
        return list(queryset[start : start + self.size])

    def get_paginated_response(self, data: Any) -> Response:
        return Response(envelope(self.request, data, total=self.total, page=self.number, last=self.last))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The shape of every list, for the documentation."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["count", "page", "pages", "next", "previous", "results"],
            "additionalProperties": False,
            "properties": {
                "count": {"type": "integer", "minimum": 0},
                "page": {"type": "integer", "minimum": 1},
                "pages": {"type": "integer", "minimum": 1},
                "next": link,
                "previous": link,
                "results": schema,
            },
        }


def last_page(total: int, size: int) -> int:
    """Return the number of the last page; an empty list has one page."""
    return max(1, ceil(total / size))


def envelope(request: Request, results: Sequence[Any], *, total: int, page: int, last: int) -> dict[str, Any]:
    """Return one page of results with its links."""
    return {
        "count": total,
        "page": page,
        "pages": last,
        "next": _link(request, page + 1) if page < last else None,
        "previous": _link(request, page - 1) if page > 1 else None,
        "results": results,
    }


def _link(request: Request, page: int) -> str:
    asked = [(name, value) for name, values in request.query_params.lists() for value in values if name != "page"]
    return absolute(f"{request.path}?{urlencode([*asked, ('page', page)])}")
