"""A city asks another for an exchange; the other answers. No page names a person: the letters of an acceptance do."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cities.decorators import for_acting_city
from cities.http import Request
from cities.models import City
from common.errors import Refusal
from practices import actions, permissions, record, relay
from practices.forms import ExchangeAnswerForm, ExchangeForm
from practices.models import Practice
from practices.relay import Exchange
from practices.views import loading

_ACCEPTED = gettext_lazy(
    "C’est accepté. Vous recevez par lettre le nom et l’adresse de l’autre personne, qui reçoit les vôtres."
)


@require_safe
def exchanges(request: Request) -> HttpResponse:
    """What one's city asked of others, and what others asked of it."""
    if not request.viewer.is_member:
        raise Http404
    found = relay.exchanges(request.viewer)
    context = {
        "received": [one for one in found if one.is_received],
        "sent": [one for one in found if not one.is_received],
    }
    return render(request, "practices/exchanges.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_about(request: Request, slug: str) -> HttpResponse:
    """Ask the city of a practice for an exchange about it."""
    practice = loading.readable(request.viewer, slug)
    if not practice.is_readable:
        raise Http404
    return _ask(request, practice.city, practice)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_city(request: Request, slug: str) -> HttpResponse:
    """Ask a city for an exchange in general."""
    return _ask(request, get_object_or_404(City, slug=slug), None)


def _ask(request: Request, city: City, practice: Practice | None) -> HttpResponse:
    if not permissions.can_ask_exchange(request.viewer, city.pk):
        raise Http404
    form = ExchangeForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_exchange(
                by=request.viewer,
                to_city_id=city.pk,
                practice_id=practice.pk if practice else None,
                kind=form.cleaned_data["kind"],
                purpose=form.cleaned_data["purpose"],
                proposed_time=form.cleaned_data["proposed_time"],
            )
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("Votre demande est partie. Vous recevrez la réponse par lettre."))
            return redirect("practices:exchange", pk=made.pk)
    context = {"city": city, "practice": practice, "title": _title(request, practice), "form": form}
    context["back"] = (
        reverse("practices:detail", args=[practice.slug]) if practice else reverse("pages:city", args=[city.slug])
    )
    return render(request, "practices/ask_exchange.html", context, status=422 if form.errors else 200)


def _title(request: Request, practice: Practice | None) -> str:
    if practice is None or practice.published is None:
        return ""
    practice.published.practice = practice
    return record.view(practice.published, request.viewer).title


@require_safe
def exchange(request: Request, pk: int) -> HttpResponse:
    """A request, for its two cities; whoever may answer finds how."""
    found = _found(request, pk)
    return _page(request, found, ExchangeAnswerForm(viewer=request.viewer))


def _page(request: Request, found: Exchange, form: ExchangeAnswerForm) -> HttpResponse:
    context = {"exchange": found, "form": form}
    return render(request, "practices/exchange.html", context, status=422 if form.errors else 200)


@require_POST
def answer_exchange(request: Request, pk: int) -> HttpResponse:
    """Accept or decline, by the button that was pressed."""
    found = _found(request, pk)
    if not found.is_received:
        raise Http404
    form = ExchangeAnswerForm(request.POST, viewer=request.viewer)
    accepts = request.POST.get("do") == "accept"
    if form.is_valid():
        verb = actions.accept_exchange if accepts else actions.decline_exchange
        try:
            verb(by=request.viewer, request_id=pk, answer=form.cleaned_data["answer"])
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _ACCEPTED if accepts else _("L’autre ville est prévenue, avec votre raison."))
            return redirect("practices:exchange", pk=pk)
    return _page(request, found, form)


@require_POST
@for_acting_city
def take_back_exchange(request: Request, pk: int) -> HttpResponse:
    """Take a request back while nobody has answered."""
    found = _found(request, pk)
    if found.is_received:
        raise Http404
    try:
        actions.take_back_exchange(by=request.viewer, request_id=pk)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("Votre demande est retirée."))
    return redirect("practices:exchange", pk=pk)


def _found(request: Request, pk: int) -> Exchange:
    found = relay.exchange(request.viewer, pk)
    if found is None:
        raise Http404
    return found
