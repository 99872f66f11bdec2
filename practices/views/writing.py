"""Writing a draft: starting it, its page, and handing it to the secretariat. Its sections: ``views/section.py``."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.kept import keeps_typed
from cities.decorators import for_acting_city
from cities.http import Request
from common.errors import Refusal
from practices import actions, freshness, links, permissions, record
from practices.forms import CreateForm, VersionForm
from practices.models import QUESTIONS_TO_REVIEW, Claim, Practice, Revision, RevisionState
from practices.review.surroundings import findings
from practices.views import loading, progress, translating
from practices.views.history import history
from practices.views.points import review_context


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Request) -> HttpResponse:
    """Start a practice of the city acted for: a title, a language."""
    form = CreateForm(request.POST or request.kept, viewer=request.viewer)
    if not permissions.can_create(request.viewer):
        return render(request, "practices/cannot_create.html", status=403)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.create(
                by=request.viewer,
                title=data["title"],
                language=data["record_language"],
                token=data["form_token"],
            )
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("Brouillon créé. Remplissez les sections dans l’ordre que vous voulez."))
            return redirect("practices:edit", slug=made.practice.slug)
    return render(request, "practices/create.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def edit(request: Request, slug: str) -> HttpResponse:
    """The record as its city works on it: state, sections, what is needed, history, and the next moves."""
    practice = loading.own(request, slug)
    revision = loading.open_revision(request.viewer, practice)
    latest = revision or _latest(request, practice)
    shown = record.view(latest, request.viewer)
    lacking, later = progress.needed(latest)
    filled, needed = record.needed_count(latest, "submit")
    waiting = freshness.waiting(practice) if freshness.is_asked(practice) else []
    asked = _asked(request, practice, latest)
    context = {
        "practice": practice,
        "revision": latest,
        "shown": shown,
        "is_draft": latest.state == RevisionState.DRAFT,
        "is_submitted": latest.state == RevisionState.SUBMITTED,
        "can_write": permissions.can_edit(request.viewer, practice),
        "moves": {move.name: move for move in permissions.moves(request.viewer, practice, revision)},
        "has_open": revision is not None,
        "without_consent": progress.without_consent(shown),
        "translations": translating.offered(practice) if permissions.can_edit(request.viewer, practice) else [],
        "steps": progress.steps(latest, shown),
        "lacking": lacking,
        "later": later,
        "short": progress.next_short(latest),
        "filled": filled,
        "needed": needed,
        "asked": asked,
        **review_context(request, practice, asked),
        "history": history(practice),
        "waiting": waiting,
        "dead_links": links.dead_in(shown),
        "to_review": len(waiting) >= QUESTIONS_TO_REVIEW,
        "claims": Claim.objects.filter(practice=practice, handled_at__isnull=True),
    }
    return render(request, "practices/edit.html", context)


def _latest(request: Request, practice: Practice) -> Revision:
    found = Revision.objects.visible_to(request.viewer).filter(practice=practice).order_by("-number").first()
    if found is None:
        raise Http404
    found.practice = practice
    return found


def _asked(request: Request, practice: Practice, latest: Revision) -> Revision | None:
    """Return the decision that this draft answers: the one before it, when it asked for more or declined."""
    before = Revision.objects.visible_to(request.viewer).filter(practice=practice, decided_at__isnull=False)
    found = before.filter(number__lte=latest.number).order_by("-number").first()
    answered = {RevisionState.CHANGES_REQUESTED, RevisionState.DECLINED}
    return found if found is not None and found.state in answered else None


# --- Handing it over, or throwing it away ---


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: Request, slug: str) -> HttpResponse:
    """What is still needed, with the way to each field; then the button."""
    practice = loading.writable(request, slug)
    revision = loading.open_revision(request.viewer, practice)
    if revision is None or revision.state != RevisionState.DRAFT:
        return redirect("practices:edit", slug=practice.slug)
    form = VersionForm(request.POST or None, viewer=request.viewer, initial={"seen_version": revision.lock_version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.submit(by=request.viewer, revision_id=revision.pk, seen_version=form.cleaned_data["seen_version"])
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(
                request, _("Votre fiche a été soumise au secrétariat. Vous recevrez une réponse par courriel.")
            )
            return redirect("practices:edit", slug=practice.slug)
    return render(request, "practices/submit.html", _submit_context(request, revision, form), status=_status(form))


def _status(form: VersionForm) -> int:
    return 409 if form.is_bound and form.errors else 200


def _submit_context(request: Request, revision: Revision, form: VersionForm) -> dict[str, Any]:
    lacking, later = progress.needed(revision)
    filled, needed = record.needed_count(revision, "submit")
    found = findings(revision)
    return {
        "practice": revision.practice,
        "revision": revision,
        "shown": record.view(revision, request.viewer),
        "form": form,
        "lacking": lacking,
        "later": later,
        "filled": filled,
        "needed": needed,
        "findings": progress.placed(found),
        "is_blocked": any(finding.is_error for finding in found),
    }


@require_POST
@for_acting_city
def start_revision(request: Request, slug: str) -> HttpResponse:
    """Open the next version; readers go on reading the published one."""
    practice = loading.writable(request, slug)
    try:
        actions.start_revision(by=request.viewer, practice_id=practice.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("Nouvelle version commencée. La version publiée reste en ligne pendant ce temps."))
    return redirect("practices:edit", slug=practice.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: Request, slug: str) -> HttpResponse:
    """Throw a draft away, after a page that asks."""
    practice = loading.writable(request, slug)
    revision = loading.open_revision(request.viewer, practice)
    if revision is None or revision.state != RevisionState.DRAFT:
        return redirect("practices:edit", slug=practice.slug)
    form = VersionForm(request.POST or None, viewer=request.viewer, initial={"seen_version": revision.lock_version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.discard(by=request.viewer, revision_id=revision.pk, seen_version=form.cleaned_data["seen_version"])
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("Le brouillon a été supprimé."))
            return redirect("practices:edit", slug=practice.slug) if practice.published_id else redirect("pages:board")
    context = {
        "practice": practice,
        "form": form,
        "title": _("Supprimer le brouillon"),
        "sentence": _("Ce que ce brouillon contient sera perdu. La version publiée, s’il y en a une, reste en ligne."),
        "button": _("Supprimer le brouillon"),
        "heading": record.view(revision, request.viewer).title,
    }
    return render(request, "practices/confirm.html", context, status=_status(form))
