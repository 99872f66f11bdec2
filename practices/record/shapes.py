"""The closed lists that are not vocabularies, and the shapes of repeated groups."""

import re

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.text import fold
from practices.record.kinds import Choices, Column, Kind

LANGUAGES: Choices = (("fr", _("français")), ("en", _("anglais")), ("ar", _("arabe")))

CITY_ROLE: Choices = (
    ("leads", _("Elle conduit l’action")),
    ("co_leads", _("Elle la conduit avec d’autres")),
    ("funds", _("Elle la finance")),
    ("hosts", _("Elle l’accueille")),
    ("partner", _("Elle en est partenaire")),
    ("beneficiary", _("Elle en bénéficie")),
)

BUDGET_SCOPE: Choices = (
    ("annual", _("Une année de fonctionnement")),
    ("total_project", _("Le projet entier")),
    ("grant_only", _("Une subvention seulement")),
    ("launch_grant", _("Une aide au lancement")),
    ("capital", _("Un investissement")),
)

# ISO 4217: the currencies of the countries of the network, and of their funders
CURRENCIES: Choices = tuple(
    (code, code)
    for code in [
        "EUR",
        "CAD",
        "CHF",
        "XOF",
        "XAF",
        "MAD",
        "TND",
        "DZD",
        "LBP",
        "MRU",
        "GNF",
        "CDF",
        "RWF",
        "BIF",
        "DJF",
        "KMF",
        "MGA",
        "MUR",
        "SCR",
        "HTG",
        "VND",
        "KHR",
        "LAK",
        "EGP",
        "CVE",
        "STN",
        "RON",
        "BGN",
        "MDL",
        "ALL",
        "AMD",
        "GEL",
        "RSD",
        "MKD",
        "BAM",
        "PLN",
        "CZK",
        "HUF",
        "UAH",
        "DKK",
        "SEK",
        "NOK",
        "GBP",
        "USD",
        "XPF",
        "VUV",
        "AED",
        "QAR",
        "TRY",
        "JOD",
    ]
)

REACH_UNIT: Choices = (
    ("participants", pgettext_lazy("counted", "participants")),
    ("people_accompanied", pgettext_lazy("counted", "personnes accompagnées")),
    ("families", pgettext_lazy("counted", "familles")),
    ("calls", pgettext_lazy("counted", "appels")),
    ("situations", pgettext_lazy("counted", "situations")),
    ("professionals_trained", pgettext_lazy("counted", "professionnels formés")),
    ("events", pgettext_lazy("counted", "événements")),
    ("visitors", pgettext_lazy("counted", "visiteurs")),
    ("pupils", pgettext_lazy("counted", "élèves")),
    ("households", pgettext_lazy("counted", "ménages")),
    ("documents", pgettext_lazy("counted", "documents")),
    ("places", pgettext_lazy("counted", "lieux")),
)
# Below ten, these could point at somebody. A situation is the file of one person or family
UNITS_OF_PERSONS = frozenset(
    {
        "participants",
        "people_accompanied",
        "families",
        "situations",
        "professionals_trained",
        "visitors",
        "pupils",
        "households",
    }
)
FEW = 10
# The unit of an indicator is free: these words, without accents, say that it counts persons
_PERSON_WORDS = """
personne personnes jeune jeunes adolescent adolescents adolescentes mineur mineurs mineures enfant enfants
eleve eleves etudiant etudiants femme femmes homme hommes famille familles foyer foyers menage menages
parent parents participant participants participante participantes beneficiaire beneficiaires visiteur visiteurs
suivi suivis accompagnement accompagnements situation situations dossier dossiers professionnel professionnels
agent agents benevole benevoles person persons people youth youths child children pupil pupils student students
woman women man men family households household beneficiary beneficiaries visitor visitors case cases
شخص اشخاص شاب شباب طفل اطفال تلميذ تلاميذ امراة نساء رجل رجال عائلة عائلات اسرة اسر مشارك مشاركون مشاركين
مستفيد مستفيدون مستفيدين زائر زوار حالة حالات أشخاص أسر أسرة أطفال
"""
_PERSONS = frozenset(fold(_PERSON_WORDS).split())
_RATIOS = frozenset({"taux", "note", "score", "points", "rate", "percent", "pourcentage", "نسبة"})


def counts_persons(unit: str) -> bool:
    """Whether the unit of an indicator, as a city wrote it, counts persons; a share or a mark does not."""
    words = set(re.findall(r"\w+", fold(unit)))
    return "%" not in unit and bool(words & _PERSONS) and not words & _RATIOS


LICENCE: Choices = (
    ("CC BY 4.0", _("CC BY 4.0 : reprise libre en citant la ville")),
    ("CC BY-SA 4.0", _("CC BY-SA 4.0 : reprise libre, aux mêmes conditions")),
    ("all_rights_reserved", _("Tous droits réservés")),
)

OFFER: Choices = (
    ("call", _("Un entretien")),
    ("study_visit", _("Une visite d’étude")),
    ("mentoring", _("Un accompagnement")),
    ("training", _("Une formation")),
    ("documents", _("Des documents")),
    ("none", _("Rien pour le moment")),
)

