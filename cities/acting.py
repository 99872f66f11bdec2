"""The city that a form was opened for, against the city acted for now: two tabs never write for the wrong city."""

from django.utils.translation import gettext as _

from cities.models import City
from cities.viewer import Viewer

FIELD = "acting_city"  # the name of the hidden field
_DIGITS = 20  # more than any city's number: a longer one is nobody's


def same_city(written_for: str | None, viewer: Viewer) -> bool:
    """Say whether a form opened for this city may be sent by this viewer; no city is written as nothing."""
    return (written_for or "") == str(viewer.city_id or "")


def _name(city_id: str) -> str | None:
    is_number = city_id.isascii() and city_id.isdigit() and len(city_id) < _DIGITS
    city = City.objects.filter(pk=int(city_id)).first() if is_number else None
    return city.name if city else None


def other_city_sentence(written_for: str | None, viewer: Viewer) -> str:
    """Return the sentence that refuses a form opened for another city, and says what to do."""
    written, now = _name(written_for or ""), _name(str(viewer.city_id or ""))
    if written and now:
        return _(
            "Cette page a été ouverte au nom de %(written)s, et vous agissez maintenant au nom de %(acting)s. "
            "Rien n’a été enregistré. Revenez à %(written)s dans un autre onglet, puis recommencez ici."
        ) % {"written": written, "acting": now}
    return _(
        "Cette page a été ouverte au nom d’une autre ville que la vôtre en ce moment. "
        "Rien n’a été enregistré. Choisissez la bonne ville dans un autre onglet, puis recommencez ici."
    )
