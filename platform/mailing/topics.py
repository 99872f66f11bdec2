"""What letters are about, as a reader chooses: at once, in the digest, or never where that harms nobody."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    NOW = "now", _("Aussitôt")
    DIGEST = "digest", _("Dans la lettre de synthèse")
    NEVER = "never", _("Jamais")


@dataclass(frozen=True)
class Topic:
    """One line of the table of preferences. ``gathers``: what happens to one record within minutes makes one letter."""

    name: str
    label: Promise
    harmless: bool  # whether somebody may refuse it altogether: nobody waits for an answer
    default: Way = Way.NOW
    gathers: bool = False

    @property
    def ways(self) -> list[tuple[str, Promise | str]]:
        """The choices that a reader has."""
        return [(way.value, way.label) for way in Way if self.harmless or way != Way.NEVER]

    @property
    def refused(self) -> Way:
        """What becomes of the topic when its reader stops its letters by one click."""
        return Way.NEVER if self.harmless else Way.DIGEST


DIGEST = "digest"  # the digest itself has its rhythm among the person's settings
GENERAL = "review"

TOPICS = {
    topic.name: topic
    for topic in (
        Topic("comments", _("Commentaires et questions sur nos fiches et celles que je suis"), True, gathers=True),
        Topic("answers", _("Réponses à mes questions"), True, gathers=True),
        Topic("mentions", _("Commentaires qui nomment ma ville"), True, gathers=True),
        Topic("points", _("Points de relecture de nos fiches"), False, gathers=True),
        Topic(GENERAL, _("Décisions sur nos fiches"), False),
        Topic("adoptions", _("Reprises de nos pratiques par d’autres villes"), True, gathers=True),
        Topic("exchanges", _("Demandes de mise en relation"), False),
        Topic("signatures", _("Déclarations à signer"), False),
        Topic("announcements", _("Annonces du secrétariat"), True),
        Topic("confirmations", _("Fiches à confirmer et liens à corriger"), False),
    )
}
