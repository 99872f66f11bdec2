"""The mandates of a city, what its editors prepare, and the support that comes after the closing."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import reauth
from cities.forms import CityForm
from cities.http import Request
from cities.models import City, Membership
from common.errors import NotAllowed, NotPossible, Refusal
from declarations import actions, queries
from declarations.actions.preparing import text_in_force
from declarations.forms import EndForm, MandateForm, StatementForm, explain, given_document
from declarations.models import Basis, Declaration, Mandate
from declarations.permissions import can_prepare_signature, can_state_mandate, can_support
from declarations.views.reading import readable, saved


@never_cache
@require_http_methods(["GET", "POST"])
def mandates(request: Request) -> HttpResponse:
    """Who signs for the city acted for, by what right; and the form that says it."""
    viewer = request.viewer
    city = get_object_or_404(City, pk=viewer.city_id or 0)
    if not (viewer.coordinates or viewer.can_sign):
        raise NotAllowed(_("La coordination de la ville, la personne qui signe ou le secrétariat indiquent un mandat."))
    form = _mandate_form(request, city)
    if form.is_valid() and _state(request, form):
        messages.success(request, _("Le mandat est indiqué."))
        return redirect("declarations:mandates")
    found = _mandates().filter(membership__city=city)
    rows = [one for one in found if can_state_mandate(viewer, one.membership)]
    context = {"city": city, "mandates": rows, "form": form}
    return render(request, "declarations/mandates.html", context, status=422 if form.errors else 200)


def _mandate_form(request: Request, city: City) -> MandateForm:
    people = Membership.objects.current().filter(city=city, can_sign=True).select_related("user").order_by("user__name")
    if not request.viewer.coordinates:
        people = people.filter(user_id=request.viewer.user_id or 0)
    open_ones = Declaration.objects.visible_to(request.viewer).filter(version__gt=0).order_by("-adopted_on")
    first = {"basis": Basis.HEAD, "office": city.office, "membership": people.first()}
    return MandateForm(
        request.POST or None,
        request.FILES or None,
        viewer=request.viewer,
        people=people,
        declarations=open_ones,
        initial=first,
    )


def _state(request: Request, form: MandateForm) -> bool:
    given = form.cleaned_data
    names = ("office", "starts_on", "ends_on", "deliberation")
    try:
        actions.state_mandate(
            by=request.viewer,
            membership_id=given["membership"].pk,
            basis=Basis(given["basis"]),
            declaration_id=given["declaration"].pk if given["declaration"] else None,
            document=given_document(given),
            **{name: given[name] for name in names},
        )
    except Refusal as refusal:
        explain(form, refusal)
        return False
    return True


def _mandates() -> QuerySet[Mandate]:
    return Mandate.objects.select_related("membership__city", "membership__user", "declaration")


def _mandate(request: Request, pk: int) -> Mandate:
    """Return the mandate that this viewer may read, else 404."""
    mandate = get_object_or_404(_mandates(), pk=pk)
    if not can_state_mandate(request.viewer, mandate.membership):
        raise Http404
    return mandate


@never_cache
@require_http_methods(["GET", "POST"])
def end_mandate(request: Request, pk: int) -> HttpResponse:
    """Write the last day of a mandate."""
    mandate = _mandate(request, pk)
    form = EndForm(request.POST or None, viewer=request.viewer)
    if form.is_valid():
        try:
            actions.end_mandate(by=request.viewer, mandate_id=mandate.pk, ends_on=form.cleaned_data["ends_on"])
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le dernier jour du mandat est enregistré. Ce qui est signé reste signé."))
            return redirect("declarations:mandates" if request.viewer.is_member else "pages:home")
    context = {"mandate": mandate, "form": form}
    return render(request, "declarations/mandate_end.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
def mandate_document(request: Request, pk: int) -> FileResponse:
    """The written delegation, cleaned: to the city and the secretariat, to save and never to open here."""
    mandate = _mandate(request, pk)
    if not mandate.document:
        raise Http404
    return saved(mandate.document, mandate.document_name)


@never_cache
@require_http_methods(["GET", "POST"])
def prepare_signature(request: Request, slug: str) -> HttpResponse:
    """Make ready what the signatory will sign, with what the city declares beside it."""
    declaration = readable(request, slug)
    if not declaration.is_open:
        raise NotPossible(_("Cette déclaration n’est pas ouverte à la signature."))
    if not can_prepare_signature(request.viewer, declaration):
        raise NotAllowed(_("La rédaction, la coordination ou la personne qui signe préparent une signature."))
    if queries.active_line(declaration, request.viewer.city_id) is not None:
        raise NotPossible(_("Cette déclaration est déjà signée au nom de votre ville."))
    text, before = text_in_force(declaration), queries.prepared(declaration, request.viewer.city_id)
    first = {
        "seen_text": text.sha256,
        "reservation": before.reservation,
        "reservation_on": before.reservation_on,
        "interpretation": before.interpretation,
    }
    allowed = declaration.reservations_allowed
    form = StatementForm(request.POST or None, viewer=request.viewer, text=text, allowed=allowed, initial=first)
    if form.is_valid():
        try:
            actions.prepare_signature(
                by=request.viewer,
                declaration_id=declaration.pk,
                seen_text=form.cleaned_data["seen_text"],
                statement=form.statement(),
            )
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("La signature est prête. La personne qui signe est prévenue."))
            return redirect("declarations:detail", slug)
    context = {"declaration": declaration, "text": text, "form": form, "allowed": allowed}
    return render(request, "declarations/prepare.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def support(request: Request, slug: str) -> HttpResponse:
    """Support a declaration that can no longer be signed."""
    declaration = readable(request, slug)
    if not declaration.is_closed:
        raise NotPossible(_("Un soutien s’ajoute après la clôture de la signature."))
    if not can_support(request.viewer, declaration):
        raise NotAllowed(_("Vous n’avez pas le droit de signer au nom de cette ville."))
    return _support(request, declaration)


@reauth.required
def _support(request: Request, declaration: Declaration) -> HttpResponse:
    form = CityForm(request.POST or None, viewer=request.viewer)
    if form.is_valid():
        try:
            actions.support(by=request.viewer, declaration_id=declaration.pk)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le soutien de votre ville est inscrit, à part des signatures."))
            return redirect("declarations:detail", declaration.slug)
    city = get_object_or_404(City, pk=request.viewer.city_id or 0)
    context = {"declaration": declaration, "city": city, "form": form}
    return render(request, "declarations/support.html", context, status=422 if form.errors else 200)
