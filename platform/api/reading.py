"""What every API view does first: refuse what it does not know, choose a language, and say who reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header
from rest_framework.exceptions import AuthenticationFailed, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from api.keys import viewer_of_key
from api.models import ApiKey
from api.schema import ReadingSchema
from cities.viewer import Viewer
from common.errors import Sentence

LONGEST_VALUE = 200


@dataclass(frozen=True)
class Parameter:
    """One query parameter, declared once: the check and the documentation read it."""

    name: str
    description: Sentence
    kind: str = "string"
    allowed: Callable[[], frozenset[str]] | None = None
    pattern: str = ""  # documents the admitted values where their list would be too long
    many: bool = False
    least: int = 1
    most: int = 10_000

    def read(self, given: list[str]) -> Any:
        """Return the value; ValueError with the sentence that says what to write instead."""
        if not self.many and len(given) > 1:
            raise ValueError(_("Donnez ce paramètre une seule fois."))
        values = [self._one(text) for text in given]
        return values if self.many else values[0]

    def _one(self, text: str) -> Any:
        if len(text) > LONGEST_VALUE or "\x00" in text:
            raise ValueError(_("Donnez un texte de 200 caractères au plus."))
        if self.allowed is not None and text not in self.allowed():
            raise ValueError(_("Cette valeur n’existe pas. Les valeurs admises sont dans la documentation."))
        if self.kind == "integer":
            return self._number(text)
        if self.kind == "boolean":
            if text not in {"true", "false"}:
                raise ValueError(_("Écrivez « true » ou « false »."))
            return text == "true"
        return text

    def _number(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10 and self.least <= int(text) <= self.most):
            raise ValueError(
                _("Donnez un nombre entier de %(least)d à %(most)d.") % {"least": self.least, "most": self.most}
            )
        return int(text)

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of the value."""
        one: dict[str, Any] = {"type": self.kind}
        if self.pattern:
            one["pattern"] = self.pattern
        elif self.allowed is not None:
            one["enum"] = sorted(self.allowed())
        if self.kind == "integer":
            one |= {"minimum": self.least, "maximum": self.most}
        if self.kind == "string" and self.allowed is None:
            one["maxLength"] = LONGEST_VALUE
        return {"type": "array", "items": one} if self.many else one


def _languages() -> frozenset[str]:
    return frozenset(code for code, _name in settings.LANGUAGES)


LANG = Parameter(
    "lang",
    gettext_lazy(
        "Langue des libellés et des noms. Sans ce paramètre, l’en-tête Accept-Language décide ; sinon le français."
    ),
    allowed=_languages,
)
PAGING = (
    Parameter("page", gettext_lazy("Numéro de la page."), kind="integer"),
    Parameter("page_size", gettext_lazy("Nombre de résultats par page."), kind="integer", most=100),
)


class Reading(APIView):
    """A view that only reads. ``parameters`` names everything it understands; anything else is refused by name."""

    http_method_names = ["get", "head"]
    metadata_class = None
    schema: ReadingSchema | None = ReadingSchema()  # None hides a view from the document
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    answer: ClassVar[type[Serializer[Any]]]
    is_list: ClassVar[bool] = False
    operation: ClassVar[str]
    tag: ClassVar[str]
    summary: ClassVar[Sentence]
    description: ClassVar[Sentence] = ""
    given: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the request even when its key is wrong, choose the language, then check the parameters."""
        translation.activate(_accepted(request))
        try:
            super().initial(request, *args, **kwargs)
        except AuthenticationFailed:
            self.check_throttles(request)
            raise
        self.given = self._read(request)
        translation.activate(self.given.get("lang") or _accepted(request))

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Say what the answer depends on, so that no cache gives one reader what another may read."""
        final = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(final, ["Accept-Language", "Authorization"])
        patch_cache_control(final, **({"private": True, "no_store": True} if self.key else {"no_cache": True}))
        return final

    @property
    def key(self) -> ApiKey | None:
        """The partner's key, or None for anonymous reading."""
        auth = getattr(self.request, "_auth", None)  # never authenticates again
        return auth if isinstance(auth, ApiKey) else None

    @property
    def viewer(self) -> Viewer:
        """Who reads: never the person signed in on the site, only the key."""
        return viewer_of_key(self.key)

    @property
    def language(self) -> str:
        return translation.get_language() or "fr"

    @classmethod
    def understood(cls) -> tuple[Parameter, ...]:
        """Return every parameter of this view."""
        return (*cls.parameters, LANG)

    def _read(self, request: Request) -> dict[str, Any]:
        known = {parameter.name: parameter for parameter in self.understood()}
        errors: dict[str, list[str]] = {}
        values: dict[str, Any] = {}
        for name, given in request.query_params.lists():
            if name not in known:
                errors[name[:60]] = [_("Ce paramètre n’existe pas ici.")]
                continue
            try:
                values[name] = known[name].read(given)
            except ValueError as error:
                errors[name] = [str(error)]
        if errors:
            raise ValidationError(errors)
        return values


def _accepted(request: Request) -> str:
    """Return the best language of Accept-Language; cookies of the site decide nothing here."""
    for code, _quality in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")[:200].lower()):
        if code == "*":
            break
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
