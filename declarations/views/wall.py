"""The list of signatory cities elsewhere than on the declaration's page: files, a frame for other sites, a badge."""

from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from cities.http import Request
from cities.viewer import STRANGER
from common import clock
from declarations import queries, wall
from declarations.models import Declaration
from declarations.queries import Line
from declarations.views.reading import download, readable

SHORT = 300  # seconds for which another site may keep a copy


def _lines(declaration: Declaration, query: wall.Asked) -> list[Line]:
    return wall.narrowed(queries.signatures(declaration, query.on), query)


@login_not_required
@require_GET
def signatures_csv(request: Request, slug: str) -> HttpResponse:
    """The list of cities, with the filters of the page, for a spreadsheet."""
    lines = _lines(readable(request, slug), wall.asked(request.GET.dict()))
    return download(wall.as_csv(lines), f"{slug}-signatures.csv", "text/csv; charset=utf-8")


@login_not_required
@require_GET
def signatures_json(request: Request, slug: str) -> HttpResponse:
    """The list of cities, with the filters of the page, for a program."""
    declaration, query = readable(request, slug), wall.asked(request.GET.dict())
    lines = _lines(declaration, query)
    day = query.on or queries.as_of(declaration, lines, clock.now().date())
    return download(wall.as_json(declaration, lines, day), f"{slug}-signatures.json", "application/json")


def _public(slug: str) -> Declaration:
    """Return what any stranger reads: who is signed in here changes nothing on another site."""
    return get_object_or_404(Declaration.objects.visible_to(STRANGER), slug=slug)


@login_not_required
@require_GET
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # django-csp knows only views without a slug
@cache_control(public=True, max_age=SHORT)
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The list in a frame of another site: no cookie, no script, nothing of who reads."""
    declaration = _public(slug)
    lines = [line for line in wall.in_order(queries.signatures(declaration)) if line.counts]
    context = {
        "declaration": declaration,
        "lines": lines,
        "count": len(lines),
        "as_of": queries.as_of(declaration, lines, clock.now().date()),
    }
    return render(request, "declarations/embed.html", context)


@login_not_required
@require_GET
@cache_control(public=True, max_age=SHORT)
def badge(request: HttpRequest, slug: str, city: str) -> HttpResponse:
    """A drawing that a signatory city puts on its own site."""
    declaration = _public(slug)
    lines = [line for line in queries.signatures(declaration) if line.city.slug == city and line.counts]
    if not lines:
        raise Http404
    context = {"declaration": declaration, "line": lines[0]}
    return render(request, "declarations/badge.html", context, content_type="image/svg+xml")
