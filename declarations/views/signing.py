"""Acts of a city: to sign, confirm, withdraw, and to read the receipt. Each asks for a recent proof of identity."""

import json
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import reauth
from cities.forms import CityForm
from cities.http import Request
from cities.models import City
from common.errors import NotAllowed, NotPossible, Refusal
from declarations import actions, mandates, presenting, queries
from declarations import ledger as ledgers
from declarations.actions.preparing import text_in_force
from declarations.forms import SignForm, WithdrawForm
from declarations.models import Declaration, Signature
from declarations.permissions import can_acknowledge, can_confirm, can_read_receipt, can_withdraw
from declarations.views.reading import readable, saved
from declarations.workflow import LineState

_CONFIRMED = {
    False: gettext_lazy("La signature est confirmée : elle compte. Le reçu part par courriel."),
    True: gettext_lazy("Votre ville a confirmé la signature enregistrée par le secrétariat."),
}


def _already(request: Request, signature: Signature) -> HttpResponse:
    messages.info(request, _("Cette déclaration est déjà signée au nom de votre ville. Voici le reçu."))
    return _to_receipt(signature)


def _to_receipt(signature: Signature) -> HttpResponse:
    return redirect("declarations:receipt", signature.declaration.slug, signature.city.slug)


# --- Sign ---


@never_cache
@require_http_methods(["GET", "POST"])
def sign(request: Request, slug: str) -> HttpResponse:
    """Read what is signed, then sign it for the city acted for."""
    declaration = readable(request, slug)
    if not request.viewer.can_sign:
        raise NotAllowed(_("Vous n’avez pas le droit de signer au nom de cette ville."))
    signed = queries.active_line(declaration, request.viewer.city_id)
    if signed is not None:
        return _already(request, signed)
    if not declaration.is_open:
        raise NotPossible(_("Cette déclaration n’est pas ouverte à la signature."))
    try:
        mandates.to_sign(request.viewer, declaration)
    except NotAllowed as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("declarations:mandates")
    return _sign(request, declaration)


@reauth.required
def _sign(request: Request, declaration: Declaration) -> HttpResponse:
    text, mandate = text_in_force(declaration), mandates.to_sign(request.viewer, declaration)
    city = mandate.membership.city
    statement = queries.prepared(declaration, city.pk)
    read = {"seen_text": text.sha256, "seen_statement": ledgers.fingerprint_of(statement)}
    form = SignForm(request.POST or None, viewer=request.viewer, city=city, initial=read)
    if form.is_valid():
        try:
            outcome = actions.sign(
                by=request.viewer,
                declaration_id=declaration.pk,
                seen_text=form.cleaned_data["seen_text"],
                seen_statement=form.cleaned_data["seen_statement"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            if not outcome.is_new:
                return _already(request, outcome.signature)
            messages.success(request, _("Vous avez signé. Une seconde personne doit maintenant confirmer."))
            return _to_receipt(outcome.signature)
    context = {
        "declaration": declaration,
        "text": text,
        "form": form,
        "mandate": mandate,
        "city": city,
        "statement": statement,
        "prepared": queries.preparation(declaration, city.pk),
    }
    return render(request, "declarations/sign.html", context, status=422 if form.errors else 200)


# --- A signature already there ---


def _line(request: Request, slug: str, city: str) -> Signature:
    """Return a city's last line, when this viewer belongs to the city or to the secretariat; else 404."""
    declaration = readable(request, slug)
    signature = queries.line_of(declaration, get_object_or_404(City, slug=city).pk)
    if signature is None or not can_read_receipt(request.viewer, signature):
        raise Http404
    return signature


@never_cache
@require_GET
def receipt(request: Request, slug: str, city: str) -> HttpResponse:
    """The receipt: what was done, where it stands in the ledger, and the proof to keep elsewhere."""
    signature = _line(request, slug, city)
    proof = ledgers.receipt(signature.event)
    address = presenting.verification_address(signature.declaration, signature.event.hash)
    context = {
        "declaration": signature.declaration,
        "signature": signature,
        "signatory": getattr(signature.event, "signatory", None),
        "text": queries.text_of(signature),
        "proof": proof,
        "proof_text": _as_text(proof),
        "code": mark_safe(presenting.verification_code(address)),  # noqa: S308  our own drawing of an address
        "may_confirm": can_confirm(request.viewer, signature),
        "may_acknowledge": can_acknowledge(request.viewer, signature),
        "may_withdraw": can_withdraw(request.viewer, signature),
        "is_waiting": signature.state == LineState.PENDING,
    }
    return render(request, "declarations/receipt.html", context)


def _as_text(proof: dict[str, Any]) -> str:
    return json.dumps(proof, ensure_ascii=False, indent=2)


@never_cache
@require_GET
def receipt_file(request: Request, slug: str, city: str) -> HttpResponse:
    """The proof as a file for the verifier."""
    signature = _line(request, slug, city)
    response = HttpResponse(_as_text(ledgers.receipt(signature.event)) + "\n", content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{city}-recu.json"'
    return response


@never_cache
@require_GET
def scan(request: Request, slug: str, city: str) -> FileResponse:
    """The document from which the secretariat recorded the signature: for that city and the secretariat."""
    signature = _line(request, slug, city)
    if not signature.scan:
        raise Http404
    return saved(signature.scan, signature.scan_name)


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: Request, slug: str, city: str) -> HttpResponse:
    """Read who signed what, then confirm as a second person."""
    signature = _line(request, slug, city)
    if can_acknowledge(request.viewer, signature):
        return _confirm(request, signature)
    if signature.state != LineState.PENDING:
        messages.info(request, _("Cette signature n’attend plus de confirmation. Voici le reçu."))
        return _to_receipt(signature)
    if not can_confirm(request.viewer, signature):
        raise NotAllowed(
            _("Une autre personne habilitée de la ville, ou le secrétariat, doit confirmer cette signature.")
        )
    return _confirm(request, signature)


@reauth.required
def _confirm(request: Request, signature: Signature) -> HttpResponse:
    form = CityForm(request.POST or None, viewer=request.viewer)
    counts_already = signature.state == LineState.COUNTED
    answer = actions.acknowledge if counts_already else actions.confirm
    if form.is_valid():
        try:
            answer(by=request.viewer, signature_id=signature.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _CONFIRMED[counts_already])
            return _to_receipt(signature)
    return _page(request, "declarations/confirm.html", signature, form)


def _page(request: Request, template: str, signature: Signature, form: CityForm) -> HttpResponse:
    context = {
        "declaration": signature.declaration,
        "signature": signature,
        "signatory": getattr(signature.event, "signatory", None),
        "text": queries.text_of(signature),
        "form": form,
    }
    return render(request, template, context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, slug: str, city: str) -> HttpResponse:
    """Withdraw the city's signature: an act that stays visible."""
    signature = _line(request, slug, city)
    if not can_withdraw(request.viewer, signature):
        raise NotAllowed(
            _("Seule une personne qui peut signer pour cette ville, ou le secrétariat, retire sa signature.")
        )
    return _withdraw(request, signature)


@reauth.required
def _withdraw(request: Request, signature: Signature) -> HttpResponse:
    form = WithdrawForm(request.POST or None, viewer=request.viewer)
    if form.is_valid():
        try:
            actions.withdraw(by=request.viewer, signature_id=signature.pk, note=form.cleaned_data["note"])
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("La signature est retirée. La ligne de la ville reste, avec cette date."))
            return _to_receipt(signature)
    return _page(request, "declarations/withdraw.html", signature, form)
