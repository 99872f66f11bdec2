"""Pages for what went wrong: each says what to do next."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import redirect, render
from django.template.loader import get_template

from accounts import kept


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's names
    """The request could not be understood. The frame may be missing: the host itself may have been refused."""
    return HttpResponse(get_template("400.html").render(), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's name
    """Refused to this person."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's name
    """Absent, or not for this reader: the same answer, which offers a stranger to sign in and come back."""
    return render(request, "404.html", status=404)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Our fault. The page is the same bytes for everybody and asks nothing of the rest of the site."""
    return HttpResponseServerError(get_template("500.html").render())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """The form came without its token: an old tab, or cookies refused. A text is kept for who wrote it."""
    writer = kept.keep(request)
    if writer is not None and writer == request.user.pk:
        return kept.for_script(request, redirect(request.path))
    if writer is not None and not request.user.is_authenticated:
        return kept.for_script(request, redirect_to_login(request.path))
    return render(request, "pages/csrf.html", status=403)
