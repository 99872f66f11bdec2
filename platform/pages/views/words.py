"""Pages of words, and the choice of the appearance."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from pages import themes


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Where the platform comes from, and how to read it."""
    return render(request, "pages/about.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why and for how long."""
    return render(request, "pages/privacy.html")


@login_not_required
@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Who publishes, under which licences."""
    return render(request, "pages/legal.html")


@login_not_required
@require_safe
def charter(request: HttpRequest) -> HttpResponse:
    """What members commit to; accepted when one joins."""
    return render(request, "pages/charter.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was checked, what was not, and whom to tell."""
    return render(request, "pages/accessibility.html")


@login_not_required
@csrf_exempt  # it changes a colour and nothing else: pages of strangers stay free of a token and its cookie
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the appearance, and come back."""
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = redirect(target if allowed else "pages:home")
    themes.remember(response, request.POST.get("theme", ""))
    return response
