"""Statistics: counts that are true today, about records and cities, never about persons."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages import figures


@login_not_required
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Show the same public counts to everybody."""
    return render(request, "pages/statistics.html", {"figures": figures.read()})