DELIVERABLE_TYPE: Choices = (
    ("guide", _("Guide")),
    ("training", _("Formation")),
    ("kit", _("Mallette")),
    ("video", _("Vidéo")),
    ("protocol", _("Protocole")),
    ("report", _("Rapport")),
    ("form", _("Formulaire")),
    ("exhibition", _("Exposition")),
)

CONFIDENCE: Choices = (
    ("high", pgettext_lazy("confidence", "Élevée")),
    ("medium", pgettext_lazy("confidence", "Moyenne")),
    ("low", pgettext_lazy("confidence", "Faible")),
)

MODERATION_FLAGS: Choices = (
    ("amalgam_risk", _("Risque d’amalgame")),
    ("personal_data", _("Données personnelles")),
    ("unsourced_figure", _("Chiffre sans source")),
    ("security_detail", _("Détail de sécurité")),
    ("partner_consent", _("Accord d’un partenaire à vérifier")),
    ("other", _("Autre point d’attention")),
)

PARTNERS = (
    Column("name", _("Nom"), required=True, max_length=160),
    Column("partner_type", _("Type de partenaire"), Kind.TERM, vocabulary="partner_type"),
    Column("role", _("Rôle réel")),
    Column("city_ref", _("Ville du réseau"), Kind.CITY),
    Column("consent", _("A donné son accord pour être nommé"), Kind.BOOLEAN, own=True),
)
FUNDING_SOURCES = (
    Column("name", _("Financeur"), required=True, max_length=160),
    Column("partner_type", _("Type de financeur"), Kind.TERM, vocabulary="partner_type"),
    Column("share_percent", _("Part, en %"), Kind.DECIMAL, minimum=0, maximum=100),
)
REACH = (
    Column("count", _("Nombre"), Kind.INTEGER, required=True, minimum=0, maximum=1_000_000_000),
    Column("unit", _("Unité"), Kind.CHOICE, required=True, choices=REACH_UNIT),
    Column("period_from", _("De l’année"), Kind.YEAR),
    Column("period_to", _("À l’année"), Kind.YEAR),
    Column("counting_rule", _("Règle de comptage"), max_length=300),
)
DELIVERABLES = (
    Column("title", _("Titre"), required=True),
    Column("type", _("Type de livrable"), Kind.CHOICE, choices=DELIVERABLE_TYPE),
    Column("url", _("Adresse de la page"), Kind.URL, max_length=500),
    Column("language", _("Langue"), max_length=60),
    Column("licence", _("Licence"), Kind.CHOICE, choices=LICENCE),
)
INDICATORS = (
    Column("name", _("Indicateur"), required=True),
    Column("unit", _("Unité"), required=True, max_length=60),
    Column("baseline", _("Valeur de départ"), Kind.DECIMAL),
    Column("baseline_year", _("Année de départ"), Kind.YEAR),
    Column("value", _("Valeur mesurée"), Kind.DECIMAL, required=True),
    Column("value_year", _("Année de la mesure"), Kind.YEAR),
    Column("method", _("Mode de mesure"), max_length=300),
    Column("source", _("Source"), max_length=300),
)
EVALUATION_DOCUMENTS = (
    Column("title", _("Titre"), required=True),
    Column("year", _("Année"), Kind.YEAR),
    Column("author", _("Auteur : organisme ou service"), max_length=160),
    Column("url", _("Adresse de la page"), Kind.URL, max_length=500),
    Column("visibility", _("Diffusion"), Kind.TERM, vocabulary="visibility"),
)
TRANSFERS = (
    Column("city_ref", _("Ville"), Kind.CITY, required=True),
    Column("year", _("Année"), Kind.YEAR),
    Column("note", _("Précision"), max_length=300),
)
LINKED_INITIATIVES = (
    Column("title", _("Titre"), required=True),
    Column("url", _("Adresse de la page"), Kind.URL, max_length=500),
    Column("relation", _("Lien avec la pratique")),
)
PRESENTED_AT = (
    Column("event", _("Rencontre"), required=True),
    Column("organiser", _("Organisateur"), max_length=160),
    Column("place", _("Lieu"), max_length=120),
    Column("date", _("Date"), Kind.PARTIAL_DATE),
)
PUBLIC_CONTACT = (
    Column("service", _("Service"), required=True, max_length=160),
    Column("email", _("Adresse électronique générique"), Kind.EMAIL),
    Column("web_page", _("Page du service"), Kind.URL, max_length=500),
)
CONTACT_PERSON = (
    Column("name", _("Prénom et nom"), required=True, max_length=120),
    Column("role", _("Fonction"), required=True, max_length=120),
    Column("email", _("Adresse électronique"), Kind.EMAIL, required=True),
    Column("phone", _("Téléphone"), Kind.PHONE, max_length=40),
    Column("languages", _("Langues parlées"), max_length=80),
)
SOURCES = (
    Column("title", _("Titre"), required=True),
    Column("publisher", _("Éditeur"), max_length=160),
    Column("url", _("Adresse de la page"), Kind.URL, max_length=500),
    Column("date", _("Date de la source"), Kind.PERIOD),
    Column("accessed", _("Date de consultation"), Kind.DATE),
)
MAYOR_APPROVAL = (
    Column("name_role", _("Nom et fonction"), required=True, max_length=160),
    Column("date", _("Date"), Kind.DATE, required=True),
)
