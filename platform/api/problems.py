"""Every error in one documented shape: RFC 9457, application/problem+json."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.signals import got_request_exception
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger(__name__)

KINDS = {400: "parameter", 401: "key", 404: "absent", 405: "method", 406: "format", 429: "limit", 500: "failure"}


def handler(error: Exception, context: dict[str, Any]) -> Response:
    """Turn any error of an API view into a problem; the unexpected is logged and says nothing of itself."""
    set_rollback()
    known = _known(error)
    if known is None:
        logger.exception("api.failure")
        got_request_exception.send(sender=None, request=context.get("request"))
        return problem(500, _("La demande n’a pas abouti à cause d’une erreur de notre côté. Recommencez plus tard."))
    if isinstance(known, exceptions.ValidationError):
        errors = [{"parameter": str(name), "detail": str(texts[0])} for name, texts in _by_parameter(known).items()]
        return problem(400, _("Corrigez les paramètres indiqués."), errors=errors)
    return problem(known.status_code, _sentence(known), headers=_headers(known))


def problem(
    status: int, detail: str, *, errors: list[dict[str, str]] | None = None, headers: dict[str, str] | None = None
) -> Response:
    """Return one problem."""
    body = {
        "type": f"/api/docs/#{KINDS.get(status, 'failure')}",
        "title": _title(status),
        "status": status,
        "detail": detail,
    }
    return Response({**body, "errors": errors or []}, status=status, headers=headers, content_type=MEDIA_TYPE)


def _known(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, Http404 | PermissionDenied):  # what may not be seen answers as what does not exist
        return exceptions.NotFound()
    return error if isinstance(error, exceptions.APIException) else None


def _by_parameter(error: exceptions.ValidationError) -> dict[str, list[Any]]:
    detail = error.detail
    if isinstance(detail, dict):
        return {str(name): texts if isinstance(texts, list) else [texts] for name, texts in detail.items()}
    return {"": list(detail) if isinstance(detail, list) else [detail]}


def _sentence(error: exceptions.APIException) -> str:
    sentences = {
        404: _("Il n’y a rien à cette adresse."),
        405: _("Cette interface ne fait que lire : utilisez GET ou HEAD."),
        406: _("Cette interface répond en JSON."),
        429: _("Vous avez atteint la limite de demandes. Attendez avant de recommencer."),
    }
    return sentences.get(error.status_code) or str(error.detail)


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = str(challenge)
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return headers


def _title(status: int) -> str:
    titles = {
        400: _("Paramètre incorrect"),
        401: _("Clé refusée"),
        404: _("Introuvable"),
        405: _("Méthode refusée"),
        406: _("Format refusé"),
        429: _("Limite atteinte"),
    }
    return titles.get(status, _("Erreur du service"))
