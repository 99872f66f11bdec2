"""What machines ask: is the process alive, can it serve, what may be indexed."""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common import links
from pages import sitemaps

_PLAIN, _XML = "text/plain; charset=utf-8", "application/xml; charset=utf-8"


@login_not_required
@never_cache
@require_safe
def health_live(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("alive\n", content_type=_PLAIN)


@login_not_required
@never_cache
@require_safe
def health_ready(_request: HttpRequest) -> HttpResponse:
    """The site can serve: its database answers and holds every migration. Letters that wait are no reason to stop."""
    reason = _not_ready()
    if reason:
        return HttpResponse(f"{reason}\n", status=503, content_type=_PLAIN)
    return HttpResponse("ready\n", content_type=_PLAIN)


def _not_ready() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return "" if _is_migrated() else "migrations are missing: run manage.py migrate"
    except DatabaseError:
        return "the database does not answer"


def _is_migrated() -> bool:
    try:
        return _migrations_applied()
    except _Pending:
        return False


class _Pending(Exception):
    pass


@cache
def _migrations_applied() -> bool:
    """Remember a yes for the life of the process: the question costs, and code only meets newer tables."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _Pending
    return True


@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The public pages in three languages; an index of parts when they are too many for one file."""
    part = request.GET.get("p", "")
    parts = sitemaps.part_count()
    if not part and parts > 1:
        return render(request, "pages/sitemap_index.xml", {"parts": sitemaps.parts(parts)}, content_type=_XML)
    known = {str(number): number for number in range(1, parts + 1)}
    if (part or "1") not in known:
        raise Http404
    return render(request, "pages/sitemap.xml", {"places": sitemaps.places(known[part or "1"])}, content_type=_XML)


@login_not_required
@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Search engines read what is public; the desk and the account hold nothing for them."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /*/compte/",
        "Disallow: /*/lettre-de-synthese/",
        f"Sitemap: {links.absolute('/sitemap.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type=_PLAIN)
