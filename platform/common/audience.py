"""The one scale of audiences, from widest to narrowest."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    PUBLIC = "public", _("Tout le monde")
    MEMBERS = "members", _("Villes membres")
    NAMED = "named", _("Villes nommées")
    OWN = "own", _("Votre ville et le secrétariat")

    @property
    def width(self) -> int:
        """0 is the widest."""
        return _WIDTHS[self]


_WIDTHS = {audience: width for width, audience in enumerate(Audience)}


def narrowest(audiences: Iterable[Audience]) -> Audience:
    """Return the narrowest of several audiences: a record's audience caps its fields."""
    return max(audiences, key=lambda audience: audience.width)
