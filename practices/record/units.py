"""What is counted, in the plural that its number takes: two in French, six in Arabic."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import ngettext

from common.numbers import counted, grouped

_NUMBER = "%(count)s"
# The names are written out: the catalogues are made by reading them here
_UNITS: dict[str, Callable[[int], str]] = {
    "months": lambda n: ngettext("%(count)s mois", "%(count)s mois", n),
    "volunteers": lambda n: ngettext("%(count)s bénévole par an", "%(count)s bénévoles par an", n),
    "participants": lambda n: ngettext("%(count)s participant", "%(count)s participants", n),
    "people_accompanied": lambda n: ngettext("%(count)s personne accompagnée", "%(count)s personnes accompagnées", n),
    "families": lambda n: ngettext("%(count)s famille", "%(count)s familles", n),
    "calls": lambda n: ngettext("%(count)s appel", "%(count)s appels", n),
    "situations": lambda n: ngettext("%(count)s situation", "%(count)s situations", n),
    "professionals_trained": lambda n: ngettext("%(count)s professionnel formé", "%(count)s professionnels formés", n),
    "events": lambda n: ngettext("%(count)s événement", "%(count)s événements", n),
    "visitors": lambda n: ngettext("%(count)s visiteur", "%(count)s visiteurs", n),
    "pupils": lambda n: ngettext("%(count)s élève", "%(count)s élèves", n),
    "households": lambda n: ngettext("%(count)s ménage", "%(count)s ménages", n),
    "documents": lambda n: ngettext("%(count)s document", "%(count)s documents", n),
    "places": lambda n: ngettext("%(count)s lieu", "%(count)s lieux", n),
}


def with_unit(unit: str, count: int | float | Decimal, written: str = "") -> str:
    """Return « 12 mois »; ``written`` stands for the number where it is not told, as in « moins de 10 »."""
    if unit not in _UNITS:
        return written or grouped(count)
    words = _UNITS[unit](counted(count)).replace(f"{_NUMBER} ", f"{_NUMBER}\u00a0")
    return words % {"count": written or grouped(count)}


def unit_after(unit: str, count: int | float | Decimal) -> str:
    """Return the words alone, for a figure that is set apart from them."""
    return _UNITS[unit](counted(count)).replace(_NUMBER, "").strip() if unit in _UNITS else ""
