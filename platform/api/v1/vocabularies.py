"""Vocabularies: the closed lists of terms, in three languages."""

from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from api.reading import Reading
from practices.models import Term


class TermShape(serializers.Serializer[Any]):
    """A term. Its slug never changes."""

    slug = serializers.CharField()
    label = serializers.CharField(help_text=_("Dans la langue demandée."))  # type: ignore[assignment]  # a declared field
    fr = serializers.CharField()
    en = serializers.CharField()
    ar = serializers.CharField()
    definition_fr = serializers.CharField(allow_blank=True)
    order = serializers.IntegerField()
    deprecated = serializers.BooleanField()
    replaced_by = serializers.CharField(allow_null=True)


class VocabularyShape(serializers.Serializer[Any]):
    """A vocabulary with its terms, in order."""

    name = serializers.CharField()
    terms = TermShape(many=True)


class VocabularyListShape(serializers.Serializer[Any]):
    """Every vocabulary."""

    vocabularies = VocabularyShape(many=True)


def _term(term: Term, language: str) -> dict[str, Any]:
    return {
        "slug": term.slug,
        "label": term.label(language),
        "fr": term.fr,
        "en": term.en,
        "ar": term.ar,
        "definition_fr": term.definition_fr,
        "order": term.order,
        "deprecated": term.deprecated,
        "replaced_by": term.replaced_by or None,
    }


def _shaped(terms: Any, language: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "terms": [_term(term, language) for term in group]}
        for name, group in groupby(terms, key=lambda term: term.vocabulary)
    ]


class Vocabularies(Reading):
    """All of them at once: they are small, and change seldom."""

    answer = VocabularyListShape
    operation, tag = "vocabularies_list", "vocabularies"
    summary = _("Tous les vocabulaires")
    description = _(
        "Les listes fermées de termes qui servent aux filtres et aux fiches, en français, anglais et arabe."
    )

    def get(self, _request: Request) -> Response:
        return Response({"vocabularies": _shaped(Term.objects.all(), self.language)})


class Vocabulary(Reading):
    """One vocabulary."""

    answer = VocabularyShape
    operation, tag = "vocabularies_read", "vocabularies"
    summary = _("Un vocabulaire")

    def get(self, _request: Request, name: str) -> Response:
        found = _shaped(Term.objects.filter(vocabulary=name), self.language)
        if not found:
            raise NotFound
        return Response(found[0])
