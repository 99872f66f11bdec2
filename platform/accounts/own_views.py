"""« Vos données »: one file with all of it, and the end of the account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import erasing, own_data, reauth, throttle
from accounts.views import person_of
from common.errors import Refusal


@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What the platform holds, the way to a copy, and the way out."""
    return render(request, "accounts/own.html", {"erasure": erasing.standing(person_of(request).pk)})


@require_safe
@reauth.required
@never_cache
def own_file(request: HttpRequest) -> HttpResponse:
    """The copy: one JSON file."""
    user = person_of(request)
    if not throttle.allows(request, "own_data"):
        messages.error(request, str(throttle.TOO_MANY))
        return redirect("accounts:own")
    answer = JsonResponse(
        own_data.copy_for(user), encoder=DjangoJSONEncoder, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    return answer


@reauth.required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Ask that the account be erased: says what goes and what stays on GET, asks on POST."""
    user = person_of(request)
    if request.method == "POST":
        try:
            erasing.request_erasure(user_id=user.pk, by=user)
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return redirect("accounts:erase")
        messages.success(request, _("C’est noté. Une lettre vous dit quand, et comment garder votre compte."))
        return redirect("accounts:own")
    return render(request, "accounts/erase.html", {"erasure": erasing.standing(user.pk)})


@require_POST
def cancel_erasure(request: HttpRequest) -> HttpResponse:
    """Keep the account, signed in."""
    user = person_of(request)
    erasure = erasing.standing(user.pk)
    if erasure is None:
        messages.error(request, str(erasing.CLOSED))
    else:
        _cancel(request, erasure.pk, user.pk)
    return redirect("accounts:own")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_erasure_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter: shows on GET, keeps the account on POST."""
    erasure = erasing.standing_at(token)
    if erasure is None:
        return render(request, "accounts/link_closed.html", status=404)
    if request.method == "POST":
        _cancel(request, erasure.pk, erasure.user_id)
        return redirect("account_login")
    return render(request, "accounts/keep_account.html")


def _cancel(request: HttpRequest, erasure_id: int, user_id: int) -> None:
    try:
        erasing.cancel_erasure(erasure_id=erasure_id, by_id=user_id)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("Votre compte est gardé : rien ne sera effacé."))
