"""Turns a refusal that no page caught into a page that says it in a sentence, with its status."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.errors import Refusal


class refusals:  # noqa: N801  # named in settings beside function middleware
    """Show the sentence of an uncaught refusal. Nothing was changed: actions refuse before they save."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer refusals only; any other exception goes on its way."""
        if not isinstance(exception, Refusal):
            return None
        return render(request, "pages/refusal.html", {"sentence": exception.sentence}, status=exception.status)
