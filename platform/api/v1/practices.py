"""Practices: the list reads the index, one practice reads the record's own gate."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from api.pagination import Pages
from api.reading import PAGING, Parameter, Reading
from api.v1.cities import CityNameShape, city_name
from api.v1.record import RecordField, record_of
from cities.models import City
from common.audience import Audience
from common.links import absolute, addresses, page
from common.text import clean
from practices import search, vocabulary
from practices.lineage import Lineage, Stop, of_practice
from practices.models import Adoption, AdoptionState, IndexEntry, Origin, Practice
from practices.record.files import Attached, file_called
from practices.record.reading import RecordView, view
from practices.views.files import served

TERMS = {
    "practice_domains": "practice_domain",
    "prevention_levels": "prevention_level",
    "themes": "theme",
    "target_groups": "target_group",
    "methods": "method",
    "settings": "setting",
    "violence_forms": "violence_form",
}
SINGLE = {
    "programme_status": "programme_status",
    "geographic_scope": "geographic_scope",
    "evidence_level": "evidence_level",
    "police_link": "police_link",
    "cost_band": "cost_band",
}


class TermNameShape(serializers.Serializer[Any]):
    """A term of a vocabulary, named in the language asked for."""

    slug = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a declared field, not the attribute


class IdentityShape(serializers.Serializer[Any]):
    """What the list and one practice say alike."""

    slug = serializers.CharField()
    url = serializers.URLField(help_text=_("Sa page sur le site."))
    title = serializers.CharField()
    city = CityNameShape()
    origin = serializers.ChoiceField(choices=Origin.values)
    public_sources = serializers.CharField(
        allow_null=True,
        help_text=_("L’avertissement à montrer quand la notice vient de sources publiques ; sinon rien."),
    )
    audience = serializers.ChoiceField(choices=Audience.values)
    language = serializers.ChoiceField(
        choices=[code for code, _name in settings.LANGUAGES],
        help_text=_("La langue des textes : celle de « lang » quand la ville a traduit la fiche, sinon la sienne."),
    )
    first_published_at = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    last_confirmed_on = serializers.DateField(allow_null=True)
    to_review = serializers.BooleanField(
        help_text=_("« À réviser » : la ville n’a pas encore répondu à deux questions annuelles.")
    )
    confidence = serializers.CharField(allow_blank=True)
    is_fictitious = serializers.BooleanField(help_text=_("Fictive, pour la démonstration."))
    adoption_count = serializers.IntegerField(
        help_text=_("Combien de villes disent elles-mêmes qu’elles la mettent à l’essai ou l’appliquent.")
    )


class PracticeCardShape(IdentityShape):
    """A practice as the list gives it."""

    summary = serializers.CharField(allow_blank=True)
    lead_organisation = serializers.CharField(allow_blank=True)
    start_date = serializers.CharField(allow_blank=True)
    practice_domains = TermNameShape(many=True)
    prevention_levels = TermNameShape(many=True)
    themes = TermNameShape(many=True)
    target_groups = TermNameShape(many=True)
    methods = TermNameShape(many=True)
    settings = TermNameShape(many=True)
    violence_forms = TermNameShape(many=True)
    programme_status = TermNameShape(allow_null=True)
    geographic_scope = TermNameShape(allow_null=True)
    evidence_level = TermNameShape(allow_null=True)
    police_link = TermNameShape(allow_null=True)
    cost_band = TermNameShape(allow_null=True)


class AdoptionShape(serializers.Serializer[Any]):
    """A city that takes the practice up, in its own words."""

    city = CityNameShape()
    state = serializers.ChoiceField(choices=AdoptionState.values)
    since = serializers.CharField(allow_blank=True, help_text=_("Une année, un mois ou un jour."))
    changed = serializers.CharField(allow_null=True, help_text=_("Nul quand ce n’est pas pour vous."))
    why = serializers.CharField(allow_null=True)
    result = serializers.CharField(allow_null=True)
    grown_into = serializers.CharField(
        allow_null=True, help_text=_("L’identifiant de la fiche que cette ville en a tirée, si vous pouvez la lire.")
    )


class FileShape(serializers.Serializer[Any]):
    """A file attached to a practice."""

    url = serializers.URLField(help_text=_("Pour la télécharger ; la même règle de lecture s’applique."))
    title = serializers.CharField()
    media_type = serializers.CharField()
    weight = serializers.IntegerField(help_text=_("En octets."))
    field = serializers.CharField(help_text=_("Le champ de la fiche auquel la pièce se rapporte."))
    alt_text = serializers.CharField(allow_blank=True)
    credit = serializers.CharField(allow_blank=True)
    audience = serializers.ChoiceField(choices=Audience.values)


class PracticeShape(IdentityShape):
    """One practice with its whole record."""

    sources_read = serializers.CharField(
        allow_blank=True, help_text=_("Quand les sources publiques ont été lues, pour une notice.")
    )
    state = serializers.CharField()
    is_translation = serializers.BooleanField(help_text=_("Les textes sont une traduction de la langue d’origine."))
    original_language = serializers.CharField()
    inspired_by = serializers.CharField(
        allow_null=True, help_text=_("L’identifiant de la fiche dont elle est issue, si vous pouvez la lire.")
    )
    adoptions = AdoptionShape(many=True)
    revision = serializers.IntegerField(help_text=_("Numéro de la version publiée."))
    files = FileShape(many=True, help_text=_("Les pièces jointes que vous pouvez lire."))
    record = RecordField(help_text=_("Tous les champs de la fiche, par leur clé."))


def notice(origin: str) -> str | None:
    """Return the sentence that every surface shows on a record drawn from public sources."""
    return str(Origin.PUBLIC_SOURCES.label) if origin == Origin.PUBLIC_SOURCES else None


def _term(name: str, slug: str, language: str) -> dict[str, str]:
    return {"slug": slug, "label": vocabulary.label(name, slug, language)}


_READ = (
    "slug",
    "title",
    "summary",
    "language",
    "translations",
    "origin",
    "illustrative",
    "to_review",
    "audience",
    "confidence",
    "adoptions",
    "first_published_at",
    "published_at",
    "last_confirmed_on",
    "lead_organisation",
    "start_date",
    *TERMS,
    *SINGLE,
    "city__slug",
    "city__name_fr",
    "city__name_en",
    "city__name_ar",
    "city__country",
)


def card(entry: IndexEntry, language: str, address: str) -> dict[str, Any]:
    """Return a row of the index as the list gives it; ``address``: of its page, in the language asked for."""
    several = {key: [_term(name, slug, language) for slug in getattr(entry, key)] for key, name in TERMS.items()}
    single = {
        key: _term(name, getattr(entry, key), language) if getattr(entry, key) else None for key, name in SINGLE.items()
    }
    said = entry.said_in(language)
    return {
        "slug": entry.slug,
        "url": address,
        "title": said.title,
        "city": city_name(entry.city),
        "origin": entry.origin,
        "public_sources": notice(entry.origin),
        "audience": entry.audience,
        "language": said.language,
        "first_published_at": entry.first_published_at,
        "published_at": entry.published_at,
        "last_confirmed_on": entry.last_confirmed_on,
        "to_review": entry.to_review,
        "confidence": entry.confidence,
        "is_fictitious": entry.illustrative,
        "adoption_count": entry.adoptions,
        "summary": said.summary,
        "lead_organisation": entry.lead_organisation,
        "start_date": entry.start_date,
        **several,
        **single,
    }


def _adoption(stop: Stop, adoption: Adoption) -> dict[str, Any]:
    words = {key: None if stop.locked else getattr(stop, key) for key in ("changed", "why", "result")}
    return {
        "city": city_name(adoption.city),
        "state": stop.state,
        "since": adoption.since,
        **words,
        "grown_into": stop.grown.slug if stop.grown else None,
    }


def _whole(practice: Practice, record: RecordView, original: str, line: Lineage) -> dict[str, Any]:
    return {
        "slug": practice.slug,
        "url": page("practices:detail", practice.slug),
        "title": record.title,
        "city": city_name(practice.city),
        "origin": practice.origin,
        "public_sources": notice(practice.origin),
        "audience": str(record.audience),
        "language": record.language,
        "first_published_at": practice.first_published_at,
        "published_at": practice.published_at,
        "last_confirmed_on": practice.last_confirmed_on,
        "to_review": practice.is_to_review(),
        "confidence": practice.confidence,
        "is_fictitious": practice.illustrative,
        "adoption_count": line.adopted,
        "inspired_by": line.parent.slug if line.parent else None,
        "adoptions": [_adoption(stop, stop.adoption) for stop in line.stops if stop.adoption],
        "sources_read": practice.verified_note,
        "state": practice.state,
        "is_translation": record.is_translation,
        "original_language": original,
        "revision": record.number,
        "files": [_file(practice, one) for one in record.attachments],
        "record": record_of(record),
    }


def _file(practice: Practice, one: Attached) -> dict[str, Any]:
    return {
        "url": page("api:practice_file", practice.slug, one.file),
        "title": one.title,
        "media_type": one.media_type,
        "weight": one.weight,
        "field": one.place,
        "alt_text": one.alt_text,
        "credit": one.credit,
        "audience": str(one.audience),
    }


def _allowed(facet: search.Facet) -> Callable[[], frozenset[str]]:
    """Return what a filter of the list accepts: the same values as the site's own list."""
    others: dict[str, Callable[[], frozenset[str]]] = {
        "country": lambda: frozenset(code for code, _name in countries),
        "city": lambda: frozenset(City.objects.values_list("slug", flat=True)),
        "language": lambda: frozenset(code for code, _name in settings.LANGUAGES),
        "origin": lambda: frozenset(Origin.values),
    }
    if facet.vocabulary:
        return lambda: frozenset(term.slug for term in vocabulary.terms(facet.vocabulary))
    return others[facet.name]


