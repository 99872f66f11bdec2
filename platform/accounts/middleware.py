"""Who must sign in, a person's own time zone, and who is led to set up a second factor before anything else."""

from collections.abc import Callable
from datetime import UTC

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts import factor, kept

_FORM_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
# What remains open meanwhile: setting the factor up, proving who one is, leaving
_OPEN_NAMES = {"account_logout", "account_reauthenticate", "health_live", "health_ready"}


def _is_open(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None:
        return False
    return (match.url_name or "").startswith("mfa_") or match.view_name in _OPEN_NAMES


def form_methods(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let pages take what a browser's forms send and nothing else: allauth's would read a PUT as a POST."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in _FORM_METHODS and not request.path.startswith("/api/"):
            return HttpResponseNotAllowed(_FORM_METHODS)
        return get_response(request)

    return middleware


class sign_in_required(LoginRequiredMiddleware):  # noqa: N801  # named in settings beside function middleware
    """Closed by default; what was typed when the session had ended is kept for who typed it."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]) -> HttpResponse:  # type: ignore[override]  # our script gets JSON
        """Lead to the sign-in page, and say that the text waits."""
        if kept.keep(request) is not None:
            messages.warning(
                request,
                _("Votre session s’est terminée, et votre texte est gardé. Connectez-vous : il vous sera rendu."),
            )
        return kept.for_script(request, super().handle_no_permission(request, view_func))


def time_zone(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Show dates and hours in the time zone of the person signed in; strangers read UTC."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        with timezone.override(user.zone if user.is_authenticated else UTC):
            return get_response(request)

    return middleware


class second_factor:  # noqa: N801  # named in settings beside function middleware
    """Refuse every page to a coordinator, a signatory or the secretariat without a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user, memberships = request.user, request.memberships  # type: ignore[attr-defined]  # set by cities.middleware
        request.second_factor_missing = SimpleLazyObject(  # type: ignore[attr-defined]  # ours
            lambda: factor.is_missing(user, memberships)
        )
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Redirect to the set-up page when one is demanded and missing."""
        if not factor.demanded() or _is_open(request) or not request.second_factor_missing:  # type: ignore[attr-defined]  # the middleware of cities/http.py sets it
            return None
        messages.warning(
            request,
            _("Vos responsabilités demandent un second facteur de connexion. Ajoutez-en un pour continuer."),
        )
        return redirect("mfa_index")
