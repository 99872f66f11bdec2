"""The page that shows what changes between two versions of a practice."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cities.http import Request
from practices import record
from practices.differences import differences
from practices.models import Practice, Revision
from practices.record import RecordView
from practices.views import loading


@login_not_required
@require_safe
def compare_versions(request: Request, slug: str) -> HttpResponse:
    """Two versions that this viewer may both read: ?de=1&a=2, or what changed last."""
    practice = loading.readable(request.viewer, slug)
    versions = _readable_versions(request, practice)
    before, after = _chosen(request, practice, versions)
    numbers = [shown.number for _revision, shown in versions]
    context = {
        "practice": practice,
        "numbers": numbers,
        "versions": versions,
        "before": before,
        "after": after,
        "shown": after[1] if after else versions[-1][1],
        "changes": differences(before[0], after[0], request.viewer) if before and after else [],
    }
    return render(request, "practices/differences.html", context)


Version = tuple[Revision, RecordView]


def _readable_versions(request: Request, practice: Practice) -> list[Version]:
    """Return the versions this viewer may open, oldest first: their row, and their title through the gate."""
    found: list[Version] = []
    rows = Revision.objects.visible_to(request.viewer) | Revision.objects.past_visible_to(request.viewer)
    for revision in rows.filter(practice=practice).order_by("number"):
        revision.practice = practice
        shown = record.view(revision, request.viewer)
        if not shown.fields["title"].locked:
            found.append((revision, shown))
    if not found:
        raise Http404
    return found


def _chosen(request: Request, practice: Practice, versions: list[Version]) -> tuple[Version | None, Version | None]:
    by_number = {str(shown.number): (revision, shown) for revision, shown in versions}
    asked = [request.GET[name] for name in ("de", "a") if name in request.GET]
    if any(number not in by_number for number in asked):
        raise Http404
    if len(asked) == 2:
        return by_number[asked[0]], by_number[asked[1]]
    if len(versions) < 2:
        return None, None
    after = by_number[request.GET["a"]] if "a" in request.GET else versions[-1]
    earlier = [version for version in versions if version[1].number < after[1].number] or versions[:1]
    online = [version for version in earlier if version[0].pk == practice.published_id]
    before = by_number[request.GET["de"]] if "de" in request.GET else (online or earlier)[-1]
    return before, after
