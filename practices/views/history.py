"""What happened to a record, in words, for its city and the secretariat: read from the journal, which never changes."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.audience import Audience
from journal import queries
from practices.models import Practice

LATEST = 50
VERBS: dict[str, Promise] = {
    "practice.created": _("Fiche créée"),
    "practice.inspired": _("Fiche créée d’après celle d’une autre ville"),
    "practice.drawn_from_sources": _("Notice rédigée d’après des sources publiques"),
    "practice.redrawn_from_sources": _("Notice rédigée de nouveau d’après des sources publiques"),
    "practice.submitted": _("Soumise au secrétariat"),
    "practice.changes_requested": _("Compléments demandés"),
    "practice.published": _("Publiée"),
    "practice.updated": _("Nouvelle version publiée"),
    "practice.published_from_sources": _("Publiée d’après des sources publiques"),
    "practice.updated_from_sources": _("Mise à jour d’après des sources publiques"),
    "practice.declined": _("Non retenue"),
    "practice.revision_started": _("Nouvelle version commencée"),
    "practice.draft_discarded": _("Brouillon supprimé"),
    "practice.confirmed": _("Confirmée par la ville"),
    "practice.confirmation_asked": _("Confirmation demandée à la ville"),
    "practice.reported_changed": _("La ville dit que l’action a changé"),
    "practice.reported_stopped": _("La ville dit que l’action s’est arrêtée"),
    "practice.stop_explained": _("La ville dit pourquoi l’action s’est arrêtée"),
    "practice.withdrawn": _("Retirée"),
    "practice.archived": _("Archivée"),
    "practice.archived_unanswered": _("Archivée après trois lettres sans réponse"),
    "practice.restored": _("Remise en ligne"),
    "practice.version_closed": _("Ancienne version fermée"),
    "practice.version_reopened": _("Ancienne version rouverte"),
    "practice.claimed": _("Reprise par la ville"),
    "practice.withdrawal_asked": _("Retrait demandé"),
    "practice.claim_settled": _("Demande traitée"),
    "practice.translation_published": _("Traduction publiée"),
    "practice.translation_changed": _("Traduction corrigée"),
    "practice.translation_withdrawn": _("Traduction retirée"),
    "practice.flagged": _("Points d’attention notés"),
    "practice.read_again": _("Relue par une seconde personne"),
    "practice.point_answered": _("Réponse à un point demandé"),
    "practice.point_replied": _("Précision du secrétariat sur un point"),
    "practice.point_accepted": _("Point accepté"),
    "practice.point_reopened": _("Point rouvert"),
    "practice.appealed": _("Appel de la décision"),
    "practice.appeal_upheld": _("Appel accueilli : une autre personne lira la fiche"),
    "practice.appeal_rejected": _("Appel rejeté : la décision est confirmée"),
    "practice.expert_invited": _("Lecture proposée à une personne extérieure"),
    "practice.expert_opened": _("Version ouverte par une personne extérieure"),
    "practice.expert_commented": _("Remarque d’une personne extérieure au secrétariat"),
    "practice.expert_revoked": _("Lecture d’une personne extérieure fermée"),
}


@dataclass(frozen=True)
class Happening:
    """One thing that happened."""

    at: datetime
    words: Promise
    who: str
    note: str


def history(practice: Practice) -> list[Happening]:
    """Return what happened to a practice, the latest first; for its own city and the secretariat only."""
    entries = list(queries.of_subject("practice", practice.pk, frozenset(Audience))[:LATEST])
    people = {entry.actor_id for entry in entries if entry.actor_id}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "name"))
    return [
        Happening(entry.at, VERBS[entry.verb], names.get(entry.actor_id or 0, ""), entry.note)
        for entry in entries
        if entry.verb in VERBS
    ]
