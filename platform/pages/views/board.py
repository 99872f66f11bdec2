"""« Ma ville » : what waits for us, and where our practices stand."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cities.http import Request
from common import clock
from pages import board as boards


@require_safe
@clock.held()
def board(request: Request) -> HttpResponse:
    """Show what waits for the city acted for; someone of no city is told where to go."""
    city_id = request.viewer.city_id
    if city_id is None:
        return render(request, "pages/board_without_city.html")
    return render(request, "pages/board.html", {"board": boards.read(request.viewer, city_id)})
