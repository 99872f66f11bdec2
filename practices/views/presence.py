"""Whether a practice stays before its readers, and what a city asks about a notice drawn from public sources."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cities.decorators import for_acting_city
from cities.http import Request
from common.errors import Refusal
from practices import actions, permissions, record
from practices.forms import NoteForm
from practices.models import Practice
from practices.views import loading


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, slug: str) -> HttpResponse:
    """Take a practice away from its readers, with the reasons."""
    practice = _movable(request, slug, "withdraw")
    words = {
        "title": _("Retirer la fiche"),
        "sentence": _(
            "La fiche ne sera plus lue par personne hors de votre ville et du secrétariat. "
            "Il peut la remettre en ligne."
        ),
        "button": _("Retirer la fiche"),
        "done": _("La fiche a été retirée."),
    }
    return _with_reasons(request, practice, words, actions.withdraw)


@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: Request, slug: str) -> HttpResponse:
    """Take a practice out of the lists; its page stays, to be cited."""
    practice = _movable(request, slug, "archive")
    words = {
        "title": _("Archiver la fiche"),
        "sentence": _("La fiche quitte les listes et la recherche. Sa page reste, pour être citée."),
        "button": _("Archiver la fiche"),
        "done": _("La fiche a été archivée."),
    }
    return _with_reasons(request, practice, words, actions.archive)


@require_POST
@for_acting_city
def confirm(request: Request, slug: str) -> HttpResponse:
    """The city says that the record is still true."""
    practice = loading.writable(request, slug)
    try:
        actions.confirm(by=request.viewer, practice_id=practice.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("Merci. La fiche est confirmée à la date d’aujourd’hui."))
    return redirect("practices:edit", slug=practice.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: Request, slug: str) -> HttpResponse:
    """The city takes up the notice drawn about it, to write its own version."""
    practice = _claimable(request, slug)
    words = {
        "title": _("Reprendre cette notice au nom de votre ville"),
        "sentence": _(
            "Le secrétariat est prévenu. Vous corrigez et complétez la notice dans une nouvelle version ; "
            "quand elle est publiée, elle devient la fiche de votre ville et le bandeau disparaît."
        ),
        "label": _("Un mot au secrétariat"),
        "button": _("Reprendre la notice"),
        "done": _("Le secrétariat est prévenu. Vous pouvez commencer votre version."),
    }
    return _with_reasons(request, practice, words, actions.claim)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_withdrawal(request: Request, slug: str) -> HttpResponse:
    """The city asks that the notice drawn about it be withdrawn."""
    practice = _claimable(request, slug)
    words = {
        "title": _("Demander le retrait de cette notice"),
        "sentence": _("Le secrétariat lit votre demande et y répond. La notice reste en ligne jusqu’à sa décision."),
        "button": _("Demander le retrait"),
        "done": _("Votre demande est arrivée au secrétariat. Vous recevrez une réponse par courriel."),
    }
    return _with_reasons(request, practice, words, actions.ask_withdrawal)


def _movable(request: Request, slug: str, move: str) -> Practice:
    practice = loading.own(request, slug)
    if not permissions.may(request.viewer, move, practice):
        raise Http404
    return practice


def _claimable(request: Request, slug: str) -> Practice:
    practice = loading.writable(request, slug)
    if not permissions.can_claim(request.viewer, practice):
        raise Http404
    return practice


def _with_reasons(
    request: Request, practice: Practice, words: dict[str, str], verb: Callable[..., Any]
) -> HttpResponse:
    if practice.published:
        practice.published.practice = practice
    form = NoteForm(
        request.POST or None,
        viewer=request.viewer,
        label=words.get("label", ""),
        optional="label" in words,
        help_text="" if "label" in words else _("La ville et le secrétariat les liront."),
    )
    if request.method == "POST" and form.is_valid():
        try:
            verb(by=request.viewer, practice_id=practice.pk, note=form.cleaned_data["note"])
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, words["done"])
            return redirect("practices:edit", slug=practice.slug)
    shown = record.view(practice.published, request.viewer) if practice.published else None
    context = {"practice": practice, "form": form, "heading": shown.title if shown else "", **words}
    return render(request, "practices/confirm.html", context, status=422 if form.errors else 200)
