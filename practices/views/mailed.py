"""Answers that came by mail and wait for the agreement of the person to whom the letter had been written."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cities.http import Request
from cities.viewer import viewer_of
from common.errors import Refusal
from practices import actions
from practices.mails.reading import title_of
from practices.models import Comment, MailedReply, MailedState


@dataclass(frozen=True)
class Waiting:
    """One answer, with what it answers as its reader may read it now."""

    reply: MailedReply
    answered: Comment | None
    title: str


@require_safe
def mailed_replies(request: Request) -> HttpResponse:
    """What waits for the person signed in."""
    rows = MailedReply.objects.filter(reader=request.user.pk, state=MailedState.WAITING).select_related("city")
    return render(request, "practices/mailed.html", {"waiting": _waiting(list(rows))})


def _waiting(rows: list[MailedReply]) -> list[Waiting]:
    """What each answers: two statements for each city in whose name the reader answers."""
    found = dict[int, Waiting]()
    for city_id in {row.city_id for row in rows}:
        mine, viewer = [row for row in rows if row.city_id == city_id], viewer_of(rows[0].reader_id, city_id)
        seen = Comment.objects.visible_to(viewer).select_related("practice__published", "practice__city", "city")
        answered = seen.in_bulk([row.answered_id for row in mine]) if viewer.city_id == city_id else {}
        for row in mine:
            comment = answered.get(row.answered_id)
            found[row.pk] = Waiting(row, comment, title_of(viewer, comment.practice) if comment else "")
    return [found[row.pk] for row in rows]


@require_POST
def publish_reply(request: Request, pk: int) -> HttpResponse:
    """« Je l’ai écrite »."""
    row = _own(request, pk)
    try:
        made = actions.publish_reply(by=request.viewer, reply_id=row.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("Votre réponse est publiée au nom de %(city)s.") % {"city": made.city.name})
    return redirect("practices:mailed_replies")


@require_POST
def discard_reply(request: Request, pk: int) -> HttpResponse:
    """« Je ne l’ai pas écrite », or no longer want it."""
    row = _own(request, pk)
    try:
        actions.discard_reply(by=request.viewer, reply_id=row.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("La réponse est écartée, et son texte effacé."))
    return redirect("practices:mailed_replies")


def _own(request: Request, pk: int) -> MailedReply:
    if request.viewer.user_id is None:
        raise Http404
    return get_object_or_404(MailedReply, pk=pk, reader=request.viewer.user_id)
