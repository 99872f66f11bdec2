"""The desk's site: who may enter, by which door, and what its first page shows."""

from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _

from common.text import fold

ROOMS = {
    "practices": _("Fiches et échanges"),
    "declarations": _("Déclarations"),
    "commitments": _("Engagements des villes"),
    "cities": _("Villes"),
    "accounts": _("Comptes"),
    "mailing": _("Courrier"),
    "announcements": _("Annonces du secrétariat"),
    "api": _("Partenaires"),
    "journal": _("Journal"),
}
UNUSED = {"logout", "password_change", "password_change_done", "autocomplete", "jsi18n", "view_on_site"}


class DeskSite(AdminSite):
    """The secretariat's desk. The door is allauth's: nobody signs in here."""

    site_header = _("Bureau du secrétariat")
    site_title = _("Bureau du secrétariat")
    index_title = _("Ce qui attend")
    index_template = "desk/index.html"
    enable_nav_sidebar = False
    empty_value_display = "–"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take only what the desk knows how to keep from being saved: libraries bring admins of their own."""
        from common.readonly import ReadOnlyAdmin  # models are not ready when the site is made

        if admin_class is not None and issubclass(admin_class, ReadOnlyAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Only an open account of the secretariat."""
        return bool(request.user.is_active and request.user.is_staff)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT002  the library calls it so
        """Close every page of the desk: strangers are led to sign in, anybody else finds nothing."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request.get_full_path())
            if not self.has_permission(request):
                raise Http404
            answer: HttpResponse = guarded(request, *args, **kwargs)
            return answer

        return update_wrapper(inner, view)

    def get_urls(self) -> list[Any]:
        """Without what the site has elsewhere (sign-out, password) or nowhere (choosers)."""
        return [url for url in super().get_urls() if getattr(url, "name", None) not in UNUSED]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The rooms by the names that people know, in the order of the work."""
        rooms = {room["app_label"]: room for room in super().get_app_list(request, app_label)}
        found = []
        for label in [name for name in ROOMS if name in rooms]:
            models = [
                {**model, "name": self._registry[model["model"]].called()}  # type: ignore[attr-defined]  # see register
                for model in rooms[label]["models"]
            ]
            models.sort(key=lambda model: fold(model["name"]))
            found.append({**rooms[label], "name": ROOMS[label], "models": models})
        return found

    def app_index(self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None) -> Any:  # noqa: ARG002  the base class gives it
        """The rooms are all on the first page."""
        return redirect("admin:index")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show what waits, and where the rest is."""
        # Models are not ready when the site is made
        from desk.queue import mail, waiting
        from practices.money import missing_rates
        from practices.relay import delays

        told = dict(zip(("delay", "delays"), delays(request.viewer), strict=True))  # type: ignore[attr-defined]  # below
        items, kinds = waiting(request.viewer)  # type: ignore[attr-defined]  # the middleware of cities/http.py sets it
        told |= {"waiting": items, "kinds": kinds, "mail": mail(), "missing_rates": missing_rates()}
        return super().index(request, {**told, **(extra_context or {})})

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # noqa: ARG002  the base class gives it
        """Lead to the one sign-in page, second factor included."""
        if request.user.is_authenticated:
            if not self.has_permission(request):
                raise Http404
            return redirect("admin:index")
        wanted = request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(
            wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        return _to_sign_in(wanted if safe else resolve_url("admin:index"))


def _to_sign_in(back: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}")
