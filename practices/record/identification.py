"""Who does what, where and since when, in one minute: sections A and B."""

from django.utils.translation import gettext_lazy as _

from practices.record.kinds import Field, Kind, Needed
from practices.record.shapes import CITY_ROLE

IDENTIFICATION: tuple[Field, ...] = (
    Field(
        "title",
        Kind.LINE,
        _("Titre de la pratique"),
        _("Nommez l’action comme vos habitants la connaissent. Évitez les sigles seuls."),
        needed=Needed.SUBMIT,
        max_length=120,
        weight="A",
        example=_("Maison des familles"),
    ),
    Field(
        "city",
        Kind.CITY,
        _("Ville"),
        _("Ville qui publie la fiche. Elle en reste responsable."),
        needed=Needed.SUBMIT,
        editable=False,
    ),
    Field(
        "associated_cities",
        Kind.CITIES,
        _("Villes associées"),
        _("Ajoutez les villes qui portent l’action avec vous ; elles recevront une demande de confirmation."),
        max_items=30,
    ),
    Field(
        "lead_organisation",
        Kind.LINE,
        _("Organisme porteur"),
        _("Service municipal, association ou établissement qui conduit l’action au quotidien."),
        needed=Needed.SUBMIT,
        max_length=160,
        weight="C",
        example=_("Service de la prévention de la ville"),
    ),
    Field(
        "lead_type",
        Kind.TERM,
        _("Nature du porteur"),
        _("Choisissez la nature juridique la plus proche."),
        needed=Needed.SUBMIT,
        vocabulary="partner_type",
    ),
    Field(
        "city_role",
        Kind.CHOICE,
        _("Rôle de la ville"),
        _("La ville conduit, finance, accueille ou bénéficie de l’action ? Soyez exact."),
        needed=Needed.SUBMIT,
        choices=CITY_ROLE,
    ),
    Field(
        "programme_status",
        Kind.TERM,
        _("État du programme"),
        _("Indiquez l’état à ce jour. Une action interrompue a aussi sa place ici."),
        needed=Needed.SUBMIT,
        vocabulary="programme_status",
    ),
    Field(
        "start_date",
        Kind.PARTIAL_DATE,
        _("Date de début"),
        _("L’année suffit si vous ne connaissez pas le jour."),
        needed=Needed.SUBMIT,
    ),
    Field(
        "end_date",
        Kind.PARTIAL_DATE,
        _("Date de fin"),
        _("À remplir si l’action est achevée ou interrompue."),
    ),
    Field(
        "geographic_scope",
        Kind.TERM,
        _("Échelle géographique"),
        _("Territoire réellement couvert, non celui de l’organisme."),
        needed=Needed.SUBMIT,
        vocabulary="geographic_scope",
    ),
    Field(
        "record_language",
        Kind.LANGUAGE,
        _("Langue de la fiche"),
        _("Langue dans laquelle vous rédigez. Une traduction pourra être ajoutée."),
        needed=Needed.AUTOMATIC,
        editable=False,
    ),
)

SUMMARY: tuple[Field, ...] = (
    Field(
        "summary",
        Kind.TEXT,
        _("Résumé"),
        _("En cinq lignes : pour qui, quoi, avec qui, depuis quand. C’est ce que lira un maire."),
        needed=Needed.SUBMIT,
        max_length=600,
        weight="B",
        example=_(
            "Depuis 2019, six médiateurs rencontrent le soir les jeunes et les "
            "riverains, avec le centre social et les écoles."
        ),
    ),
    Field(
        "context",
        Kind.TEXT,
        _("Contexte et besoin"),
        _("Quel constat local a conduit à agir ? Décrivez des faits, sans désigner une population."),
        needed=Needed.SUBMIT,
        max_length=1500,
        weight="C",
        example=_(
            "En 2018, les riverains de trois quartiers ont signalé des tensions "
            "le soir ; aucun service n’était ouvert après 18 h."
        ),
    ),
    Field(
        "objectives",
        Kind.LINES,
        _("Objectifs"),
        _("Un objectif par ligne, si possible vérifiable."),
        needed=Needed.SUBMIT,
        max_length=300,
        max_items=5,
        weight="C",
        example=_("Que chaque demande reçoive une réponse en dix jours."),
    ),
    Field(
        "description",
        Kind.RICH,
        _("Déroulement"),
        _("Racontez le parcours concret d’un bénéficiaire ou d’un agent, étape par étape."),
        needed=Needed.SUBMIT,
        max_length=6000,
        weight="D",
        example=_(
            "Une mère appelle le service. Elle est rappelée dans la journée, "
            "puis reçue avec un psychologue et une éducatrice."
        ),
    ),
)
