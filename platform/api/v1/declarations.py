"""Declarations and the signatures of cities, with what lets anybody check them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from api.pagination import Pages
from api.reading import PAGING, Reading
from api.v1.cities import CityNameShape, city_name
from common.links import page
from declarations.models import AdoptionMode, Declaration, Text, TextStatus, Verification, in_language
from declarations.queries import Line, counts, signatures, texts
from declarations.workflow import LineState, State


class ArticleShape(serializers.Serializer[Any]):
    """One numbered article; its anchor never changes."""

    number = serializers.IntegerField()
    anchor = serializers.CharField()
    heading = serializers.CharField(allow_blank=True)
    text = serializers.CharField()


class TextShape(serializers.Serializer[Any]):
    """The words of a version in one language. ``sha256`` is that of ``canonical`` in UTF-8."""

    version = serializers.IntegerField()
    language = serializers.CharField()
    status = serializers.ChoiceField(choices=TextStatus.values)
    title = serializers.CharField()
    considerations = serializers.ListField(child=serializers.CharField())
    articles = ArticleShape(many=True)
    canonical = serializers.CharField()
    sha256 = serializers.CharField(min_length=64, max_length=64)
    adopted_at = serializers.DateTimeField(allow_null=True)


class DeclarationCardShape(serializers.Serializer[Any]):
    """A declaration as the list gives it."""

    slug = serializers.CharField()
    url = serializers.URLField(help_text=_("Sa page sur le site."))
    title = serializers.CharField(help_text=_("Titre court, dans la langue demandée."))
    summary = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=State.values)
    version = serializers.IntegerField(help_text=_("Du texte en vigueur ; 0 quand le texte n’est pas connu."))
    adopting_body = serializers.CharField(allow_blank=True)
    place = serializers.CharField(allow_blank=True)
    adopted_on = serializers.DateField(allow_null=True)
    adoption_mode = serializers.ChoiceField(choices=AdoptionMode.values)
    language = serializers.CharField(help_text=_("Langue qui fait foi."))
    source_note = serializers.CharField(allow_blank=True)
    source_url = serializers.CharField(allow_blank=True)
    verification = serializers.ChoiceField(choices=Verification.values)
    is_fictitious = serializers.BooleanField(help_text=_("Fictive, pour la démonstration."))
    signature_count = serializers.IntegerField(help_text=_("Villes dont la signature compte aujourd’hui."))


class DeclarationShape(DeclarationCardShape):
    """One declaration with its texts."""

    texts = TextShape(many=True)


class SignatureShape(serializers.Serializer[Any]):
    """A city's signature. What waits for a second person is not here."""

    city = CityNameShape()
    state = serializers.ChoiceField(choices=LineState.values)
    counts = serializers.BooleanField()
    version = serializers.IntegerField(help_text=_("0 : relevée dans une source, le texte n’est pas connu."))
    signed_on = serializers.DateField(allow_null=True)
    withdrawn_on = serializers.DateField(allow_null=True)
    name = serializers.CharField(
        allow_blank=True, help_text=_("De la personne qui a signé ; vide si inconnue ou effacée.")
    )
    capacity = serializers.CharField(allow_blank=True, help_text=_("En qualité de."))
    by_delegation = serializers.BooleanField(help_text=_("Vrai : signée par délégation écrite."))
    from_paper = serializers.BooleanField(
        help_text=_("Vrai : enregistrée par le secrétariat à partir d’un document papier.")
    )
    confirmed_by_city = serializers.BooleanField(
        allow_null=True, help_text=_("D’une signature sur papier : la ville l’a-t-elle confirmée elle-même ?")
    )
    reservation = serializers.CharField(allow_blank=True, help_text=_("Réserve de la ville ; vide s’il n’y en a pas."))
    reservation_on = serializers.IntegerField(
        allow_null=True, help_text=_("Article que vise la réserve ; rien : tout le texte.")
    )
    interpretation = serializers.CharField(allow_blank=True, help_text=_("Déclaration interprétative de la ville."))
    sequence = serializers.IntegerField(help_text=_("Rang dans le registre."))
    hash = serializers.CharField(help_text=_("Empreinte de cette ligne du registre."))


