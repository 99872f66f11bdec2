"""Bare views over the same rows: the ORM, one statement, a plain template; no frame, filters, gate or languages."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import Context, Engine
from django.urls import path

from practices.models import IndexEntry, Practice
from practices.models.index import IndexQuerySet

IN_API = (
    "slug",
    "title",
    "summary",
    "city__slug",
    "city__name_fr",
    "city__country",
    "origin",
    "audience",
    "language",
    "first_published_at",
    "published_at",
    "last_confirmed_on",
    "to_review",
    "confidence",
    "illustrative",
    "adoptions",
    "lead_organisation",
    "start_date",
    "practice_domains",
    "prevention_levels",
    "themes",
    "target_groups",
    "methods",
    "settings",
    "violence_forms",
    "programme_status",
    "geographic_scope",
    "evidence_level",
    "police_link",
    "cost_band",
)
TEXTS = (
    "title",
    "summary",
    "lead_organisation",
    "start_date",
    "context",
    "objectives",
    "description",
    "governance",
    "safeguards",
    "participation",
    "partners",
    "target_groups",
    "methods",
    "budget_amount",
    "budget_currency",
    "staff_fte",
    "reach",
    "effect",
    "mechanism",
    "moderators",
    "implementation",
    "economic_note",
    "sustainability",
    "transferability",
    "sources",
)
HEAD = "<!doctype html><html lang=fr><title>{{ title }}</title>"
LIST = Engine().from_string(
    HEAD + "<ol>{% for row in rows %}<li><a href='/{{ row.slug }}/'>{{ row.title }}</a>"
    "<p>{{ row.summary|truncatewords:30 }}</p>"
    "<ul><li>{{ row.city.name_fr }}<li>{{ row.programme_status }}<li>{{ row.evidence_level }}"
    "<li>{% for level in row.prevention_levels %}{{ level }} {% endfor %}<li>{{ row.origin }}<li>{{ row.adoptions }}"
    "</ul>{% endfor %}</ol>"
)
RECORD = Engine().from_string(
    HEAD
    + "<h1>{{ title }}</h1><p>{{ city.name_fr }}, {{ city.country }}<dl>{% for name, value in values %}{% if value %}"
    "<dt>{{ name }}<dd>{{ value|linebreaks }}{% endif %}{% endfor %}</dl>"
)


def _newest() -> IndexQuerySet:
    return IndexEntry.objects.filter(scope="public").order_by("-fresh_at", "-id")


def listing(_request: HttpRequest) -> HttpResponse:
    rows = _newest().for_cards()[:20]  # the columns that the site's own list reads
    return HttpResponse(LIST.render(Context({"title": "liste", "rows": rows})))


def record(_request: HttpRequest, slug: str) -> HttpResponse:
    practice = Practice.unguarded.select_related("city", "published").get(slug=slug)
    values = [(name, getattr(practice.published, name)) for name in TEXTS]
    return HttpResponse(RECORD.render(Context({"title": slug, "city": practice.city, "values": values})))


def api(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"results": list(_newest().values(*IN_API)[:20])})


urlpatterns = [path("list", listing), path("record/<slug:slug>", record), path("api", api)]
