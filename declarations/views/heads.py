"""The signed heads of a ledger and the public keys, for whoever archives them."""

import json
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from cities.http import Request
from declarations import heads
from declarations.models import SignedHead
from declarations.views.reading import download, readable


def _head(request: Request, slug: str, day: str) -> SignedHead:
    try:
        found = heads.of_day(readable(request, slug), date.fromisoformat(day))
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


@login_not_required
@require_GET
def signed_head(request: Request, slug: str, day: str) -> HttpResponse:
    """The exact bytes that were signed: what openssl and the verifier read."""
    return download(_head(request, slug, day).canonical, f"{slug}-tete-{day}.json", "application/json")


@login_not_required
@require_GET
def head_signature(request: Request, slug: str, day: str) -> HttpResponse:
    """The 64 bytes of the signature."""
    return download(
        bytes.fromhex(_head(request, slug, day).signature), f"{slug}-tete-{day}.sig", "application/octet-stream"
    )


@login_not_required
@require_GET
def keys(_request: Request) -> HttpResponse:
    """Every public key with its period."""
    content = json.dumps({"format": 1, "type": "keys", "keys": heads.published_keys()}, indent=2) + "\n"
    return HttpResponse(content, content_type="application/json")


@login_not_required
@require_GET
def key_file(_request: Request, name: str) -> HttpResponse:
    """One public key, as openssl reads it."""
    found = next((key for key in heads.published_keys() if key["name"] == name), None)
    if found is None:
        raise Http404
    return download(found["pem"], f"cle-{name}.pem", "application/x-pem-file")
