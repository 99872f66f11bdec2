"""The home page, and the address without a language."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from cities.http import Request
from pages import front


@login_not_required
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Lead to the home page in the person's language, or in the browser's."""
    language = request.user.language if request.user.is_authenticated else get_language()
    with override(language or "fr"):
        response = redirect("pages:home")
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@login_not_required
@require_safe
def home(request: Request) -> HttpResponse:
    """What passes from one city to another, what is new, and three ways in."""
    return render(request, "pages/home.html", {"front": front.read(request.viewer)})
