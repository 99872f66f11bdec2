"""The page of a person without an account, who reads some sections of one version through a link."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import throttle
from cities.http import Request
from common.errors import Refusal
from practices import actions
from practices.forms.expert import ExpertAddressForm, ExpertCommentForm
from practices.models import ExpertReading
from practices.record import view
from practices.record.reading import as_published
from practices.review.experts import ENTERED, READER, open_reading, sections_for


def private(answer: HttpResponse) -> HttpResponse:
    """Keep the address of the page, which is a secret, from any other site and from search engines."""
    # With « no-referrer » a browser calls the origin of its own forms « null », and they are refused as forged
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def expert_reading(request: Request, token: str) -> HttpResponse:
    """Ask for the address the link was sent to; then show the sections chosen, and take remarks."""
    reading = open_reading(token)
    if reading is None:
        return private(render(request, "practices/expert_closed.html", status=404))
    if reading.pk not in request.session.get(ENTERED, []):
        return private(_enter(request, token))
    return private(_read(request, token, reading))


def _enter(request: Request, token: str) -> HttpResponse:
    form = ExpertAddressForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if not throttle.allows(request, "expert_link"):
            form.add_error(None, str(throttle.TOO_MANY))
            status = 429
        elif form.is_valid():
            try:
                reading = actions.enter_as_expert(token=token, email=form.cleaned_data["email"])
            except Refusal as refusal:
                form.refused(refusal)
            else:
                request.session[ENTERED] = [*request.session.get(ENTERED, []), reading.pk]
                return redirect("practices:expert_reading", token=token)
    return render(request, "practices/expert_address.html", {"form": form}, status=status)


def _read(request: Request, token: str, reading: ExpertReading) -> HttpResponse:
    shown = view(as_published(reading.revision), READER[reading.members_too])
    if shown.fields["title"].locked:
        raise Http404
    sections = sections_for(reading)
    form = ExpertCommentForm(request.POST or None, sections=[one.section for one in sections])
    status = 200
    if request.method == "POST":
        status = 422
        if not throttle.allows(request, "expert_comment"):
            form.add_error(None, str(throttle.TOO_MANY))
            status = 429
        elif form.is_valid():
            try:
                actions.comment_as_expert(reading_id=reading.pk, **form.cleaned_data)
            except Refusal as refusal:
                form.refused(refusal)
            else:
                return redirect("practices:expert_reading", token=token)
    context = {
        "reading": reading,
        "shown": shown,
        "city": reading.revision.practice.city.name,
        "sections": sections,
        "comments": reading.comments.all(),
        "form": form,
    }
    return render(request, "practices/expert_reading.html", context, status=status)
