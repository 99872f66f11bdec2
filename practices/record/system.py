"""What the platform and the secretariat keep: section I."""

from django.utils.translation import gettext_lazy as _

from common.audience import Audience
from practices.record.kinds import Field, Kind, Needed
from practices.record.shapes import CONFIDENCE, MODERATION_FLAGS

SYSTEM: tuple[Field, ...] = (
    Field(
        "slug",
        Kind.LINE,
        _("Identifiant"),
        _("Créé automatiquement, ne change jamais."),
        needed=Needed.AUTOMATIC,
        editable=False,
    ),
    Field(
        "state",
        Kind.TERM,
        _("Étape de publication"),
        _("Voir l’aide « De la rédaction à la publication »."),
        needed=Needed.AUTOMATIC,
        vocabulary="practice_state",
        editable=False,
    ),
    Field(
        "visibility",
        Kind.TERM,
        _("Diffusion de la fiche"),
        _("Publique par défaut. « Villes membres » si l’action est sensible."),
        needed=Needed.SUBMIT,
        vocabulary="visibility",
    ),
    Field(
        "last_confirmed_on",
        Kind.DATE,
        _("Dernière confirmation"),
        _("La ville confirme ses données chaque année d’un seul geste."),
        needed=Needed.AUTOMATIC,
        editable=False,
    ),
    Field(
        "confidence",
        Kind.CHOICE,
        _("Fiabilité"),
        _("Fixée par le secrétariat pour les fiches rédigées d’après des sources publiques."),
        needed=Needed.AUTOMATIC,
        choices=CONFIDENCE,
        editable=False,
    ),
    Field(
        "moderation_flags",
        Kind.CHOICES,
        _("Points d’attention"),
        _("Vus par la ville et le secrétariat seulement."),
        needed=Needed.AUTOMATIC,
        audience=Audience.OWN,
        widest=Audience.OWN,
        choices=MODERATION_FLAGS,
        editable=False,
    ),
    Field(
        "named_cities",
        Kind.CITIES,
        _("Villes nommées"),
        _("Les villes qui peuvent lire ce que vous réservez à des villes nommées."),
        audience=Audience.OWN,
        widest=Audience.OWN,
        max_items=60,
        added=True,
    ),
    Field(
        "confidence_note",
        Kind.TEXT,
        _("Précision sur la fiabilité"),
        _("Ce que les sources ne permettent pas d’affirmer."),
        max_length=400,
        added=True,
        editable=False,
    ),
    Field(
        "moderation_note",
        Kind.TEXT,
        _("Précision sur les points d’attention"),
        _("Lue par la ville et le secrétariat seulement."),
        audience=Audience.OWN,
        widest=Audience.OWN,
        max_length=600,
        added=True,
        editable=False,
    ),
)
