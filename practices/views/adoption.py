"""A city declares that it takes up the practice of another; the city of the practice answers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cities.decorators import for_acting_city
from cities.http import Request
from cities.viewer import Viewer
from common.errors import Refusal
from practices import actions, permissions, record
from practices.forms import AdoptionAnswerForm, AdoptionForm
from practices.models import Adoption, AdoptionAnswer, Practice, Revision
from practices.views import loading


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: Request, slug: str) -> HttpResponse:
    """Say where one's city is with a practice of another, or change what it said."""
    practice = loading.readable(request.viewer, slug)
    if not permissions.can_adopt(request.viewer, practice):
        raise Http404
    adoption = _own(request.viewer, practice)
    stored = _stored(adoption)
    stored["grown_into"] = stored.get("grown_into") or _started_from(request.viewer, practice)
    form = AdoptionForm(request.POST or None, viewer=request.viewer, own=_own_records(request.viewer), initial=stored)
    if request.method == "POST" and form.is_valid():
        values = {key: str(value) for key, value in form.cleaned_data.items()}
        try:
            made = actions.declare_adoption(
                by=request.viewer,
                practice_id=practice.pk,
                values=values,
                seen_version=form.cleaned_data["seen_version"],
            )
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("C’est enregistré. La ville qui a publié la pratique en est prévenue."))
            return redirect(_place(practice, made))
    context = {"practice": practice, "title": _title(request.viewer, practice), "form": form, "adoption": adoption}
    return render(request, "practices/adopt.html", context, status=422 if form.errors else 200)


@require_POST
@for_acting_city
def cancel_adoption(request: Request, slug: str) -> HttpResponse:
    """Take back what was declared by mistake."""
    practice = loading.readable(request.viewer, slug)
    adoption = _own(request.viewer, practice)
    if adoption is None or not permissions.declared_by(request.viewer, adoption):
        raise Http404
    seen = request.POST.get("seen_version", "")
    try:
        actions.cancel_adoption(
            by=request.viewer,
            adoption_id=adoption.pk,
            seen_version=int(seen) if seen.isdecimal() and len(seen) < 12 else 0,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("practices:adopt", slug=practice.slug)
    messages.success(request, _("Votre déclaration est retirée."))
    return redirect("practices:detail", slug=practice.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_adoption(request: Request, slug: str, city: str) -> HttpResponse:
    """The city of the practice thanks the one that took it up, or corrects what it said."""
    adoption = _of_city(request.viewer, slug, city)
    if not permissions.can_answer_adoption(request.viewer, adoption):
        raise Http404
    answer = AdoptionAnswer.objects.filter(adoption=adoption).first()
    stored = {"kind": answer.kind, "body": answer.body} if answer else {}
    form = AdoptionAnswerForm(
        request.POST or None, viewer=request.viewer, initial={**stored, "seen_version": adoption.lock_version}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_adoption(by=request.viewer, adoption_id=adoption.pk, **_given(form))
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("Votre réponse est envoyée à la ville."))
            return redirect(_place(adoption.practice, adoption))
    context = {"practice": adoption.practice, "adoption": adoption, "form": form}
    return render(request, "practices/answer_adoption.html", context, status=422 if form.errors else 200)


def _given(form: AdoptionAnswerForm) -> dict[str, Any]:
    return {key: form.cleaned_data[key] for key in ("kind", "body", "seen_version")}


def _own(viewer: Viewer, practice: Practice) -> Adoption | None:
    found = Adoption.objects.visible_to(viewer).filter(practice=practice, city_id=viewer.city_id or 0)
    return found.select_related("city", "grown_into").first()


def _of_city(viewer: Viewer, slug: str, city: str) -> Adoption:
    rows = Adoption.objects.visible_to(viewer).select_related("practice__city", "city")
    return get_object_or_404(rows, practice__slug=slug, city__slug=city)


def _own_records(viewer: Viewer) -> list[tuple[str, str]]:
    """Return the records of the city acted for, by the title of their last version."""
    last = Revision.objects.visible_to(viewer).filter(practice__city_id=viewer.city_id or 0)
    rows = last.order_by("practice_id", "-number").distinct("practice_id").values_list("practice__slug", "title")
    return sorted(rows, key=lambda row: row[1].casefold())


def _started_from(viewer: Viewer, practice: Practice) -> str:
    """Return the record that the city started from this practice: the form proposes it."""
    own = Practice.objects.editable_by(viewer).filter(inspired_by=practice)
    return own.order_by("-pk").values_list("slug", flat=True).first() or ""


def _stored(adoption: Adoption | None) -> dict[str, Any]:
    if adoption is None:
        return {}
    return {
        **{key: getattr(adoption, key) for key in ("state", "since", "changed", "why", "result", "audience")},
        "grown_into": adoption.grown_into.slug if adoption.grown_into else "",
        "seen_version": adoption.lock_version,
    }


def _title(viewer: Viewer, practice: Practice) -> str:
    if practice.published is None:
        raise Http404
    practice.published.practice = practice
    return record.view(practice.published, viewer).title


def _place(practice: Practice, adoption: Adoption) -> str:
    return f"{reverse('practices:detail', args=[practice.slug])}#reprise-{adoption.city.slug}"
