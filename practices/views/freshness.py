"""« Toujours en cours, a changé, arrêtée » : a city answers the yearly question, by its letter's link or signed in."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cities.decorators import for_acting_city
from cities.http import Request
from cities.viewer import Viewer, viewer_of
from common.errors import Refusal
from practices import actions, confirmation_links, freshness, permissions, record
from practices.confirmation_links import BadLink
from practices.models import ConfirmationRound, Practice
from practices.views import loading


@csrf_exempt  # a program of mail keeps no cookie; the signed link is the proof
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def still_true(request: HttpRequest, token: str) -> HttpResponse:
    """By the letter's link, without signing in. Only pressing a button acts: scanners of mail follow links."""
    opened = _by_link(token)
    if opened is None:
        return render(request, "letters/link_unknown.html", status=404)
    viewer, asked = opened
    here = reverse("practices:still_true", args=[token])
    return _page(request, viewer, asked, here, signed_in=False)


@require_http_methods(["GET", "HEAD", "POST"])
@for_acting_city
def confirmation(request: Request, slug: str) -> HttpResponse:
    """The same question, for somebody of the city who is signed in."""
    practice = loading.writable(request, slug)
    asked = practice.rounds.order_by("-year").first()
    if asked is None or not freshness.is_asked(practice):
        return redirect("practices:edit", slug=practice.slug)
    asked.practice = practice
    return _page(request, request.viewer, asked, reverse("practices:confirmation", args=[slug]), signed_in=True)


def _by_link(token: str) -> tuple[Viewer, ConfirmationRound] | None:
    """Return who answers what, with the rights of this moment; None when the link no longer opens anything."""
    try:
        question = confirmation_links.read(token)
    except BadLink:
        return None
    rounds = ConfirmationRound.objects.select_related("practice__city", "practice__published")
    asked = rounds.filter(practice=question.practice_id, year=question.year).first()
    if asked is None:
        return None
    viewer = viewer_of(question.user_id, asked.practice.city_id)
    may_answer = permissions.can_edit(viewer, asked.practice) and freshness.is_asked(asked.practice)
    return (viewer, asked) if may_answer else None


def _page(
    request: HttpRequest, viewer: Viewer, asked: ConfirmationRound, here: str, *, signed_in: bool
) -> HttpResponse:
    refused = ""
    if request.method == "POST":
        try:
            answered = _answer(viewer, asked, request.POST)
        except Refusal as refusal:
            refused = str(refusal.sentence)
        else:
            answered.practice = asked.practice
            asked = answered
    context = {
        "asked": asked,
        "practice": asked.practice,
        "heading": _title(viewer, asked.practice),
        "said_on": freshness.said_on(asked.practice),
        "here": here,
        "signed_in": signed_in,
        "viewer": viewer,
        "refused": refused,
        "typed": request.POST.get("why", asked.why),
        "explained": request.method == "POST" and "why" in request.POST and not refused,
    }
    return render(request, "practices/still_true.html", context, status=422 if refused else 200)


def _answer(viewer: Viewer, asked: ConfirmationRound, posted: QueryDict) -> ConfirmationRound:
    given: dict[str, Any] = {"by": viewer, "practice_id": asked.practice_id, "year": asked.year}
    if "why" in posted:
        return actions.explain_stop(**given, why=str(posted.get("why", "")))
    return actions.answer_confirmation(**given, answer=posted.get("answer", ""))


def _title(viewer: Viewer, practice: Practice) -> str:
    if practice.published is None:
        return _("Une fiche de votre ville")
    practice.published.practice = practice
    return record.view(practice.published, viewer).title
