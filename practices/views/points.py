"""What the city answers to the review of its record: the points one by one, and an appeal."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cities.http import Request
from common.errors import Refusal
from practices import actions, permissions, record
from practices.forms import NoteForm
from practices.forms.point import PointForm
from practices.models import Appeal, Decline, Practice, Revision
from practices.record import FIELDS
from practices.review.places import Shown, points_of
from practices.views import loading


@require_http_methods(["GET", "HEAD", "POST"])
def answer_point(request: Request, slug: str, pk: int) -> HttpResponse:
    """One point of the secretariat: its exchange, and the city's answer."""
    practice = loading.writable(request, slug)
    shown = _point(practice, pk)
    form = PointForm(request.POST or None, viewer=request.viewer, initial={"done": shown.point.done_at is not None})
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_point(
                by=request.viewer, point_id=pk, body=form.cleaned_data["body"], done=form.cleaned_data["done"]
            )
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("Votre réponse est enregistrée. Le secrétariat la lit."))
            return redirect(f"{reverse('practices:edit', args=[practice.slug])}#point-{pk}")
    context = {"practice": practice, "shown": shown, "form": form}
    return render(request, "practices/point.html", context, status=422 if form.errors else 200)


def _point(practice: Practice, pk: int) -> Shown:
    found = next((one for one in points_of(practice.pk, sent=True) if one.point.pk == pk), None)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: Request, slug: str) -> HttpResponse:
    """Ask that somebody else read what was refused or sent back; once."""
    practice = loading.writable(request, slug)
    revision = _decided(request, practice)
    form = NoteForm(
        request.POST or None,
        viewer=request.viewer,
        label=_("Pourquoi faut-il relire cette fiche ?"),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.appeal(by=request.viewer, revision_id=revision.pk, reason=form.cleaned_data["note"])
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("Votre appel est parti. Une autre personne du secrétariat vous répondra."))
            return redirect("practices:edit", slug=practice.slug)
    context = {
        "practice": practice,
        "form": form,
        "title": _("Faire appel de cette décision"),
        "sentence": _(
            "Une personne du secrétariat, autre que celle qui a décidé, relira votre fiche et vos raisons. "
            "Vous pouvez faire appel une seule fois de cette décision."
        ),
        "button": _("Faire appel"),
        "heading": record.view(revision, request.viewer).title,
    }
    return render(request, "practices/confirm.html", context, status=422 if form.errors else 200)


def review_context(request: Request, practice: Practice, asked: Revision | None) -> dict[str, Any]:
    """Return what the page of a draft says of its review: the points, the reasons of a refusal, the appeal."""
    if asked is not None:
        asked.practice = practice
    told = Decline.objects.filter(revision=asked).first() if asked else None
    return {
        "points": points_of(practice.pk, sent=True),
        "reasons": told.in_language(get_language()) if told else [],
        "can_appeal": asked is not None and permissions.can_appeal(request.viewer, practice, asked),
        "appeal": Appeal.objects.filter(revision=asked).first() if asked else None,
    }


def open_points(practice: Practice, keys: Collection[str]) -> list[Shown]:
    """Return the points still open about these fields, or about the whole section that holds them."""
    sections = {FIELDS[key].section for key in keys}
    return [
        shown
        for shown in points_of(practice.pk, sent=True)
        if shown.is_open and (shown.point.field in keys or (not shown.point.field and shown.point.section in sections))
    ]


def _decided(request: Request, practice: Practice) -> Revision:
    """Return the version whose decision may be appealed, or the 404 of what does not exist."""
    rows = Revision.objects.visible_to(request.viewer).filter(practice=practice, decided_at__isnull=False)
    last = rows.order_by("-number").first()
    if last is None:
        raise Http404
    last.practice = practice
    if not permissions.can_appeal(request.viewer, practice, last):
        raise Http404
    return last