_PATTERNS = {"country": "^[A-Z]{2}$", "city": "^[a-z0-9-]+$"}
_HELP = {
    "domain": _("Domaine d’action."),
    "level": _("Niveau de prévention."),
    "theme": _("Thème."),
    "group": _("Public visé."),
    "method": _("Méthode."),
    "status": _("État du programme."),
    "evidence": _("Niveau de preuve."),
    "police": _("Lien avec la police."),
    "cost": _("Tranche de coût annuel."),
    "country": _("Pays de la ville, par son code ISO 3166."),
    "city": _("Ville, par son identifiant."),
    "language": _("Langue de la fiche."),
    "origin": _("Fiche de la ville, ou notice établie d’après des sources publiques."),
}
FILTERS = tuple(
    Parameter(name, _HELP[name], allowed=_allowed(facet), pattern=_PATTERNS.get(name, ""), many=True)
    for name, facet in search.FACETS.items()
)


class Practices(Reading):
    """The published practices: the same filters, words and order as the list of the site."""

    answer, is_list, pagination_class = PracticeCardShape, True, Pages
    operation, tag = "practices_list", "practices"
    summary = _("Les fiches de pratiques publiées")
    description = _(
        "Un filtre peut être répété : ses valeurs s’ajoutent ; plusieurs filtres se combinent. "
        "Une fiche archivée n’est plus dans la liste ; son adresse répond toujours."
    )
    parameters = (
        Parameter("q", _("Mots cherchés dans le texte. Un mot précédé de « - » est écarté.")),
        *FILTERS,
        Parameter(
            "sort",
            _("Ordre : pertinence, date, niveau de preuve ou reprises."),
            allowed=lambda: frozenset(search.SORTS),
        ),
        *PAGING,
    )

    def get(self, request: Request) -> Response:
        query = search.Query(
            text=clean(self.given.get("q", "")),
            filters={name: tuple(self.given[name]) for name in search.FACETS if name in self.given},
            sort=self.given.get("sort"),
        )
        pages = Pages()
        rows = search.ordered(self.viewer.scope, query).select_related("city").only(*_READ)
        found = pages.paginate_queryset(rows, request, self)
        address = addresses("practices:detail")
        return pages.get_paginated_response(
            [card(entry, self.language, absolute(address(entry.slug))) for entry in found]
        )


