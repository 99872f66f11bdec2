"""A draft away from the site: its files to download, the file brought back, and the choice of what is taken from it."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import kept
from cities.decorators import for_acting_city
from cities.forms import CityForm
from cities.http import Request
from common.errors import Conflict, Refusal
from practices import actions, record
from practices.forms import VersionForm
from practices.forms.offline import UploadForm
from practices.models import OfflineFile, Practice, Revision, RevisionState
from practices.offline.changes import Compared, compared
from practices.offline.content import LARGEST, Draft, Filled, Unreadable, travelling, values_of
from practices.offline.page import answers_in, form_page, read_answers
from practices.offline.reading import read_workbook
from practices.offline.sheets import workbook
from practices.record.marks import marks
from practices.views import loading

ANSWERS = "practices:offline_answers"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
def offline(request: Request, slug: str) -> HttpResponse:
    """The two files to download, the files that wait, and the place to bring one back."""
    practice, revision = _draft(request, slug)
    if revision is None:
        return _no_draft(request, practice)
    form = UploadForm(request.POST or None, request.FILES or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            made = _receive(request, practice, form.cleaned_data["file"])
        except Unreadable as unreadable:
            form.add_error("file", str(unreadable.sentence))
        except Refusal as refusal:
            form.refused(refusal)
        else:
            return redirect("practices:offline_file", practice.slug, made.pk)
    context = {
        "practice": practice,
        "shown": record.view(revision, request.viewer),
        "form": form,
        "has_answers": kept.waiting(request.viewer.user_id or 0, ANSWERS, practice.slug) is not None,
        "waiting": OfflineFile.objects.waiting_for(request.viewer).filter(practice=practice),
    }
    return render(request, "practices/offline.html", context, status=422 if form.errors else 200)


@csrf_exempt  # a page on a disk has no token: nothing is staged here, and its mark is signed, for this page alone
@kept.keeps_from_away
@login_not_required
@require_POST
def offline_answers(request: Request, slug: str) -> HttpResponse:
    """What the form in one file sends by itself: kept a day for who downloaded it, and for nobody else."""
    if kept.keep(request) is None:
        return render(request, "practices/offline_refused.html", status=422)
    return redirect("practices:offline", slug)


@require_POST
@for_acting_city
def offline_compare(request: Request, slug: str) -> HttpResponse:
    """Take the answers that were sent, and compare them with the draft; nothing changes before they are accepted."""
    practice = loading.writable(request, slug)
    sent = kept.waiting(request.viewer.user_id or 0, ANSWERS, practice.slug)
    if sent is None:
        messages.error(request, _("Ces réponses n’attendent plus : envoyez-les de nouveau depuis le formulaire."))
        return redirect("practices:offline", practice.slug)
    try:
        file = _keep(request, practice, _("Formulaire envoyé par le navigateur"), answers_in(sent))
    except Unreadable as unreadable:
        messages.error(request, str(unreadable.sentence))
        return redirect("practices:offline", practice.slug)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("practices:offline", practice.slug)
    kept.forget(request.viewer.user_id or 0, ANSWERS, practice.slug)
    return redirect("practices:offline_file", practice.slug, file.pk)


@require_safe
def offline_sheet(request: Request, slug: str) -> HttpResponse:
    """The draft as a spreadsheet."""
    practice, revision = _draft(request, slug)
    if revision is None:
        return _no_draft(request, practice)
    draft, title = _travelling(request, practice, revision)
    return _attached(workbook(draft, title), _XLSX, f"fiche-{practice.slug}.xlsx")


@require_safe
def offline_form(request: Request, slug: str) -> HttpResponse:
    """The draft as one form in one file."""
    practice, revision = _draft(request, slug)
    if revision is None:
        return _no_draft(request, practice)
    draft, title = _travelling(request, practice, revision)
    writer = kept.signed_away(request.viewer.user_id or 0, ANSWERS, practice.slug)
    return _attached(
        form_page(draft, title, writer).encode(), "text/html; charset=utf-8", f"fiche-{practice.slug}.html"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def offline_file(request: Request, slug: str, pk: int) -> HttpResponse:
    """What a file would change, before and after; what is ticked is saved, all or none."""
    practice, revision = _draft(request, slug)
    file = get_object_or_404(OfflineFile.objects.waiting_for(request.viewer), pk=pk, practice=practice)
    if revision is None:
        return _no_draft(request, practice)
    form = VersionForm(request.POST or None, viewer=request.viewer, initial={"seen_version": revision.lock_version})
    if request.method != "POST":
        return _comparison(request, file, revision, form)
    chosen = set(request.POST.getlist("accept"))
    if not form.is_valid():
        return _comparison(request, file, revision, form, chosen=chosen, status=422)
    seen = form.cleaned_data["seen_version"]
    try:
        saved = actions.accept_offline(by=request.viewer, file_id=file.pk, keys=chosen, seen_version=seen)
    except Conflict as conflict:
        return _moved(request, practice, file, chosen, conflict)
    except Refusal as refusal:
        form.refused(refusal)
        return _comparison(request, file, revision, form, chosen=chosen, status=refusal.status)
    return _saved(request, file, saved, len(chosen))


@require_POST
@for_acting_city
def offline_forget(request: Request, slug: str, pk: int) -> HttpResponse:
    """Let a file go."""
    practice = loading.writable(request, slug)
    file = get_object_or_404(OfflineFile.objects.waiting_for(request.viewer), pk=pk, practice=practice)
    actions.forget_offline(by=request.viewer, file_id=file.pk)
    messages.success(request, _("Le fichier est effacé d’ici. Le brouillon n’a pas changé."))
    return redirect("practices:offline", practice.slug)


# --- What the pages are made of ---


def _draft(request: Request, slug: str) -> tuple[Practice, Revision | None]:
    practice = loading.writable(request, slug)
    revision = loading.open_revision(request.viewer, practice)
    return practice, revision if revision is not None and revision.state == RevisionState.DRAFT else None


def _no_draft(request: Request, practice: Practice) -> HttpResponse:
    messages.error(request, _("Aucun brouillon n’est ouvert pour cette fiche. Commencez une nouvelle version."))
    return redirect("practices:edit", slug=practice.slug)


def _travelling(request: Request, practice: Practice, revision: Revision) -> tuple[Draft, str]:
    shown = record.view(revision, request.viewer)
    draft = Draft(
        slug=practice.slug,
        revision=revision.pk,
        version=revision.lock_version,
        language=(get_language() or "fr")[:2],
        marks=marks(revision, travelling()),
        values=values_of(shown),
    )
    return draft, f"{shown.title} – {practice.city.name}"


def _attached(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _receive(request: Request, practice: Practice, upload: "UploadedFile[Any]") -> OfflineFile:
    if (upload.size or 0) > LARGEST:
        raise Unreadable(_("Ce fichier est trop lourd : 5 Mo au plus."))
    return _keep(request, practice, upload.name or "", upload.read())


def _keep(request: Request, practice: Practice, name: str, content: bytes) -> OfflineFile:
    filled: Filled = read_workbook(content) if content.startswith(b"PK") else read_answers(content)
    return actions.receive_offline(
        by=request.viewer, practice_id=practice.pk, name=name, content=content, filled=filled
    )


def _moved(
    request: Request, practice: Practice, file: OfflineFile, chosen: Collection[str], conflict: Conflict
) -> HttpResponse:
    """Compare again with the draft as it is now; what was ticked stays ticked, and a second click saves it."""
    fresh = loading.open_revision(request.viewer, practice)
    if fresh is None:
        raise conflict
    form = VersionForm(viewer=request.viewer, initial={"seen_version": fresh.lock_version})
    messages.error(request, _("Le brouillon a changé pendant que vous choisissiez. Relisez les différences."))
    return _comparison(request, file, fresh, form, chosen=chosen, status=conflict.status)


def _comparison(
    request: Request,
    file: OfflineFile,
    revision: Revision,
    form: CityForm,
    *,
    chosen: Collection[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = record.view(revision, request.viewer)
    found = compared(file, revision, shown)
    context = {
        "practice": revision.practice,
        "shown": shown,
        "file": file,
        "found": found,
        "form": form,
        "ticked": _ticked(found) if chosen is None else chosen,
    }
    return render(request, "practices/offline_file.html", context, status=status)


def _ticked(found: Compared) -> set[str]:
    return {change.field.key for change in found.changes if change.is_usual}


def _saved(request: Request, file: OfflineFile, saved: Revision, count: int) -> HttpResponse:
    left = compared(file, saved, record.view(saved, request.viewer))
    if count:
        words = ngettext("%(count)d champ enregistré.", "%(count)d champs enregistrés.", count) % {"count": count}
        messages.success(request, words)
    if left.is_empty:
        actions.forget_offline(by=request.viewer, file_id=file.pk)
        return redirect("practices:edit", saved.practice.slug)
    return redirect("practices:offline_file", saved.practice.slug, file.pk)
