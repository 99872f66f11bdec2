"""The document of the API, its page, and the answer for addresses that lead nowhere."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_GET
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from api import docs as pages
from api.reading import Reading
from api.schema import document
from api.throttles import limit_of


class Schema(Reading):
    """The OpenAPI 3.1 document."""

    schema = None

    def get(self, _request: Request) -> Response:
        return Response(document(self.language))


class Nowhere(Reading):
    """Any other address below /api/: the same problem as for what may not be read."""

    schema = None

    def get(self, _request: Request, **_path: Any) -> Response:
        raise NotFound


@login_not_required
@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """Show the documentation, written from the document itself."""
    return render(
        request,
        "api/docs.html",
        {
            "groups": pages.groups(translation.get_language() or "fr"),
            "site": settings.SITE_URL,
            "anonymous": limit_of("anonymous")[0],
            "keyed": limit_of("key")[0],
        },
    )
