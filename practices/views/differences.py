"""The page that shows what changes between two versions of a practice."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.http import Request
from practices import record
from practices.differences import differences
from practices.models import Practice, Revision, RevisionState
from practices.views import loading


@dataclass(frozen=True)
class Version:
    """A version that this viewer may open, and its title through the gate."""

    revision: Revision
    title: str

    @property
    def number(self) -> int:
        return self.revision.number


@login_not_required
@require_safe
def compare_versions(request: Request, slug: str) -> HttpResponse:
    """Two versions that this viewer may both read: ?de=1&a=2, or what changed last."""
    practice = loading.readable(request.viewer, slug)
    versions = _readable_versions(request, practice)
    before, after = _chosen(request, practice, versions)
    context = {
        "practice": practice,
        "numbers": [version.number for version in versions],
        "before": before,
        "after": after,
        "shown": after or versions[-1],
        "standing": _standing(practice, after.revision) if after else "",
        "changes": differences(before.revision, after.revision, request.viewer) if before and after else [],
    }
    return render(request, "practices/differences.html", context)


def _standing(practice: Practice, revision: Revision) -> str:
    """Return what a version is for its readers; that it was accepted is a word of the review, and no news to them."""
    if revision.pk == practice.published_id:
        return _("Version actuelle").lower()
    return "" if revision.state == RevisionState.ACCEPTED else str(revision.get_state_display()).lower()


def _readable_versions(request: Request, practice: Practice) -> list[Version]:
    """Return the versions this viewer may open, oldest first: one statement, however many they are."""
    found: list[Version] = []
    rows = Revision.objects.visible_to(request.viewer) | Revision.objects.past_visible_to(request.viewer)
    for revision in rows.filter(practice=practice).order_by("number"):
        revision.practice = practice
        title = record.title(revision, request.viewer)
        if title:
            found.append(Version(revision, title))
    if not found:
        raise Http404
    return found


def _chosen(request: Request, practice: Practice, versions: list[Version]) -> tuple[Version | None, Version | None]:
    by_number = {str(version.number): version for version in versions}
    asked = [request.GET[name] for name in ("de", "a") if name in request.GET]
    if any(number not in by_number for number in asked):
        raise Http404
    if len(asked) == 2:
        return by_number[asked[0]], by_number[asked[1]]
    if len(versions) < 2:
        return None, None
    after = by_number[request.GET["a"]] if "a" in request.GET else versions[-1]
    earlier = [version for version in versions if version.number < after.number] or versions[:1]
    online = [version for version in earlier if version.revision.pk == practice.published_id]
    before = by_number[request.GET["de"]] if "de" in request.GET else (online or earlier)[-1]
    return before, after