class OnePractice(Reading):
    """One practice, through the same gate as its page."""

    answer = PracticeShape
    operation, tag = "practices_read", "practices"
    summary = _("Une fiche de pratique")
    description = _(
        "Tous les champs, dans l’ordre de la fiche. « locked » dit qu’un champ n’est pas pour vous ; "
        "« known » dit s’il est rempli. Une valeur inconnue est nulle."
    )

    def get(self, _request: Request, slug: str) -> Response:
        found = Practice.objects.visible_to(self.viewer).select_related("city", "published")
        practice = found.filter(slug=slug, published__isnull=False).first()
        if practice is None or practice.published is None:
            raise NotFound
        practice.published.practice = practice  # the revision asks for it: no second statement
        record = view(practice.published, self.viewer, self.language)
        return Response(
            _whole(practice, record, practice.published.language, of_practice(practice, record, self.viewer))
        )


class OneFile(Reading):
    """A file of a practice, through the gate of the key, as an attachment."""

    schema = None  # not JSON: each practice gives the addresses of its files

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:  # noqa: ARG002, FBT002  the base class's own form
        """A file is what it is, whatever was asked for."""
        negotiated: tuple[Any, str] = super().perform_content_negotiation(request, force=True)
        return negotiated

    def get(self, request: Request, slug: str, key: str) -> HttpResponseBase:
        practice = (
            Practice.objects.visible_to(self.viewer).select_related("city", "published").filter(slug=slug).first()
        )
        found = file_called(practice, key, self.viewer) if practice is not None else None
        if found is None:
            raise NotFound
        try:
            return served(request._request, found, found.file, found.media_type, inline=False)  # noqa: SLF001  Django's own
        except Http404 as error:
            raise NotFound from error
