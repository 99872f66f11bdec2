"""The versions of a practice, each with its permanent address: the timeline, and the page of an old one."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cities.decorators import for_acting_city
from cities.http import Request
from common.errors import Refusal
from practices import actions, permissions
from practices.models import Origin, Practice, Revision
from practices.views import loading, sheet
from practices.views.reading import READ_ONLY, is_own


@dataclass(frozen=True)
class Version:
    """A version on the timeline: its number, its day, whether it is the present one, and where it came from."""

    number: int
    day: datetime | None
    is_present: bool
    from_public_sources: bool
    is_closed: bool
    earlier: int | None  # the number of the version before, when both may be compared


@login_not_required
@require_safe
def versions(request: Request, slug: str) -> HttpResponse:
    """Every version that this viewer may still read, the latest first, with its address."""
    practice = _published(request, slug)
    found = loading.past(request.viewer, practice)
    context = {
        "sheet": sheet.sheet(practice, _with(practice, practice.published), request.viewer),
        "versions": [
            Version(
                one.number,
                one.decided_at,
                one.pk == practice.published_id,
                _origin(one) != Origin.CITY,
                one.number in practice.closed_versions,
                earlier.number if earlier else None,
            )
            for one, earlier in zip(found, [*found[1:], None], strict=False)
        ],
        "can_close": permissions.can_close_version(request.viewer, practice),
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
    is_closed = number in practice.closed_versions
    if is_closed and not is_own(request, practice):
        raise Http404
    then = copy.copy(practice)
    then.origin = _origin(revision)
    then.published_at = revision.decided_at
    context = {
        "sheet": sheet.sheet(then, _with(then, revision), request.viewer),
        "present": practice.published,
        "is_closed": is_closed,
        **READ_ONLY,
    }
    return render(request, "practices/version.html", context)


@require_POST
@for_acting_city
def close_version(request: Request, slug: str, number: int) -> HttpResponse:
    """Close the address of an old version to others."""
    return _change(request, slug, number, actions.close_version, _("L’adresse de cette version est fermée aux autres."))


@require_POST
@for_acting_city
def reopen_version(request: Request, slug: str, number: int) -> HttpResponse:
    """Open the address of an old version again."""
    return _change(request, slug, number, actions.reopen_version, _("L’adresse de cette version est rouverte."))


def _change(request: Request, slug: str, number: int, verb: Callable[..., Practice], done: str) -> HttpResponse:
    practice = loading.own(request, slug)
    if not permissions.can_close_version(request.viewer, practice):
        raise Http404
    try:
        verb(by=request.viewer, practice_id=practice.pk, number=number)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, done)
    return redirect("practices:versions", slug=practice.slug)


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
