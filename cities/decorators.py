"""What a page that writes for a city asks for."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from cities import acting
from cities.http import Request

Page = TypeVar("Page", bound=Callable[..., HttpResponse])


def _where_from(request: Request) -> str:
    """Return the page that the button was on, if it is ours; else the city's board."""
    referrer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referrer, {request.get_host()}, require_https=request.is_secure()):
        return referrer
    return "pages:board"


def for_acting_city(page: Page) -> Page:
    """Refuse a POST whose hidden ``acting_city`` is not the city acted for now ({% acting_city %} writes it)."""

    @wraps(page)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        written_for = request.POST.get(acting.FIELD)
        if request.method == "POST" and not acting.same_city(written_for, request.viewer):
            messages.error(request, acting.other_city_sentence(written_for, request.viewer))
            return redirect(_where_from(request))
        return page(request, *args, **kwargs)

    return cast("Page", guarded)
