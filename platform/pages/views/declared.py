"""A declaration's text and its list of cities as PDF: whoever reads the page may have them on paper."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from cities.http import Request
from common import clock
from declarations import queries, wall
from declarations.models import Text, TextStatus
from declarations.views.reading import adopted_text, download, readable
from pages import declared


@login_not_required
@require_GET
def text_pdf(request: Request, slug: str, version: int, language: str) -> HttpResponse:
    """One language of an adopted text."""
    declaration = readable(request, slug)
    text = adopted_text(declaration, version, language)
    authentic = get_object_or_404(Text, declaration=declaration, version=version, status=TextStatus.AUTHENTIC)
    return download(declared.text_pdf(text, authentic), f"{slug}-v{version}-{language}.pdf", "application/pdf")


@login_not_required
@require_GET
def signatories_pdf(request: Request, slug: str) -> HttpResponse:
    """The list of cities, with the day and the filters of the page."""
    declaration, query = readable(request, slug), wall.asked(request.GET.dict())
    lines = wall.narrowed(queries.signatures(declaration, query.on), query)
    on = query.on or queries.as_of(declaration, lines, clock.now().date())
    made = declared.signatories_pdf(declared.Asked(declaration, lines, on))
    return download(made, f"{slug}-signatures-{on.isoformat()}.pdf", "application/pdf")
