"""The pages of the letter. Each is read through the gate of the present moment, like any other page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from common import links
from digests import actions, due, kept, mails, tokens
from digests.feeds import LetterFeed
from digests.models import Feed, Run


def _reader(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # noqa: S101  # LoginRequiredMiddleware has seen to it
    return user


@never_cache
@require_safe
def present(request: HttpRequest) -> HttpResponse:
    """What the next letter holds so far, the letters before, and the address of the feed."""
    reader, viewer = _reader(request), request.viewer  # type: ignore[attr-defined]  # the middleware of cities sets it
    start, end = due.coming(reader)
    found = mails.what_is_new(viewer, start, end)
    feed = Feed.objects.filter(reader=reader).first()
    context = {
        "reader": reader,
        "days": mails.days(start, end),
        "parts": mails.parts(found) if found else (),
        "choice": mails.choice(found) if found else "",
        "letters": [
            (run, mails.days(run.starts_at, run.ends_at)) for run in kept.readable(viewer, kept.letters(reader.pk))
        ],
        "address": links.page("digests:feed", tokens.for_feed(feed)) if feed else "",
        "edition": actions.edition_of(feed),
    }
    return render(request, "digests/present.html", context)


@never_cache
@require_safe
def letter(request: HttpRequest, period: str) -> HttpResponse:
    """One of the last letters; what others were told, or is about nothing that may still be read, does not exist."""
    viewer = request.viewer  # type: ignore[attr-defined]  # the middleware of cities sets it
    run: Run | None = next((run for run in kept.letters(_reader(request).pk) if run.period == period), None)
    if run is None or not kept.readable(viewer, [run]):
        raise Http404
    parts = mails.parts(kept.recall(viewer, run))
    return render(request, "digests/letter.html", {"days": mails.days(run.starts_at, run.ends_at), "parts": parts})


@require_POST
def renew_address(request: HttpRequest) -> HttpResponse:
    """Give the feed an address, or another one: the one before then answers nobody."""
    seen = request.POST.get("edition", "")
    if seen.isdecimal() and len(seen) < 10:
        actions.renew_address(user_id=_reader(request).pk, seen=int(seen))
        messages.success(request, _("Votre adresse privée est prête. Une adresse remplacée ne s’ouvre plus."))
    return redirect("digests:present")


@require_POST
def close_address(request: HttpRequest) -> HttpResponse:
    """Close the feed's address."""
    actions.close_address(user_id=_reader(request).pk)
    messages.success(request, _("L’adresse privée est supprimée. Elle ne s’ouvre plus."))
    return redirect("digests:present")


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed of whoever holds its address; never kept by what stands between, never indexed."""
    answer = LetterFeed()(request, token=token)
    patch_cache_control(answer, private=True, max_age=600)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
