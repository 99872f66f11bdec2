"""What is known of the effects, in the five boxes of EMMIE: section F."""

from django.utils.translation import gettext_lazy as _

from common.audience import Audience
from practices.record.kinds import Field, Kind, Needed
from practices.record.shapes import EVALUATION_DOCUMENTS, INDICATORS

EVIDENCE: tuple[Field, ...] = (
    Field(
        "evidence_level",
        Kind.TERM,
        _("Niveau de preuve"),
        _("Choisissez le niveau atteint aujourd’hui. « Pas encore d’élément » est admis."),
        needed=Needed.SUBMIT,
        vocabulary="evidence_level",
    ),
    Field(
        "evaluation_types",
        Kind.TERMS,
        _("Évaluations conduites"),
        _("Cochez ce qui a été fait, non ce qui est souhaité."),
        needed=Needed.SUBMIT,
        vocabulary="evaluation_type",
        max_items=3,
    ),
    Field(
        "effect",
        Kind.TEXT,
        _("Effet (E)"),
        _("Qu’est-ce qui a changé, de combien, mesuré comment ? Ne déduisez pas un effet d’une absence d’attaque."),
        max_length=1200,
        weight="D",
        example=_(
            "Sur 80 familles suivies en 2023, 61 disent mieux parler avec leur enfant (questionnaire, 70 réponses)."
        ),
    ),
    Field(
        "indicators",
        Kind.ROWS,
        _("Indicateurs"),
        _("Un indicateur sans valeur de départ sera affiché comme simple donnée d’activité."),
        columns=INDICATORS,
        max_items=30,
        weight="D",
    ),
    Field(
        "mechanism",
        Kind.TEXT,
        _("Mécanisme (M)"),
        _("Par quel enchaînement l’action est-elle censée agir ? « Si… alors… parce que… »"),
        needed=Needed.PUBLISH,
        max_length=1200,
        weight="D",
        example=_(
            "Si un adulte connu passe chaque soir, alors les conflits se "
            "parlent plus tôt, parce que la confiance existe déjà."
        ),
    ),
    Field(
        "moderators",
        Kind.TEXT,
        _("Conditions et publics (M)"),
        _("Où et pour qui cela marche mieux, ou moins bien ?"),
        max_length=1200,
        weight="D",
        example=_("Mieux avec les 14 à 17 ans ; peu de résultats quand les parents ne viennent pas."),
    ),
    Field(
        "implementation",
        Kind.TEXT,
        _("Mise en œuvre (I)"),
        _("Ce qu’il faut réunir avant de commencer, et ce que vous feriez autrement."),
        needed=Needed.PUBLISH,
        max_length=1500,
        weight="D",
        example=_("Former trois mois avant d’ouvrir. Nous choisirions un lieu moins éloigné des transports."),
    ),
    Field(
        "economic_note",
        Kind.TEXT,
        _("Coût et rapport au résultat (E)"),
        _("Coût par participant ou par suivi, économies, coûts cachés."),
        max_length=800,
        weight="D",
        example=_("Environ 900 € par personne suivie un an. Le temps des bénévoles n’est pas compté."),
    ),
    Field(
        "obstacles",
        Kind.TEXT,
        _("Difficultés et échecs"),
        _("Réservé aux membres par défaut : dites ce qui n’a pas marché. Vous pouvez le rendre public."),
        needed=Needed.PUBLISH,
        audience=Audience.MEMBERS,
        max_length=1200,
        weight="D",
        example=_("Les familles sont peu venues la première année : le lieu était trop visible."),
    ),
    Field(
        "adverse_effects",
        Kind.TEXT,
        _("Effets non voulus"),
        _("Méfiance, stigmatisation, déplacement du problème…"),
        audience=Audience.MEMBERS,
        max_length=800,
        weight="D",
        example=_("Des habitants ont cru que le quartier était visé : nous avons changé le nom de l’action."),
    ),
    Field(
        "evaluation_documents",
        Kind.ROWS,
        _("Rapports d’évaluation"),
        _("Joignez le rapport ou son résumé, avec sa diffusion."),
        columns=EVALUATION_DOCUMENTS,
        max_items=30,
        weight="D",
    ),
)
