"""Bare views over the same rows: one statement, and the same content without frame, filters, gate or languages."""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import Context, Engine
from django.urls import path

CARD = (
    "slug",
    "title",
    "summary",
    "city_slug",
    "country",
    "origin",
    "programme_status",
    "evidence_level",
    "prevention_levels",
    "last_confirmed_on",
)
ALSO_IN_API = (
    "audience",
    "language",
    "lead_organisation",
    "start_date",
    "geographic_scope",
    "police_link",
    "practice_domains",
    "themes",
    "target_groups",
    "methods",
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
    HEAD + "<ol>{% for row in rows %}<li><a href='/{{ row.slug }}/'>{{ row.title }}</a><p>{{ row.summary }}</p>"
    "<ul><li>{{ row.city_slug }}, {{ row.country }}<li>{{ row.programme_status }}<li>{{ row.evidence_level }}"
    "<li>{% for level in row.prevention_levels %}{{ level }} {% endfor %}<li>{{ row.origin }}"
    "{% if row.last_confirmed_on %}<li>{{ row.last_confirmed_on|date:'j F Y' }}{% endif %}</ul>{% endfor %}</ol>"
)
RECORD = Engine().from_string(
    HEAD + "<dl>{% for name, value in values %}{% if value %}<dt>{{ name }}<dd>{{ value|linebreaks }}{% endif %}"
    "{% endfor %}</dl>"
)


def _rows(columns: tuple[str, ...], table: str, number: int) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table} LIMIT %s", [number])
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


_INDEX = "practices_indexentry WHERE scope = 'public' ORDER BY fresh_at DESC, id DESC"
_REVISION = "practices_revision WHERE id = (SELECT max(published_id) FROM practices_practice)"


def listing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(LIST.render(Context({"title": "liste", "rows": _rows(CARD, _INDEX, 20)})))


def record(_request: HttpRequest) -> HttpResponse:
    values = _rows(TEXTS, _REVISION, 1)[0]
    return HttpResponse(RECORD.render(Context({"title": values["title"], "values": values.items()})))


def api(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"results": _rows((*CARD, *ALSO_IN_API), _INDEX, 20)})


urlpatterns = [path("list", listing), path("record", record), path("api", api)]
