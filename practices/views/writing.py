"""Writing a draft: its page, its sections one by one, and handing it to the secretariat."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from cities.decorators import for_acting_city
from cities.http import Request
from common.errors import Conflict, Refusal
from common.templatetags.ui import moment
from practices import actions, permissions, record
from practices.forms import CreateForm, SectionForm, Stored, VersionForm, with_row_button
from practices.models import Claim, Practice, Revision, RevisionState
from practices.record import SECTIONS, Section, section_called
from practices.record.reading import field_audience
from practices.views import loading, progress
from practices.views.history import history


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Request) -> HttpResponse:
    """Start a practice of the city acted for: a title, a language."""
    form = CreateForm(request.POST or None, viewer=request.viewer)
    if not permissions.can_create(request.viewer):
        return render(request, "practices/cannot_create.html", status=403)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.create(by=request.viewer, title=data["title"], language=data["record_language"])
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
    context = {
        "practice": practice,
        "revision": latest,
        "shown": shown,
        "is_draft": latest.state == RevisionState.DRAFT,
        "is_submitted": latest.state == RevisionState.SUBMITTED,
        "can_write": permissions.can_edit(request.viewer, practice),
        "moves": {move.name: move for move in permissions.moves(request.viewer, practice, revision)},
        "has_open": revision is not None,
        "steps": progress.steps(latest, shown),
        "lacking": lacking,
        "later": later,
        "filled": filled,
        "needed": needed,
        "asked": _asked(request, practice, latest),
        "history": history(practice),
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


# --- One section ---


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Request, slug: str, section: str) -> HttpResponse:
    """One section of the draft: it saves on its own, and what was typed is never lost."""
    found = section_called(section)
    if found is None or found.slug != section:
        raise Http404
    practice = loading.writable(request, slug)
    revision = loading.open_revision(request.viewer, practice)
    if revision is None or (revision.state != RevisionState.DRAFT and request.method != "POST"):
        messages.error(request, _("Aucun brouillon n’est ouvert pour cette fiche. Commencez une nouvelle version."))
        return redirect("practices:edit", slug=practice.slug)
    stored = _stored(request, revision)
    if request.method != "POST":
        form = SectionForm(None, viewer=request.viewer, section=found, stored=stored)
        return _section_page(request, revision, found, form)
    return _write_section(request, revision, found, stored)


def _stored(request: Request, revision: Revision) -> Stored:
    audiences = {key: field_audience(revision, declared) for key, declared in record.FIELDS.items()}
    return Stored(record.view(revision, request.viewer), audiences, revision.lock_version)


def _write_section(request: Request, revision: Revision, section: Section, stored: Stored) -> HttpResponse:
    button = request.POST.get("do", "save")
    if button.startswith(("add:", "remove:")):
        typed = with_row_button(request.POST, button)
        form = SectionForm(typed, viewer=request.viewer, section=section, stored=stored)
        return _section_page(request, revision, section, form)
    form = SectionForm(request.POST, viewer=request.viewer, section=section, stored=stored)
    if not form.is_valid():
        return _section_page(request, revision, section, form, status=422)
    try:
        saved = _save(request, revision, section, form, stored)
    except Conflict as conflict:
        return _conflict_page(request, revision, section, stored, conflict)
    except Refusal as refusal:
        form.refused(refusal)
        return _section_page(request, revision, section, form, status=refusal.status)
    messages.success(request, _("Brouillon enregistré le %(moment)s.") % {"moment": moment(saved.saved_at)})
    return redirect(_after(section, revision.practice, button))


def _save(request: Request, revision: Revision, section: Section, form: SectionForm, stored: Stored) -> Revision:
    """Save what was typed; a colleague who saved another section meanwhile is no conflict."""
    same = form.cleaned_data["seen_revision"] == revision.pk or stored.was_seen(section, request.POST)
    seen = stored.version if stored.was_seen(section, request.POST) else form.cleaned_data["seen_version"]
    if not same:
        raise Conflict
    return actions.save_section(
        by=request.viewer,
        revision_id=revision.pk,
        section=section.key,
        values=form.values(),
        audiences=form.audiences(),
        seen_version=seen,
    )


def _after(section: Section, practice: Practice, button: str) -> str:
    if button == "next":
        keys = [one.key for one in SECTIONS]
        place = keys.index(section.key) + 1
        if place < len(SECTIONS):
            return reverse("practices:section", args=[practice.slug, SECTIONS[place].slug])
        return reverse("practices:submit", args=[practice.slug])
    return reverse("practices:section", args=[practice.slug, section.slug])


def _conflict_page(
    request: Request, revision: Revision, section: Section, stored: Stored, conflict: Conflict
) -> HttpResponse:
    """Show both texts: what somebody else saved, and what was typed, which a second click saves."""
    fresh = loading.open_revision(request.viewer, revision.practice)
    if fresh is None:
        raise conflict
    stored = _stored(request, fresh)
    typed: QueryDict = request.POST.copy()
    for name, value in stored.seen(section).items():
        typed[name] = str(value)
    form = SectionForm(typed, viewer=request.viewer, section=section, stored=stored)
    if form.is_as_stored():
        # The same page sent twice, or two people who wrote the same: it is there already
        messages.success(request, _("Brouillon enregistré le %(moment)s.") % {"moment": moment(fresh.saved_at)})
        return redirect(_after(section, fresh.practice, request.POST.get("do", "save")))
    return _section_page(request, fresh, section, form, status=conflict.status, saved_by=_last_writer(request, fresh))


def _last_writer(request: Request, revision: Revision) -> str:
    last = revision.contributors[-1] if revision.contributors else None
    if last is None or last == request.viewer.user_id:
        return _("Vous-même, dans une autre page,")
    found = User.objects.filter(pk=last).first()
    return found.name if found else _("Une personne de votre ville")


def _section_page(
    request: Request,
    revision: Revision,
    section: Section,
    form: SectionForm,
    *,
    status: int = 200,
    saved_by: str = "",
) -> HttpResponse:
    blocks = form.blocks(compared=bool(saved_by))
    steps = progress.steps(revision, form.stored.record)
    place = next(number for number, step in enumerate(steps, start=1) if step.section == section)
    needed = [block for block in blocks if block.is_needed]
    optional = [block for block in blocks if not block.is_needed]
    context = {
        "practice": revision.practice,
        "revision": revision,
        "shown": form.stored.record,
        "section": section,
        "title": progress.title_of(section),
        "steps": steps,
        "place": place,
        "form": form,
        "summary": form.summary() if form.is_bound else [],
        "blocks": needed,
        "optional": optional,
        "optional_open": any(block.is_filled or block.errors or block.differs for block in optional) or not needed,
        "saved_by": saved_by,
        "audience_inputs": form.audience_inputs(),
        "city_names": sorted(form.cities.names.values()) if form.cities else [],
        "is_last": place == len(steps),
    }
    return render(request, "practices/section.html", context, status=status)


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
    return {
        "practice": revision.practice,
        "revision": revision,
        "shown": record.view(revision, request.viewer),
        "form": form,
        "lacking": lacking,
        "later": later,
        "filled": filled,
        "needed": needed,
        "cautions": record.cautions(revision),
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
