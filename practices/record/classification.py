"""What the lists are filtered by, and the guarantees given to persons: sections C and D."""

from django.utils.translation import gettext_lazy as _

from common.audience import Audience
from practices.record.kinds import Field, Kind, Needed
from practices.record.shapes import PARTNERS

CLASSIFICATION: tuple[Field, ...] = (
    Field(
        "practice_domains",
        Kind.TERMS,
        _("Domaines d’action"),
        _("Les domaines de la déclaration de 2016, et deux ajouts."),
        needed=Needed.SUBMIT,
        vocabulary="practice_domain",
        max_items=3,
        weight="C",
    ),
    Field(
        "prevention_levels",
        Kind.TERMS,
        _("Niveaux de prévention"),
        _("En cas de doute, choisissez « primaire » si vous ne sélectionnez personne."),
        needed=Needed.SUBMIT,
        vocabulary="prevention_level",
        max_items=3,
        weight="C",
    ),
    Field(
        "themes",
        Kind.TERMS,
        _("Thèmes"),
        _("Quatre au plus, du plus important au moins important."),
        needed=Needed.SUBMIT,
        vocabulary="theme",
        max_items=4,
        weight="C",
    ),
    Field(
        "target_groups",
        Kind.TERMS,
        _("Publics visés"),
        _("À qui l’action s’adresse-t-elle ? Ne citez ni religion ni origine."),
        needed=Needed.SUBMIT,
        vocabulary="target_group",
        max_items=4,
        weight="C",
    ),
    Field(
        "age_min",
        Kind.INTEGER,
        _("Âge minimal"),
        _("Âge du public direct, en années."),
        minimum=0,
        maximum=120,
        unit=_("ans"),
    ),
    Field(
        "age_max",
        Kind.INTEGER,
        _("Âge maximal"),
        _("Laissez vide s’il n’y a pas de limite."),
        minimum=0,
        maximum=120,
        unit=_("ans"),
    ),
    Field(
        "settings",
        Kind.TERMS,
        _("Cadres de l’action"),
        _("Lieux où l’action se passe."),
        vocabulary="setting",
        max_items=3,
        weight="C",
    ),
    Field(
        "methods",
        Kind.TERMS,
        _("Méthodes"),
        _("Ce que font concrètement les intervenants."),
        needed=Needed.SUBMIT,
        vocabulary="method",
        max_items=4,
        weight="C",
    ),
    Field(
        "violence_forms",
        Kind.TERMS,
        _("Formes de violence concernées"),
        _("« Toutes formes » est souvent la bonne réponse."),
        vocabulary="violence_form",
        max_items=3,
        weight="C",
    ),
    Field(
        "sdg_targets",
        Kind.TERMS,
        _("Cibles ODD"),
        _("Utile à vos rapports et aux bailleurs."),
        vocabulary="sdg_target",
        max_items=4,
        weight="C",
    ),
)

GOVERNANCE: tuple[Field, ...] = (
    Field(
        "partners",
        Kind.ROWS,
        _("Partenaires"),
        _("Un partenaire par ligne, avec son rôle réel. N’inscrivez que ceux qui ont donné leur accord."),
        needed=Needed.PUBLISH,
        columns=PARTNERS,
        max_items=30,
        weight="D",
    ),
    Field(
        "governance",
        Kind.TEXT,
        _("Pilotage et coordination"),
        _("Qui décide, à quel rythme, avec quel compte rendu ?"),
        needed=Needed.PUBLISH,
        max_length=1500,
        weight="D",
        example=_("Un comité de six services se réunit chaque mois ; le compte rendu est partagé sous huit jours."),
    ),
    Field(
        "police_link",
        Kind.TERM,
        _("Lien avec la police"),
        _("Dites s’il existe un lien, et à partir de quel seuil une situation est transmise."),
        needed=Needed.PUBLISH,
        vocabulary="police_link",
    ),
    Field(
        "information_sharing",
        Kind.TEXT,
        _("Partage d’informations et confidentialité"),
        _("Base légale, charte, durée de conservation. Aucun cas individuel."),
        audience=Audience.MEMBERS,
        max_length=1500,
        weight="D",
        example=_(
            "Une charte signée par six services. Rien ne circule sans l’accord de la personne, sauf danger immédiat."
        ),
    ),
    Field(
        "referral_pathway",
        Kind.TEXT,
        _("Parcours d’orientation"),
        _("Qui peut orienter une personne, vers qui, avec quel accord ?"),
        audience=Audience.MEMBERS,
        max_length=1500,
        weight="D",
        example=_(
            "Toute personne peut appeler ; le psychologue propose un "
            "rendez-vous sous cinq jours, avec l’accord de la personne."
        ),
    ),
    Field(
        "safeguards",
        Kind.TEXT,
        _("Garanties et prévention de la stigmatisation"),
        _("Comment évitez-vous de désigner un groupe ? Consentement, mineurs, droit d’accès, recours."),
        needed=Needed.SUBMIT,
        max_length=1500,
        weight="D",
        example=_(
            "Aucun critère d’origine ni de religion. Dossiers effacés après "
            "deux ans ; recours auprès du médiateur de la ville."
        ),
    ),
    Field(
        "participation",
        Kind.TEXT,
        _("Participation des bénéficiaires"),
        _("Les jeunes, familles ou victimes ont-ils conçu ou corrigé l’action ?"),
        max_length=800,
        weight="D",
        example=_("Un groupe de douze jeunes a relu les questions et a fait changer les horaires."),
    ),
    Field(
        "location_sensitive",
        Kind.BOOLEAN,
        _("Adresse à protéger"),
        _("Cochez si l’adresse du lieu ne doit pas paraître."),
        audience=Audience.OWN,
        widest=Audience.OWN,
    ),
)
