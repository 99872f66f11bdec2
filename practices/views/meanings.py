"""What the levels of evidence and the states of a programme mean, in plain words and in the three languages.

In French they are the definitions of the vocabularies; a test holds the two together.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVIDENCE: tuple[Promise, ...] = (  # by rank
    _("Action trop récente ou non suivie."),
    _("Le porteur décrit l’action, sans données."),
    _("Chiffres d’activité publiés et datés."),
    _("Étude, audit ou revue par un tiers."),
    _("Changement mesuré avec point de départ ou comparaison."),
    _("Effets retrouvés dans plusieurs villes ou dans une revue systématique."),
)
STATUS: dict[str, Promise] = {
    "planned": _("Décidé ou en préparation, pas commencé."),
    "pilot": _("Mis à l’essai sur une durée ou un lieu limités."),
    "ongoing": _("Fonctionne aujourd’hui."),
    "recurring": _("Revient à date régulière."),
    "institutionalised": _("Devenu mission ordinaire d’un service, financée chaque année."),
    "completed": _("Terminé comme prévu."),
    "discontinued": _("Arrêté avant terme ; dire pourquoi aide les autres villes."),
    "unknown": _("État actuel non vérifié."),
}
STOPPED = frozenset({"discontinued"})  # before its term: why it stopped comes first


def of_evidence(rank: int) -> str:
    """Return what a level of evidence means; nothing for a rank that nobody knows."""
    return str(EVIDENCE[rank]) if 0 <= rank < len(EVIDENCE) else ""


def of_status(slug: str) -> str:
    """Return what a state of a programme means; nothing for a state that nobody knows."""
    return str(STATUS.get(slug, ""))
