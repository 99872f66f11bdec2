"""What another city can take, whom it can ask, under which rights: sections G and H."""

from django.utils.translation import gettext_lazy as _

from common.audience import Audience
from practices.record.kinds import Field, Kind, Needed
from practices.record.shapes import (
    CONTACT_PERSON,
    LICENCE,
    LINKED_INITIATIVES,
    MAYOR_APPROVAL,
    OFFER,
    PRESENTED_AT,
    PUBLIC_CONTACT,
    SOURCES,
    TRANSFERS,
)

TRANSFER: tuple[Field, ...] = (
    Field(
        "sustainability",
        Kind.TEXT,
        _("Pérennité"),
        _("Financement au-delà de l’année, ancrage dans un service, portage politique."),
        needed=Needed.PUBLISH,
        max_length=800,
        weight="D",
        example=_("Deux postes sur trois sont inscrits au budget de la ville depuis 2021."),
    ),
    Field(
        "transferability",
        Kind.TEXT,
        _("Conditions de transfert"),
        _("Ce qui est propre à votre ville et ce qui peut être repris tel quel."),
        needed=Needed.PUBLISH,
        max_length=1200,
        weight="D",
        example=_("Les horaires dépendent de la ville ; la formation et la charte se reprennent telles quelles."),
    ),
    Field(
        "transfers",
        Kind.ROWS,
        _("Villes qui s’en sont inspirées"),
        _("La ville citée devra confirmer."),
        columns=TRANSFERS,
        max_items=30,
        weight="D",
    ),
    Field(
        "offer_to_peers",
        Kind.CHOICES,
        _("Ce que la ville propose"),
        _("Un entretien, une visite, un document ? Indiquez ce que vous pouvez offrir."),
        audience=Audience.MEMBERS,
        choices=OFFER,
    ),
    Field(
        "request_to_peers",
        Kind.TEXT,
        _("Ce que la ville cherche"),
        _("Quelle question posez-vous aux autres villes ?"),
        audience=Audience.MEMBERS,
        max_length=400,
        weight="D",
        example=_("Comment évaluez-vous un accompagnement sans suivre les personnes ?"),
    ),
    Field(
        "linked_initiatives",
        Kind.ROWS,
        _("Initiatives liées"),
        _("Projet européen, plan national, réseau, autre fiche."),
        columns=LINKED_INITIATIVES,
        max_items=30,
        weight="D",
    ),
    Field(
        "presented_at",
        Kind.ROWS,
        _("Présentée et discutée"),
        _("Réunions de l’AIMF, de RAN, de l’Efus, de Strong Cities…"),
        columns=PRESENTED_AT,
        max_items=30,
        weight="D",
    ),
)

RIGHTS: tuple[Field, ...] = (
    Field(
        "public_contact",
        Kind.GROUP,
        _("Contact public"),
        _("Adresse générique d’un service, jamais une adresse personnelle."),
        columns=PUBLIC_CONTACT,
    ),
    Field(
        "contact_person",
        Kind.GROUP,
        _("Référent ou référente"),
        _("Avec son accord. Les autres villes passent par une demande d’échange."),
        needed=Needed.SUBMIT,
        audience=Audience.OWN,
        widest=Audience.OWN,
        columns=CONTACT_PERSON,
    ),
    Field(
        "sources",
        Kind.ROWS,
        _("Sources"),
        _("Délibération, rapport, article. Indispensable si vous citez des chiffres."),
        needed=Needed.PUBLISH,
        columns=SOURCES,
        max_items=30,
        weight="D",
    ),
    Field(
        "licence",
        Kind.CHOICE,
        _("Licence du texte"),
        _("CC BY 4.0 par défaut : on peut reprendre en citant votre ville."),
        needed=Needed.SUBMIT,
        choices=LICENCE,
    ),
    Field(
        "mayor_approval",
        Kind.GROUP,
        _("Validation de la ville"),
        _("Nom et fonction de la personne qui autorise la publication pour la ville."),
        needed=Needed.SUBMIT,
        audience=Audience.OWN,
        widest=Audience.OWN,
        columns=MAYOR_APPROVAL,
    ),
)
