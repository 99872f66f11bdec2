"""The versions of a practice, each with its permanent address: the timeline, and the page of an old one."""

import copy
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from cities.http import Request
from practices.models import Origin, Practice, Revision
from practices.views import loading, sheet
from practices.views.reading import READ_ONLY


@dataclass(frozen=True)
class Version:
    """A version on the timeline: its number, its day, whether it is the present one, and where it came from."""

    number: int
    day: datetime | None
    is_present: bool
    from_public_sources: bool


@login_not_required
@require_safe
def versions(request: Request, slug: str) -> HttpResponse:
    """Every version that this viewer may still read, the latest first, with its address."""
    practice = _published(request, slug)
    found = Revision.objects.past_visible_to(request.viewer).filter(practice=practice).order_by("-number")
    context = {
        "sheet": sheet.sheet(practice, _with(practice, practice.published), request.viewer),
        "versions": [
            Version(one.number, one.decided_at, one.pk == practice.published_id, _origin(one) != Origin.CITY)
            for one in found
        ],
    }
    return render(request, "practices/versions.html", context)


@login_not_required
@require_safe
def version(request: Request, slug: str, number: int) -> HttpResponse:
    """A version at its permanent address; the present one has the page of the practice."""
    practice = _published(request, slug)
    rows = Revision.objects.past_visible_to(request.viewer)
    revision = get_object_or_404(rows, practice=practice, number=number)
    if revision.pk == practice.published_id:
        return redirect("practices:detail", slug=practice.slug)
    then = copy.copy(practice)
    then.origin = _origin(revision)
    then.published_at = revision.decided_at
    context = {
        "sheet": sheet.sheet(then, _with(then, revision), request.viewer),
        "present_at": practice.published_at,
        **READ_ONLY,
    }
    return render(request, "practices/version.html", context)


def _published(request: Request, slug: str) -> Practice:
    practice = loading.readable(request.viewer, slug)
    if not practice.is_readable:
        raise Http404
    return practice


def _origin(revision: Revision) -> Origin:
    """Nobody of the city wrote in it: the notice that came before the city's own record says so for ever."""
    drawn = revision.author_id is None and not revision.contributors
    return Origin.PUBLIC_SOURCES if drawn else Origin.CITY


def _with(practice: Practice, revision: Revision | None) -> Revision:
    if revision is None:
        raise Http404
    revision.practice = practice
    return revision