class SignatureListShape(serializers.Serializer[Any]):
    """Every public line of the wall, by name of city."""

    declaration = serializers.CharField()
    count = serializers.IntegerField(help_text=_("Villes dont la signature compte aujourd’hui."))
    ledger = serializers.URLField(help_text=_("Le registre entier, à vérifier hors ligne."))
    signatures = SignatureShape(many=True)


def _card(declaration: Declaration, signed: int) -> dict[str, Any]:
    return {
        "slug": declaration.slug,
        "url": page("declarations:detail", declaration.slug),
        "title": declaration.name,
        "summary": in_language(declaration.summary),
        "state": declaration.state,
        "version": declaration.version,
        "adopting_body": in_language(declaration.adopting_body),
        "place": in_language(declaration.place),
        "adopted_on": declaration.adopted_on,
        "adoption_mode": declaration.adoption_mode,
        "language": declaration.language,
        "source_note": declaration.source_note,
        "source_url": declaration.source_url,
        "verification": declaration.verification,
        "is_fictitious": declaration.is_fictitious,
        "signature_count": signed,
    }


def _text(text: Text) -> dict[str, Any]:
    names = (
        "version",
        "language",
        "status",
        "title",
        "considerations",
        "articles",
        "canonical",
        "sha256",
        "adopted_at",
    )
    return {name: getattr(text, name) for name in names}


def _signature(line: Line) -> dict[str, Any]:
    return {
        "city": city_name(line.city),
        "state": str(line.state),
        "counts": line.counts,
        "version": line.version,
        "signed_on": line.signed_on,
        "withdrawn_on": line.withdrawn_on,
        "name": line.name,
        "capacity": line.title,
        "by_delegation": line.by_delegation,
        "from_paper": line.from_paper,
        "confirmed_by_city": line.confirmed_by_city if line.from_paper else None,
        "reservation": line.statement.reservation,
        "reservation_on": line.statement.reservation_on,
        "interpretation": line.statement.interpretation,
        "sequence": line.sequence,
        "hash": line.hash,
    }


class Declarations(Reading):
    """The declarations, newest first."""

    answer, is_list, pagination_class = DeclarationCardShape, True, Pages
    operation, tag = "declarations_list", "declarations"
    summary = _("Les déclarations")
    parameters = PAGING

    def get(self, request: Request) -> Response:
        pages = Pages()
        found = pages.paginate_queryset(Declaration.objects.visible_to(self.viewer), request, self)
        signed = counts(declaration.pk for declaration in found)
        return pages.get_paginated_response([_card(one, signed.get(one.pk, 0)) for one in found])


class _OfOneDeclaration(Reading):
    """Finds the declaration of the address, as this reader may read it."""

    def declaration(self, slug: str) -> Declaration:
        found = Declaration.objects.visible_to(self.viewer).filter(slug=slug).first()
        if found is None:
            raise NotFound
        return found


class OneDeclaration(_OfOneDeclaration):
    """One declaration, with its texts."""

    answer = DeclarationShape
    operation, tag = "declarations_read", "declarations"
    summary = _("Une déclaration")

    def get(self, _request: Request, slug: str) -> Response:
        one = self.declaration(slug)
        signed = counts([one.pk]).get(one.pk, 0)
        return Response({**_card(one, signed), "texts": [_text(text) for text in texts(one)]})


class Signatures(_OfOneDeclaration):
    """The signatures of one declaration."""

    answer = SignatureListShape
    operation, tag = "declarations_signatures", "declarations"
    summary = _("Les signatures d’une déclaration")
    description = _("Toutes les lignes publiques, par nom de ville : confirmées, relevées dans une source, retirées.")

    def get(self, _request: Request, slug: str) -> Response:
        one = self.declaration(slug)
        lines = signatures(one)
        return Response(
            {
                "declaration": one.slug,
                "count": sum(line.counts for line in lines),
                "ledger": page("declarations:ledger", one.slug),
                "signatures": [_signature(line) for line in lines],
            }
        )
