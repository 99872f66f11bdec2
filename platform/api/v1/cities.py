"""Cities of the network."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from api.pagination import Pages
from api.reading import PAGING, Parameter, Reading
from cities.countries import country_name
from cities.models import City
from cities.queries import member_city_ids
from common.links import page
from common.text import fold


class CountryShape(serializers.Serializer[Any]):
    """A country, by its ISO 3166 code, named in the language asked for."""

    code = serializers.CharField(max_length=2)
    name = serializers.CharField()


class CityNameShape(serializers.Serializer[Any]):
    """A city as other resources name it."""

    slug = serializers.CharField()
    name = serializers.CharField(help_text=_("Dans la langue demandée."))
    country = CountryShape()


class CityShape(CityNameShape):
    """A city."""

    url = serializers.URLField(help_text=_("Sa page sur le site."))
    name_fr = serializers.CharField()
    name_en = serializers.CharField()
    name_ar = serializers.CharField()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    population = serializers.IntegerField(allow_null=True)
    population_source = serializers.CharField(allow_blank=True)
    official_languages = serializers.ListField(child=serializers.CharField())
    working_languages = serializers.ListField(child=serializers.CharField())
    signatory_2016 = serializers.BooleanField(help_text=_("La source de 2016 la cite parmi les signataires."))
    is_member = serializers.BooleanField(help_text=_("Une personne au moins y a un compte sur la plateforme."))
    geonames_id = serializers.IntegerField(allow_null=True)


def city_name(city: City) -> dict[str, Any]:
    """Return a city as other resources name it."""
    code = str(city.country.code)
    country = {"code": code, "name": country_name(code)}
    return {"slug": city.slug, "name": city.name, "country": country}


def _city(city: City, members: frozenset[int]) -> dict[str, Any]:
    return {
        **city_name(city),
        "url": page("pages:city", city.slug),
        "name_fr": city.name_fr,
        "name_en": city.name_en,
        "name_ar": city.name_ar,
        "latitude": None if city.latitude is None else float(city.latitude),
        "longitude": None if city.longitude is None else float(city.longitude),
        "population": city.population,
        "population_source": city.population_source,
        "official_languages": city.official_languages,
        "working_languages": city.working_languages,
        "signatory_2016": city.signatory_2016,
        "is_member": city.pk in members,
        "geonames_id": city.geonames_id,
    }


def _countries() -> frozenset[str]:
    return frozenset(code for code, _name in countries)


class Cities(Reading):
    """The cities, by name."""

    answer, is_list, pagination_class = CityShape, True, Pages
    operation, tag = "cities_list", "cities"
    summary = _("Les villes du réseau")
    parameters = (
        Parameter("q", _("Début ou partie du nom, sans tenir compte des accents.")),
        Parameter(
            "country",
            _("Code ISO 3166 d’un pays ; peut être répété."),
            allowed=_countries,
            pattern="^[A-Z]{2}$",
            many=True,
        ),
        Parameter("signatory_2016", _("Seulement celles que la source de 2016 cite, ou les autres."), kind="boolean"),
        *PAGING,
    )

    def get(self, request: Request) -> Response:
        rows = City.objects.all()
        if "q" in self.given:
            name = self.given["q"]
            rows = rows.filter(
                Q(sort_key__contains=fold(name)) | Q(name_en__icontains=name) | Q(name_ar__contains=name)
            )
        if "country" in self.given:
            rows = rows.filter(country__in=self.given["country"])
        if "signatory_2016" in self.given:
            rows = rows.filter(signatory_2016=self.given["signatory_2016"])
        pages, members = Pages(), member_city_ids()
        found = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response([_city(city, members) for city in found])


class OneCity(Reading):
    """One city."""

    answer = CityShape
    operation, tag = "cities_read", "cities"
    summary = _("Une ville")

    def get(self, _request: Request, slug: str) -> Response:
        city = City.objects.filter(slug=slug).first()
        if city is None:
            raise NotFound
        return Response(_city(city, member_city_ids()))
