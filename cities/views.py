"""The pages about belonging to a city."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts import throttle
from accounts.models import User
from cities import actions, queries
from cities.decorators import for_acting_city
from cities.forms import CharterForm, CityRequestForm, InvitationForm, NewPersonForm, RoleForm, SignatureForm
from cities.http import Request
from cities.middleware import ACTING_CITY
from cities.models import City, Invitation, Membership, Role
from cities.permissions import can_manage_team
from common.errors import Refusal


def _refuse(request: Request, refusal: Refusal) -> None:
    """Say in sentences why an action was refused."""
    for sentence in [s for sentences in refusal.fields.values() for s in sentences] or [refusal.sentence]:
        messages.error(request, str(sentence))


# --- The city acted for ---


@require_POST
def switch_city(request: Request) -> HttpResponse:
    """Act for another of one's cities."""
    wanted = request.POST.get("city", "")
    membership = next((m for m in request.memberships if str(m.city_id) == wanted), None)
    if membership is None:
        raise Http404
    request.session[ACTING_CITY] = membership.city_id
    messages.success(request, _("Vous agissez maintenant au nom de %(city)s.") % {"city": membership.city.name})
    next_page = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(next_page, {request.get_host()}, require_https=request.is_secure()):
        return redirect(next_page)
    return redirect("pages:board")


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: Request, slug: str) -> HttpResponse:
    """Leave a city: what was written stays, rights end at once."""
    membership = get_object_or_404(
        Membership.objects.current().select_related("city"), user_id=request.user.pk, city__slug=slug
    )
    if request.method == "POST":
        try:
            actions.end_membership(by=request.viewer, membership_id=membership.pk)
        except Refusal as refusal:
            _refuse(request, refusal)
            return redirect("accounts:leave", slug)
        messages.success(request, _("Vous ne faites plus partie de %(city)s.") % {"city": membership.city.name})
        return redirect("pages:home")
    return render(request, "cities/leave.html", {"membership": membership})


# --- The team ---


def _city_managed(request: Request, slug: str) -> City:
    """Return a city whose team this person looks after; any other answers as if it did not exist."""
    city = get_object_or_404(City, slug=slug)
    if not can_manage_team(request.viewer, city.pk):
        raise Http404
    return city


def _member_managed(request: Request, slug: str, pk: int) -> Membership:
    city = _city_managed(request, slug)
    return get_object_or_404(Membership.objects.current().select_related("user", "city"), city=city, pk=pk)


@require_GET
def my_team(request: Request) -> HttpResponse:
    """The team of the city acted for."""
    city = get_object_or_404(City, pk=request.viewer.city_id or 0)
    return redirect("accounts:team", city.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: Request, slug: str) -> HttpResponse:
    """The people of a city, their roles, the open invitations, and the form that invites."""
    city = _city_managed(request, slug)
    first = {"role": Role.EDITOR, "language": request.LANGUAGE_CODE}
    form = InvitationForm(request.POST or None, viewer=request.viewer, initial=first)
    if request.method == "POST" and form.is_valid() and _invite(request, city, form):
        messages.success(request, _("L’invitation est partie. Elle vaut sept jours."))
        return redirect("accounts:team", slug)
    context = {
        "city": city,
        "form": form,
        "team": Membership.objects.current().filter(city=city).select_related("user").order_by("role", "user__name"),
        "invitations": queries.open_invitations(city.pk),
    }
    return render(request, "cities/team.html", context)


def _invite(request: Request, city: City, form: InvitationForm) -> bool:
    """Call the verb; write its refusal in the form. A stolen account does not send letters to the whole world."""
    if not throttle.allows(request, "invite"):
        form.add_error(None, str(throttle.TOO_MANY))
        return False
    data = {name: form.cleaned_data[name] for name in ("email", "can_sign", "signs_as", "language")}
    try:
        actions.invite(by=request.viewer, city_id=city.pk, role=Role(form.cleaned_data["role"]), **data)
    except Refusal as refusal:
        for field, sentences in refusal.fields.items():
            form.add_error(field, [str(sentence) for sentence in sentences])
        if not refusal.fields:
            form.add_error(None, str(refusal.sentence))
        return False
    return True


@require_POST
@for_acting_city
def revoke_invitation(request: Request, slug: str, pk: int) -> HttpResponse:
    """Close an open invitation."""
    invitation = get_object_or_404(Invitation, city=_city_managed(request, slug), pk=pk)
    try:
        actions.revoke_invitation(by=request.viewer, invitation_id=invitation.pk)
    except Refusal as refusal:
        _refuse(request, refusal)
    else:
        messages.success(request, _("L’invitation est retirée : son lien ne vaut plus rien."))
    return redirect("accounts:team", slug)


