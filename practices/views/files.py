"""Files of a record: the page where its city adds and removes them, and the gate through which they are read."""

from pathlib import Path
from typing import Any, BinaryIO

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.kept import keeps_typed
from cities.decorators import for_acting_city
from cities.http import Request
from common.errors import Conflict, Refusal
from files import store
from practices import actions, permissions, record
from practices.forms.files import DescribeForm, FileForm
from practices.models import Practice, Revision, RevisionState
from practices.record.files import Attached, file_called, written_of
from practices.record.reading import as_published
from practices.record.translating import mark_of
from practices.views import loading

# A file never acts, whatever a browser takes it for
_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: Request, slug: str) -> HttpResponse:
    """The files of the version being written: what each weighs, who reads it, and one more."""
    practice = loading.own(request, slug)
    revision = loading.open_revision(request.viewer, practice)
    if revision is None:
        messages.error(request, _("Aucun brouillon n’est ouvert pour cette fiche. Commencez une nouvelle version."))
        return redirect("practices:edit", slug=practice.slug)
    can_write = revision.state == RevisionState.DRAFT and permissions.can_edit(request.viewer, practice)
    form = FileForm(request.POST or None, request.FILES or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        sent: TemporaryUploadedFile = form.cleaned_data["file"]
        try:
            made = actions.add_attachment(
                by=request.viewer,
                revision_id=revision.pk,
                sent=Path(sent.temporary_file_path()),
                told=form.told(),
            )
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("Fichier joint : « %(title)s ».") % {"title": made.title})
            return redirect("practices:files", slug=practice.slug)
    context = {
        "practice": practice,
        "revision": revision,
        "shown": record.view(revision, request.viewer),
        # Each with the audience that it will have
        "attachments": record.view(as_published(revision), request.viewer).attachments,
        "form": form,
        "can_write": can_write,
    }
    return render(request, "practices/files.html", context, status=422 if form.is_bound else 200)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def describe_file(request: Request, slug: str, pk: int) -> HttpResponse:
    """What is said of a file of the draft, changed without adding it again."""
    practice = loading.writable(request, slug)
    revision = loading.open_revision(request.viewer, practice)
    written = written_of(revision, request.viewer, pk) if revision and revision.state == RevisionState.DRAFT else None
    if revision is None or written is None:
        raise Http404
    form = DescribeForm(
        request.POST or request.kept, viewer=request.viewer, initial={**written, "seen": mark_of(written)}
    )
    if request.method != "POST":
        return _described(request, revision, form, pk)
    if not form.is_valid():
        return _described(request, revision, form, pk, status=422)
    told, seen = form.told(), form.cleaned_data["seen"]
    try:
        actions.describe_attachment(by=request.viewer, revision_id=revision.pk, attachment_id=pk, told=told, seen=seen)
    except Conflict as conflict:
        return _described(request, revision, _again(request, written), pk, theirs=written, status=conflict.status)
    except Refusal as refusal:
        form.refused(refusal)
        return _described(request, revision, form, pk, status=refusal.status)
    messages.success(request, _("Ce qui est dit de « %(title)s » est enregistré.") % {"title": told.title})
    return redirect("practices:files", slug=practice.slug)


@require_POST
@for_acting_city
def remove_file(request: Request, slug: str, pk: int) -> HttpResponse:
    """Take a file off the draft."""
    practice = loading.writable(request, slug)
    revision = loading.open_revision(request.viewer, practice)
    if revision is None:
        raise Http404
    try:
        actions.remove_attachment(by=request.viewer, revision_id=revision.pk, attachment_id=pk)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("Le fichier a été retiré de cette version."))
    return redirect("practices:files", slug=practice.slug)


@login_not_required
@require_safe
def file(request: Request, slug: str, key: str) -> HttpResponseBase:
    """A file, to those who may read it: always a download, under a name made from its title."""
    found = _readable(request, slug, key)
    return served(request, found, found.file, found.media_type, inline=False)


@login_not_required
@require_safe
def image(request: Request, slug: str, key: str, size: str) -> HttpResponseBase:
    """An image that the site itself drew again, for the page: the small size or the large."""
    found = _readable(request, slug, key)
    if not found.is_image or size not in {"petite", "grande"}:
        raise Http404
    name = found.small if size == "petite" else found.file
    return served(request, found, name, found.media_type, inline=True)


def _again(request: Request, written: dict[str, Any]) -> DescribeForm:
    """Return what was typed, under the mark of what somebody else saved: a second click chooses it."""
    typed = request.POST.copy()
    typed["seen"] = mark_of(written)
    form = DescribeForm(typed, viewer=request.viewer)
    form.is_valid()
    return form


def _described(
    request: Request,
    revision: Revision,
    form: DescribeForm,
    pk: int,
    *,
    theirs: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = record.view(revision, request.viewer)
    context = {
        "practice": revision.practice,
        "shown": shown,
        "one": next(one for one in shown.attachments if one.pk == pk),
        "form": form,
        "theirs": [
            (form[key].label, value)
            for key, value in (theirs or {}).items()
            if value and isinstance(value, str) and key in {"title", "alt_text", "credit"}
        ],
        "compared": theirs is not None,
    }
    return render(request, "practices/describe_file.html", context, status=status)


def _readable(request: Request, slug: str, key: str) -> Attached:
    practice: Practice = loading.readable(request.viewer, slug)
    found = file_called(practice, key, request.viewer)
    if found is None:
        raise Http404
    return found


def served(request: HttpRequest, found: Attached, name: str, media_type: str, *, inline: bool) -> HttpResponseBase:
    """Return a file that the gate gave, so that no browser takes it for a page; the API serves through here too."""
    etag = f'"{name}"'
    opened: BinaryIO | None = store.open_kept(name)
    if opened is None:
        raise Http404
    # The gate is asked each time; what a browser holds already is not sent twice
    unchanged = get_conditional_response(request, etag=etag)
    response: HttpResponseBase = FileResponse(opened, content_type=media_type)
    if unchanged is not None:
        opened.close()
        response = unchanged
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = content_disposition_header(not inline, found.filename) or "inline"
    response["Content-Encoding"] = "identity"  # compressed already: the middleware leaves it and its length alone
    response["Content-Security-Policy"] = _POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response
