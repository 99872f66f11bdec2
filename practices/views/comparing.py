"""Two to four practices side by side on the same questions: each as this viewer reads it, never a sum, never a rank.

The address holds everything: ``comparer/?p=slug&p=slug`` can be sent to a colleague, who sees what they may read.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from cities.http import Request
from cities.viewer import Viewer
from practices import search
from practices.models import READABLE, IndexEntry, Practice
from practices.record.display import spoken_in
from practices.search import Query
from practices.views import sheet
from practices.views.comparison import groups
from practices.views.sheet import Sheet

MOST = 4
_SLUG = re.compile(r"[-a-z0-9]{1,100}")
_SUGGESTED = 6


@dataclass(frozen=True)
class Offer:
    """A practice that may be added, and the address that holds it too."""

    title: str
    spoken: SafeString
    city: str
    address: str


@login_not_required
@require_safe
def compare(request: Request) -> HttpResponse:
    """The practices named in the address, in its order, and a way to add another."""
    asked = list(dict.fromkeys(slug for slug in request.GET.getlist("p") if slug))
    found = _readable(request.viewer, asked)
    chosen = [found[slug] for slug in asked if slug in found][:MOST]
    slugs = [one.practice.slug for one in chosen]
    text = Query.from_parameters({"q": request.GET.get("q", "")}).text
    context = {
        "sheets": chosen,
        "columns": [(one, _address(slug for slug in slugs if slug != one.practice.slug)) for one in chosen],
        "slugs": slugs,
        "absent": len(asked) - len(found),
        "too_many": len(found) > MOST,
        "groups": groups(chosen) if len(chosen) > 1 else [],
        "can_add": len(chosen) < MOST,
        "text": text,
        "offers": [_offer(entry, slugs) for entry in _suggested(request.viewer, chosen, text)],
    }
    return render(request, "practices/compare.html", context)


def _readable(viewer: Viewer, slugs: list[str]) -> dict[str, Sheet]:
    """Return the published practices of these that the viewer reads; the others do not exist."""
    rows = Practice.objects.visible_to(viewer).filter(
        slug__in=[slug for slug in slugs if _SLUG.fullmatch(slug)][: 2 * MOST],
        state__in=READABLE,
        published__isnull=False,
    )
    found: dict[str, Sheet] = {}
    for practice in rows.select_related("city", "published"):
        if practice.published is not None:
            practice.published.practice = practice
            found[practice.slug] = sheet.sheet(practice, practice.published, viewer)
    return found


def _suggested(viewer: Viewer, chosen: list[Sheet], text: str) -> list[IndexEntry]:
    """Return what the words find, or what shares a theme with the first one; never those chosen already."""
    if len(chosen) >= MOST or not (text or chosen):
        return []
    themes = tuple(chosen[0]["themes"].value) if chosen and not text else ()
    query = Query(text=text, filters={"theme": themes} if themes else {})
    have = {one.practice.slug for one in chosen}
    entries = search.find(viewer.scope, query, page_size=_SUGGESTED + MOST).entries
    return [entry for entry in entries if entry.slug not in have][:_SUGGESTED]


def _offer(entry: IndexEntry, slugs: list[str]) -> Offer:
    said = entry.said
    return Offer(said.title, spoken_in(said.language), entry.city.name, _address([*slugs, entry.slug]))


def _address(slugs: Iterable[str]) -> str:
    return f"?{urlencode([('p', slug) for slug in slugs])}"
