"""The list of cities, and a city's page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cities.http import Request
from cities.models import City
from pages import places


@login_not_required
@require_safe
def cities(request: Request) -> HttpResponse:
    """Every city, by name; narrowed by country, by words, to the signatories of 2016 or to members."""
    return render(request, "pages/cities.html", {"found": places.find(request.viewer, request.GET)})


@login_not_required
@require_safe
def city(request: Request, slug: str) -> HttpResponse:
    """Who they are, their practices, their signatures."""
    found = get_object_or_404(City, slug=slug)
    return render(request, "pages/city.html", {"portrait": places.portrait(request.viewer, found)})
