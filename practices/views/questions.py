"""Which reply answers a question, and the letters that a person no longer wants about a practice."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cities.decorators import for_acting_city
from cities.http import Request
from common.errors import Refusal
from practices import actions, permissions
from practices.models import Comment
from practices.views import loading


@require_POST
@for_acting_city
def mark_answer(request: Request, slug: str, pk: int) -> HttpResponse:
    """The city of the practice says that this reply answers the question."""
    done = _("La réponse est marquée. La ville qui a posé la question en est prévenue.")
    return _settle(request, loading.comment_of(request.viewer, slug, pk), done, actions.mark_answer, "reply_id")


@require_POST
@for_acting_city
def unmark_answer(request: Request, slug: str, pk: int) -> HttpResponse:
    """The city of the practice says that the question still waits."""
    done = _("La question attend de nouveau une réponse.")
    return _settle(request, loading.comment_of(request.viewer, slug, pk), done, actions.unmark_answer, "question_id")


def _settle(request: Request, found: Comment, done: str, verb: Callable[..., Any], name: str) -> HttpResponse:
    if not permissions.can_answer(request.viewer, found.practice):
        raise Http404
    try:
        verb(by=request.viewer, **{name: found.pk})
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, done)
    return redirect(f"{reverse('practices:detail', args=[found.practice.slug])}#comment-{found.pk}")


@require_POST
@for_acting_city
def mute(request: Request, slug: str) -> HttpResponse:
    """Receive no letter about this practice any more."""
    practice = loading.readable(request.viewer, slug)
    actions.mute(by=request.viewer, practice_id=practice.pk)
    messages.success(
        request, _("Vous ne recevrez plus aucune lettre sur cette fiche, même si elle est celle de votre ville.")
    )
    return redirect("practices:detail", slug=practice.slug)


@require_POST
@for_acting_city
def unmute(request: Request, slug: str) -> HttpResponse:
    """Receive letters about this practice again."""
    practice = loading.readable(request.viewer, slug)
    actions.unmute(by=request.viewer, practice_id=practice.pk)
    messages.success(request, _("Vous recevrez de nouveau les lettres sur cette fiche."))
    return redirect("practices:detail", slug=practice.slug)
