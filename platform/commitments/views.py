"""The page of an article, the boxes that link a practice to articles, and the yearly answer of a city."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cities.http import Request
from commitments import actions, queries
from commitments.forms import AnswerForm, LinksForm
from commitments.permissions import can_answer, can_link
from common.errors import Refusal
from declarations.forms import explain
from declarations.models import Declaration, Text
from declarations.views.reading import readable
from practices import record
from practices.models import IndexEntry
from practices.views import loading


def _text(declaration: Declaration) -> Text:
    text = queries.text_read(declaration)
    if text is None:
        raise Http404
    return text


@login_not_required
@require_GET
def article(request: Request, slug: str, anchor: str) -> HttpResponse:
    """One article: its words, the practices that carry it out by city, what cities answered."""
    declaration = readable(request, slug)
    text = _text(declaration)
    found = next((one for one in text.articles if one["anchor"] == anchor), None)
    if found is None:
        raise Http404
    question = queries.question_for(request.viewer.city_id, declaration)
    context = {
        "declaration": declaration,
        "text": text,
        "article": found,
        "cities": queries.practices_for(request.viewer, declaration, anchor),
        "answers": queries.answers_for(request.viewer, declaration, anchor),
        "may_answer": question is not None and can_answer(request.viewer, question.city_id),
    }
    return render(request, "commitments/article.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def links(request: Request, slug: str) -> HttpResponse:
    """The articles that a practice carries out, ticked by those who write it or by the secretariat."""
    practice = loading.own(request, slug)
    if not can_link(request.viewer, practice):
        raise Http404
    form = LinksForm(
        request.POST or None,
        viewer=request.viewer,
        declarations=queries.with_text(),
        linked=queries.links_of(practice),
    )
    if form.is_valid():
        try:
            actions.set_links(by=request.viewer, practice_id=practice.pk, articles=form.articles(), seen=form.seen())
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Les articles sont enregistrés."))
            return redirect("practices:edit", practice.slug)
    revision = practice.published or loading.open_revision(request.viewer, practice)
    title = record.title(revision, request.viewer) if revision else ""
    context = {"practice": practice, "title": title, "form": form}
    return render(request, "commitments/links.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: Request, slug: str) -> HttpResponse:
    """What the city acted for did this year, article by article."""
    declaration = readable(request, slug)
    question = queries.question_for(request.viewer.city_id, declaration)
    if question is None or not can_answer(request.viewer, question.city_id):
        raise Http404
    text = _text(declaration)
    form = AnswerForm(
        request.POST or None,
        viewer=request.viewer,
        text=text,
        before=queries.answers_of(question),
        practices=_practices(request),
    )
    if form.is_valid():
        try:
            actions.answer(by=request.viewer, question_id=question.pk, given=form.given())
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("La réponse de votre ville est enregistrée. Vous pouvez la compléter."))
            return redirect("commitments:answer", slug)
    context = {"declaration": declaration, "question": question, "text": text, "form": form, "rows": _rows(form, text)}
    return render(request, "commitments/answer.html", context, status=422 if form.errors else 200)


def _practices(request: Request) -> list[tuple[int, str]]:
    rows = IndexEntry.objects.visible_to(request.viewer).filter(city_id=request.viewer.city_id or 0).order_by("title")
    return list(rows.values_list("practice_id", "title"))


def _rows(form: AnswerForm, text: Text) -> list[tuple[dict[str, Any], list[Any]]]:
    """Return each article with its fields."""
    names = ("text", "audience", "practice")
    return [
        (one, [form[f"{one['anchor']}-{name}"] for name in names if f"{one['anchor']}-{name}" in form.fields])
        for one in text.articles
    ]
