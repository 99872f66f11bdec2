"""The certificate of a signatory city: public, as its line on the wall is."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from cities.viewer import STRANGER
from declarations import queries
from declarations.models import Declaration, Text, TextStatus
from pages import certificates


@login_not_required
@require_GET
def certificate(_request: HttpRequest, slug: str, city: str) -> HttpResponse:
    """The PDF, in French and the language of the address."""
    declaration = get_object_or_404(Declaration.objects.visible_to(STRANGER), slug=slug)
    lines = [line for line in queries.signatures(declaration) if line.city.slug == city and line.counts]
    if not lines:
        raise Http404
    line = lines[0]
    text = Text.objects.filter(declaration=declaration, version=line.version, status=TextStatus.AUTHENTIC).first()
    made = certificates.certificate(line, text, (get_language() or "en")[:2])
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{city}.pdf"'
    return response
