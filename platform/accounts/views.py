"""The pages of the account. Sign-in, passwords, second factor and sessions are django-allauth's."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions, factor, lost_address, reauth, throttle
from accounts.adapter import set_language
from accounts.forms import AddressForm, NewAddressForm, SettingsForm
from accounts.models import EmailChange, User
from common import clock
from common.errors import Invalid, Refusal, Sentence
from mailing import addresses

ANSWER_TIME = 0.3  # seconds: several times what a known address costs


def person_of(request: HttpRequest) -> User:
    """Return the person signed in; the pages that call this are closed to strangers."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  # LoginRequiredMiddleware has seen to it
    return user


@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """What a person may change of their account, and the way to the rest."""
    user = person_of(request)
    form = SettingsForm.of(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        saved = actions.save_settings(user_id=user.pk, values=form.cleaned_data)
        with translation.override(saved.language):
            messages.success(request, _("Vos réglages sont enregistrés."))
            response = HttpResponseRedirect(reverse("accounts:settings"))
        set_language(response, saved.language)
        return response
    context = {
        "form": form,
        "change": _open_change(user),
        "has_factor": factor.has_one(user),
        "can_answer_by_mail": addresses.are_set(),
    }
    return render(request, "accounts/settings.html", context)


def _open_change(user: User) -> EmailChange | None:
    return user.email_changes.filter(done_at=None, cancelled_at=None, expires_at__gt=clock.now()).first()


# --- Change of address ---


_CHANGES: dict[bool, tuple[Callable[..., None], Sentence]] = {
    False: (
        actions.request_email_change,
        gettext_lazy("Deux lettres sont parties, à la nouvelle adresse et à l’actuelle. Suivez le lien de chacune."),
    ),
    True: (
        lost_address.request,
        gettext_lazy(
            "La demande est faite. Suivez le lien de la lettre envoyée à la nouvelle adresse. Le secrétariat est "
            "prévenu : il vérifiera votre identité, par exemple en appelant votre mairie."
        ),
    ),
}


@reauth.required
@require_http_methods(["GET", "HEAD", "POST"])
def change_email(request: HttpRequest) -> HttpResponse:
    """Ask for another address; both the new and the old one will have to confirm."""
    form = NewAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not throttle.allows(request, "manage_email"):
            form.add_error(None, throttle.TOO_MANY)
            return render(request, "accounts/change_email.html", {"form": form}, status=429)
        ask, done = _CHANGES[form.cleaned_data["is_lost"]]
        try:
            with throttle.no_sooner_than(ANSWER_TIME):
                ask(user_id=person_of(request).pk, new_email=form.cleaned_data["email"])
        except Invalid as refusal:
            for sentence in refusal.fields["email"]:
                form.add_error("email", str(sentence))
        else:
            messages.success(request, str(done))
            return redirect("accounts:settings")
    return render(request, "accounts/change_email.html", {"form": form})


@require_POST
def cancel_email_change(request: HttpRequest) -> HttpResponse:
    """Drop the change that waits."""
    actions.cancel_email_change(user_id=person_of(request).pk)
    messages.success(request, _("Le changement d’adresse est annulé."))
    return redirect("accounts:settings")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email_change(request: HttpRequest, token: str) -> HttpResponse:
    """The link of one of the two letters: shows on GET, confirms on POST."""
    change = actions.waiting_change(token)
    if change is None:
        return render(request, "accounts/link_closed.html", status=404)
    if request.method == "POST":
        try:
            change = actions.confirm_email_change(token=token)
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return redirect("account_login")
        if change.done_at:
            messages.success(request, _("L’adresse de votre compte a changé. C’est elle qui sert à vous connecter."))
        else:
            left = (
                _("C’est confirmé. Le secrétariat peut maintenant vérifier votre identité et faire le changement.")
                if change.ready_at
                else _("C’est confirmé. Il reste à suivre le lien envoyé à l’autre adresse.")
            )
            messages.success(request, left)
        return redirect("account_login")
    return render(request, "accounts/confirm_email_change.html", {"change": change})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_lost_address(request: HttpRequest, token: str) -> HttpResponse:
    """The link that the old address received, by which somebody who does read it keeps it: acts on POST."""
    change = lost_address.of_link(token)
    if change is None:
        return render(request, "accounts/link_closed.html", status=404)
    if request.method == "POST":
        try:
            lost_address.cancel(token=token)
        except Refusal:  # granted or stopped a moment ago
            return render(request, "accounts/link_closed.html", status=404)
        messages.success(request, _("La demande est annulée. L’adresse du compte ne change pas."))
        return redirect("account_login")
    return render(request, "accounts/cancel_lost_address.html", {"change": change})


# --- An address from which letters came back ---


@require_POST
def check_address(request: HttpRequest) -> HttpResponse:
    """Send the letter that proves that the address works."""
    if not throttle.allows(request, "manage_email"):
        messages.error(request, str(throttle.TOO_MANY))
        return redirect("accounts:settings")
    actions.request_address_check(user_id=person_of(request).pk)
    messages.success(request, _("La lettre est partie. Quand elle arrive, suivez son lien : il vaut deux jours."))
    return redirect("accounts:settings")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: HttpRequest, token: str) -> HttpResponse:
    """The link of that letter: shows on GET, acts on POST."""
    user = actions.address_checked(token)
    if user is None:
        return render(request, "accounts/link_closed.html", status=404)
    if request.method == "POST":
        actions.confirm_address(token=token)
        messages.success(request, _("Merci. L’adresse fonctionne, et nos lettres reprennent."))
        return redirect("accounts:settings")
    return render(request, "accounts/confirm_address.html", {"email": user.email})


@require_POST
def refuse_replies(request: HttpRequest) -> HttpResponse:
    """Make the addresses of answers in the letters already received useless."""
    actions.refuse_replies(user_id=person_of(request).pk)
    messages.success(
        request, _("C’est fait. Les lettres déjà reçues ne peuvent plus recevoir de réponse par courriel.")
    )
    return redirect("accounts:settings")


# --- A lost second factor ---


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lost_factor(request: HttpRequest) -> HttpResponse:
    """Say that one has lost a second factor: the answer is the same for every address."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not throttle.allows(request, "lost_factor"):
            form.add_error(None, throttle.TOO_MANY)
            return render(request, "accounts/lost_factor.html", {"form": form}, status=429)
        with throttle.no_sooner_than(ANSWER_TIME):
            actions.request_recovery(email=form.cleaned_data["email"])
        messages.success(
            request,
            _(
                "Si un compte protégé par un téléphone ou une clé d’accès existe à cette adresse, "
                "une lettre vient de lui être envoyée."
            ),
        )
        return redirect("account_login")
    return render(request, "accounts/lost_factor.html", {"form": form})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_recovery(request: HttpRequest, token: str) -> HttpResponse:
    """The link that stops a request: shows on GET, acts on POST."""
    if request.method == "POST":
        try:
            actions.cancel_recovery(token=token)
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, _("La demande est annulée. Votre second facteur reste en place."))
        return redirect("account_login")
    return render(request, "accounts/cancel_recovery.html")