@require_safe
def member(request: Request, slug: str, pk: int) -> HttpResponse:
    """One person of the city: role, right to sign, end."""
    membership = _member_managed(request, slug, pk)
    context = {
        "membership": membership,
        "role_form": RoleForm(initial={"role": membership.role, "seen_role": membership.role}),
        "signature_form": SignatureForm(initial={"can_sign": membership.can_sign, "signs_as": membership.signs_as}),
        "is_self": membership.user_id == request.viewer.user_id,
    }
    return render(request, "cities/member.html", context)


@require_POST
@for_acting_city
def member_role(request: Request, slug: str, pk: int) -> HttpResponse:
    """Give another role."""
    membership = _member_managed(request, slug, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choisissez un rôle dans la liste."))
        return redirect("accounts:member", slug, pk)
    chosen, seen = Role(form.cleaned_data["role"]), Role(form.cleaned_data["seen_role"])
    try:
        actions.change_role(by=request.viewer, membership_id=membership.pk, role=chosen, seen_role=seen)
    except Refusal as refusal:
        _refuse(request, refusal)
        return redirect("accounts:member", slug, pk)
    messages.success(request, _("Le rôle est enregistré."))
    if membership.user_id == request.viewer.user_id:  # may no longer look at the team
        return redirect("accounts:settings")
    return redirect("accounts:team", slug)


@require_POST
@for_acting_city
def member_signature(request: Request, slug: str, pk: int) -> HttpResponse:
    """Give or take back the right to sign."""
    membership = _member_managed(request, slug, pk)
    form = SignatureForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("La qualité compte 120 signes au plus."))
        return redirect("accounts:member", slug, pk)
    try:
        if form.cleaned_data["can_sign"]:
            actions.give_signature(
                by=request.viewer, membership_id=membership.pk, signs_as=form.cleaned_data["signs_as"]
            )
        else:
            actions.remove_signature(by=request.viewer, membership_id=membership.pk)
    except Refusal as refusal:
        _refuse(request, refusal)
        return redirect("accounts:member", slug, pk)
    messages.success(request, _("Le droit de signer est enregistré."))
    return redirect("accounts:team", slug)


@require_POST
@for_acting_city
def member_end(request: Request, slug: str, pk: int) -> HttpResponse:
    """End somebody's membership."""
    membership = _member_managed(request, slug, pk)
    try:
        actions.end_membership(by=request.viewer, membership_id=membership.pk)
    except Refusal as refusal:
        _refuse(request, refusal)
        return redirect("accounts:member", slug, pk)
    messages.success(request, _("Cette personne ne fait plus partie de la ville. Ce qu’elle a écrit reste."))
    return redirect("accounts:team", slug)


# --- Joining ---


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: Request, token: str) -> HttpResponse:
    """The link of an invitation: shows on GET, joins on POST. A used, expired or unknown link gets one same page."""
    invitation = actions.open_invitation(token)
    if invitation is None:
        return render(request, "cities/invitation_closed.html", status=404)
    account = User.objects.filter(email__iexact=invitation.email).first()
    if request.user.is_authenticated and request.user.pk != (account.pk if account else None):
        return render(request, "cities/invitation_other.html", {"invitation": invitation})
    if account is None:
        return _accept_as_new(request, invitation, token)
    if not request.user.is_authenticated:
        return render(request, "cities/invitation_sign_in.html", {"invitation": invitation})
    return _accept_as_member(request, invitation, token, account)


def _accept_as_new(request: Request, invitation: Invitation, token: str) -> HttpResponse:
    form = NewPersonForm(request.POST or None, email=invitation.email)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("name", "password", "language")}
        try:
            user = actions.accept_as_new_person(token=token, **data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("Bienvenue. Votre compte est ouvert."))
            response: HttpResponse = perform_login(request, user)
            return response
    return render(request, "cities/invitation.html", {"invitation": invitation, "form": form, "is_new": True})


def _accept_as_member(request: Request, invitation: Invitation, token: str, account: User) -> HttpResponse:
    form = CharterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            membership = actions.accept_invitation(token=token, user_id=account.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            request.session[ACTING_CITY] = membership.city_id
            messages.success(request, _("Vous agissez maintenant au nom de %(city)s.") % {"city": membership.city.name})
            return redirect("pages:board")
    return render(request, "cities/invitation.html", {"invitation": invitation, "form": form, "is_new": False})


# --- A city that is not here ---


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def city_missing(request: Request) -> HttpResponse:
    """Ask that a city be added; the secretariat answers."""
    form = CityRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not throttle.allows(request, "city_missing"):
            form.add_error(None, throttle.TOO_MANY)
            return render(request, "cities/city_missing.html", {"form": form}, status=429)
        actions.ask_for_city(**form.cleaned_data)
        messages.success(request, _("Votre demande est arrivée au secrétariat. Il vous répondra par courriel."))
        return redirect("accounts:city_missing")
    return render(request, "cities/city_missing.html", {"form": form})
