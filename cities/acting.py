"""The city that a form was opened for, against the city acted for now: two tabs never write for the wrong city."""

from django.utils.translation import gettext as _

from cities.models import City
from cities.viewer import Viewer

FIELD = "acting_city"  # the name of the hidden field


def same_city(written_for: str | int | None, viewer: Viewer) -> bool:
    """Say whether a form opened for this city may be sent by this viewer; no city is written as nothing."""
    return str(written_for or "") == str(viewer.city_id or "")


def other_city_sentence(written_for: str | int | None, viewer: Viewer) -> str:
    """Return the sentence that refuses a form opened for another city, and says what to do."""
    ids = [int(value) for value in (written_for, viewer.city_id) if str(value or "").isdecimal()]
    names = {city.pk: city.name for city in City.objects.filter(pk__in=ids)}
    written = names.get(int(written_for)) if str(written_for or "").isdecimal() else None  # type: ignore[arg-type]
    acting = names.get(viewer.city_id) if viewer.city_id else None
    if written and acting:
        return _(
            "Cette page a été ouverte au nom de %(written)s, et vous agissez maintenant au nom de %(acting)s. "
            "Rien n’a été enregistré. Revenez à %(written)s dans un autre onglet, puis recommencez ici."
        ) % {"written": written, "acting": acting}
    return _(
        "Cette page a été ouverte au nom d’une autre ville que la vôtre en ce moment. "
        "Rien n’a été enregistré. Choisissez la bonne ville dans un autre onglet, puis recommencez ici."
    )
