"""The list of practices, and the page of one."""

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cities.http import Request
from practices import discussion, freshness, permissions, readings, search
from practices.models import Practice
from practices.models.adoption import ORDER
from practices.search import Query
from practices.views import listing, loading, sheet
from practices.views.cards import cards

# The page of a practice shown apart from its live page: a draft's preview, an old version. Nothing to do there
READ_ONLY: dict[str, object] = {
    "is_live": False,
    "is_stranger": False,
    "can_start_from": False,
    "voices": [],
    "follows": False,
    "mutes": False,
    "can_mute": False,
    "can_comment": False,
    "can_ask": False,
    "can_follow": False,
    "can_claim": False,
    "is_own": False,
    "last_change": None,
}


@login_not_required
@require_safe
def practice_list(request: Request) -> HttpResponse:
    """The search, its filters with counts, and a page of what is found."""
    query = Query.from_parameters(request.GET)
    found = search.find(request.viewer.scope, query)
    context = {
        "query": query,
        "found": found,
        "cards": cards(found.entries),
        "families": listing.families(query, found),
        "asked": listing.asked(query),
        "pages": listing.pages(query, found) if found.pages > 1 else [],
        "states": [(str(state), state.label) for state in ORDER],
        "sorts": listing.sorts(query),
        "next_page": listing.address(replace(query, page=found.page + 1)) if found.has_next else "",
        "is_narrowed": bool(query.text or query.filters),
        "can_create": permissions.can_create(request.viewer),
        **_help_when_empty(request, query, found),
    }
    return render(request, "practices/list.html", context)


def _help_when_empty(request: Request, query: Query, found: search.Found) -> dict[str, object]:
    """What to try when nothing is found: the words alone, or everything; each with its count."""
    if found.total:
        return {"all_count": None, "words_only": "", "words_count": None}
    scope = request.viewer.scope
    everything = search.matching(scope, Query()).count()
    if not (query.text and query.filters):
        return {"all_count": everything, "words_only": "", "words_count": None}
    alone = Query(text=query.text)
    return {
        "all_count": everything,
        "words_only": listing.address(alone),
        "words_count": search.matching(scope, alone).count(),
    }


@login_not_required
@require_safe
def detail(request: Request, slug: str) -> HttpResponse:
    """A practice as this viewer reads it; what is not published leads its own city to the page of its draft."""
    practice = loading.readable(request.viewer, slug)
    if not practice.is_readable or practice.published is None:
        return redirect("practices:edit", slug=practice.slug)
    practice.published.practice = practice
    practice.look_around()
    can_comment = permissions.can_comment(request.viewer, practice)
    context = {
        "sheet": sheet.sheet(practice, practice.published, request.viewer),
        "is_live": True,
        "is_stranger": request.viewer.user_id is None,
        "voices": discussion.thread(practice, request.viewer),
        "follows": discussion.follows(request.viewer, practice),
        "mutes": discussion.mutes(request.viewer, practice),
        "can_mute": request.viewer.is_member and not request.viewer.is_secretariat,
        "can_comment": can_comment,
        "can_ask": can_comment and permissions.is_answered_elsewhere(request.viewer, practice),
        "can_start_from": permissions.can_start_from(request.viewer, practice),
        "can_follow": request.viewer.is_member or request.viewer.is_secretariat,
        "can_claim": permissions.can_claim(request.viewer, practice),
        "stop": freshness.stop_of(practice, request.viewer),
        "last_change": _last_change(request, practice),
        "is_own": is_own(request, practice),
    }
    readings.mark(request.viewer, practice)
    return render(request, "practices/detail.html", context)


def _last_change(request: Request, practice: Practice) -> tuple[int, int] | None:
    """Return the numbers of the version read and of the one before, when this viewer may read both."""
    if practice.first_published_at == practice.published_at:
        return None
    found = [version.number for version in loading.past(request.viewer, practice)][:2]
    return (found[1], found[0]) if len(found) == 2 else None


def is_own(request: Request, practice: Practice) -> bool:
    """The viewer acts for the city of the practice, or is of the secretariat."""
    return request.viewer.is_secretariat or request.viewer.city_id == practice.city_id
