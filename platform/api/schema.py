"""The OpenAPI 3.1 document, made from the views themselves: parameters, answers, errors, keys."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

if TYPE_CHECKING:
    from api.reading import Reading

PROBLEM = "application/problem+json"


class WrongParameter(serializers.Serializer[Any]):
    """One parameter to correct."""

    parameter = serializers.CharField()
    detail = serializers.CharField()


class Problem(serializers.Serializer[Any]):
    """RFC 9457: every error has this shape."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = WrongParameter(many=True)  # type: ignore[assignment]  # a declared field, not the property


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the library's metaclass registers it
    """How a key is given."""

    target_class = "api.keys.KeyAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:  # noqa: ARG002  the base class gives it
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": _("« Api-Key » suivi d’une espace et de votre clé."),
        }


class ReadingSchema(AutoSchema):
    """Documents a Reading view from what the view declares."""

    view: "Reading"  # type: ignore[override]  # only Reading views use it

    def get_override_parameters(self) -> list[Any]:
        """The query parameters, as the view checks them."""
        return [
            OpenApiParameter(
                parameter.name, parameter.schema(), OpenApiParameter.QUERY, description=str(parameter.description)
            )
            for parameter in self.view.understood()
        ]

    def get_response_serializers(self) -> Any:
        """The answer, and the problems that any view may answer."""
        good = self.view.answer(many=True) if self.view.is_list else self.view.answer()
        return {
            200: good,
            **{(code, PROBLEM): OpenApiResponse(Problem, description=text) for code, text in _problems().items()},
        }

    def get_auth(self) -> list[dict[str, Any]]:
        """A key is welcome and never demanded."""
        return [*(way for way in super().get_auth() if way), {}]

    def _get_serializer_name(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> str:  # noqa: FBT002  the library calls it so
        name: str = super()._get_serializer_name(serializer, direction, bypass_extensions)
        return name.removesuffix("Shape")

    def get_operation_id(self) -> str:
        return self.view.operation

    def get_summary(self) -> str:
        return str(self.view.summary)

    def get_description(self) -> str:  # type: ignore[override]  # as its own base has it
        return str(self.view.description)

    def get_tags(self) -> list[str]:
        return [self.view.tag]


def _problems() -> dict[int, str]:
    return {
        400: _("Un paramètre est incorrect ou inconnu ; « errors » le nomme."),
        401: _("La clé est inconnue, expirée ou révoquée."),
        404: _("Rien à cette adresse, ou rien que vous puissiez lire."),
        405: _("Cette interface ne fait que lire."),
        406: _("Cette interface répond en JSON."),
        429: _("Limite atteinte ; « Retry-After » dit combien de secondes attendre."),
        500: _("Erreur de notre côté."),
    }


def document(language: str) -> dict[str, Any]:
    """Return the whole document in a language; made once for each process and language."""
    with translation.override(language):
        return _document(language)


@lru_cache(maxsize=4)
def _document(language: str) -> dict[str, Any]:  # the language is the cache's key  # noqa: ARG001  the caller gives it
    found: dict[str, Any] = SchemaGenerator(urlconf=settings.ROOT_URLCONF).get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # the library publishes no types here
    found["info"] |= {
        "title": str(settings.SITE_NAME),
        "version": "1",
        "description": _(
            "Lecture des fiches de pratiques, des villes, des déclarations et de leurs signatures. "
            "Tout ce qui est public se lit sans clé ; une clé relève la limite de demandes."
        ),
        "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
    }
    found["servers"] = [{"url": settings.SITE_URL}]
    return found
