"""Starting a draft from another city's practice."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cities.forms import CityForm
from cities.http import Request
from common.errors import Refusal
from practices import actions, permissions, record
from practices.views import loading


@require_http_methods(["GET", "HEAD", "POST"])
def start_from(request: Request, slug: str) -> HttpResponse:
    """Say what is copied, then open the draft; sent twice, it is the same draft."""
    practice = loading.readable(request.viewer, slug)
    if not permissions.can_create(request.viewer):
        return render(request, "practices/cannot_create.html", status=403)
    if not permissions.can_start_from(request.viewer, practice) or practice.published is None:
        raise Http404
    practice.published.practice = practice
    form = CityForm(request.POST if request.method == "POST" else None, viewer=request.viewer)
    if form.is_bound and form.is_valid():
        try:
            made, is_new = actions.start_from(by=request.viewer, practice_id=practice.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            begun = _("Votre ville a déjà un brouillon inspiré de cette fiche : le voici.")
            fresh = _("Brouillon créé. Dites maintenant ce que fait votre ville.")
            messages.success(request, fresh if is_new else begun)
            return redirect("practices:edit", slug=made.practice.slug)
    context = {"practice": practice, "form": form, "shown": record.view(practice.published, request.viewer)}
    return render(request, "practices/start_from.html", context, status=409 if form.errors else 200)
