"""Comments, replies, reports, and following a practice."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import throttle
from accounts.kept import keeps_typed
from cities.decorators import for_acting_city
from cities.http import Request
from common.errors import Refusal
from practices import actions, permissions
from practices.forms import CommentForm, NoteForm, ReportForm
from practices.models import Comment, CommentKind, CommentState, Practice
from practices.views import loading


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: Request, slug: str) -> HttpResponse:
    """Write a comment in the name of the city acted for."""
    practice = _open_to_comments(request, slug)
    return _write(request, practice, None)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: Request, slug: str, pk: int) -> HttpResponse:
    """Reply to a comment, once deep."""
    practice = _open_to_comments(request, slug)
    parent = loading.comment_of(request.viewer, slug, pk)
    if parent.parent_id is not None or parent.state == CommentState.HIDDEN:
        raise Http404
    return _write(request, practice, parent)


def _open_to_comments(request: Request, slug: str) -> Practice:
    practice = loading.readable(request.viewer, slug)
    if not permissions.can_comment(request.viewer, practice):
        raise Http404
    return practice


def _write(request: Request, practice: Practice, parent: Comment | None) -> HttpResponse:
    asks = parent is None and permissions.can_ask(request.viewer, practice)
    answers = parent is not None and permissions.can_mark(request.viewer, practice, parent)
    form = CommentForm(request.POST or request.kept, viewer=request.viewer, asks=asks, answers=answers)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.comment(
                by=request.viewer,
                practice_id=practice.pk,
                body=form.cleaned_data["body"],
                parent_id=parent.pk if parent else None,
                is_question=form.cleaned_data.get("is_question", False),
                is_answer=form.cleaned_data.get("is_answer", False),
            )
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _written(made))
            return redirect(_place(practice, made))
    title = _("Répondre") if parent else _("Écrire un commentaire")
    return _page(request, practice, form, title=title, quoted=parent, button=_("Publier"))


def _written(made: Comment) -> str:
    if made.kind == CommentKind.QUESTION:
        return _("Votre question est publiée. Vous recevrez une lettre quand la ville y répond.")
    return _("Votre commentaire est publié. Vous pouvez le modifier pendant dix minutes.")


def _place(practice: Practice, found: Comment) -> str:
    return f"{reverse('practices:detail', args=[practice.slug])}#comment-{found.pk}"


def _page(request: Request, practice: Practice, form: Any, **words: Any) -> HttpResponse:
    context = {"practice": practice, "form": form, "quoted": None, "sentence": "", **words}
    return render(request, "practices/comment.html", context, status=422 if form.errors else 200)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def edit_comment(request: Request, slug: str, pk: int) -> HttpResponse:
    """Change one's own comment, within ten minutes."""
    found = _own_comment(request, slug, pk)
    if not permissions.can_edit_comment(request.viewer, found):
        raise Http404
    form = CommentForm(request.POST or request.kept, viewer=request.viewer, initial={"body": found.body})
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_comment(by=request.viewer, comment_id=found.pk, body=form.cleaned_data["body"])
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("Votre commentaire est modifié."))
            return redirect(_place(found.practice, found))
    return _page(request, found.practice, form, title=_("Modifier votre commentaire"), button=_("Enregistrer"))


@require_http_methods(["GET", "HEAD", "POST"])
def delete_comment(request: Request, slug: str, pk: int) -> HttpResponse:
    """Take one's own words away, after a page that asks."""
    found = _own_comment(request, slug, pk)
    if request.method == "POST":
        return _delete(request, found)
    return render(request, "practices/delete_comment.html", {"practice": found.practice, "comment": found})


@for_acting_city
def _delete(request: Request, found: Comment) -> HttpResponse:
    try:
        actions.delete_comment(by=request.viewer, comment_id=found.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(
            request, _("Votre commentaire est supprimé. Sa place reste, pour que les réponses gardent leur sens.")
        )
    return redirect(_place(found.practice, found))


def _own_comment(request: Request, slug: str, pk: int) -> Comment:
    found = loading.comment_of(request.viewer, slug, pk)
    if not permissions.is_comment_author(request.viewer, found):
        raise Http404
    return found


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_comment(request: Request, slug: str, pk: int) -> HttpResponse:
    """Ask the secretariat to look at a comment: open to whoever may read it."""
    found = loading.comment_of(request.viewer, slug, pk)
    if found.state != CommentState.VISIBLE:
        raise Http404
    form = ReportForm(request.POST or None)
    words = {
        "title": _("Signaler ce commentaire"),
        "sentence": _(
            "Le secrétariat lit votre signalement. Il ne concerne que ce texte, jamais une personne à signaler."
        ),
        "quoted": found,
        "button": _("Envoyer le signalement"),
    }
    if request.method == "POST" and form.is_valid():
        if not throttle.allows(request, "report_comment"):
            form.add_error(None, str(throttle.TOO_MANY))
            return _page(request, found.practice, form, **words)
        try:
            actions.report_comment(by=request.viewer, comment_id=found.pk, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("Merci. Le secrétariat va lire ce commentaire."))
            return redirect(_place(found.practice, found))
    return _page(request, found.practice, form, **words)


@require_http_methods(["GET", "HEAD", "POST"])
def hide_comment(request: Request, slug: str, pk: int) -> HttpResponse:
    """The secretariat hides a comment; its author is told why."""
    found = loading.comment_of(request.viewer, slug, pk)
    if not permissions.can_hide(request.viewer, found):
        raise Http404
    form = NoteForm(
        request.POST or None, viewer=request.viewer, label=_("Motif"), help_text=_("L’auteur ou l’autrice le lira.")
    )
    words = {"title": _("Masquer ce commentaire"), "quoted": found, "button": _("Masquer")}
    if request.method == "POST" and form.is_valid():
        try:
            actions.hide_comment(by=request.viewer, comment_id=found.pk, reason=form.cleaned_data["note"])
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("Le commentaire est masqué. La personne qui l’a écrit en est prévenue."))
            return redirect(_place(found.practice, found))
    return _page(request, found.practice, form, **words)


@require_POST
@for_acting_city
def follow(request: Request, slug: str) -> HttpResponse:
    """Receive a letter when somebody comments."""
    practice = loading.readable(request.viewer, slug)
    actions.follow(by=request.viewer, practice_id=practice.pk)
    messages.success(request, _("Vous suivez cette fiche : vous recevrez ses commentaires par courriel."))
    return redirect("practices:detail", slug=practice.slug)


@require_POST
@for_acting_city
def unfollow(request: Request, slug: str) -> HttpResponse:
    """Receive no more letters."""
    practice = loading.readable(request.viewer, slug)
    actions.unfollow(by=request.viewer, practice_id=practice.pk)
    messages.success(request, _("Vous ne suivez plus cette fiche."))
    return redirect("practices:detail", slug=practice.slug)
