"""Bare views over the same rows: one statement, a short template, nothing else."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import Context, Engine
from django.urls import path

PAGE = Engine().from_string(
    "<!doctype html><html lang=fr><title>{{ title }}</title><ul>"
    "{% for row in rows %}<li><a href='/{{ row.0 }}/'>{{ row.1 }}</a><p>{{ row.2 }}</p>{% endfor %}</ul>"
)


def _rows(number: int) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT slug, title, summary FROM practices_revision r JOIN practices_practice p ON p.published_id = r.id"
            " ORDER BY p.id DESC LIMIT %s",
            [number],
        )
        return cursor.fetchall()


def listing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE.render(Context({"title": "liste", "rows": _rows(20)})))


def record(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE.render(Context({"title": "fiche", "rows": _rows(1)})))


def api(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"results": [dict(zip(("slug", "title", "summary"), row, strict=True)) for row in _rows(20)]})


urlpatterns = [path("list", listing), path("record", record), path("api", api)]
