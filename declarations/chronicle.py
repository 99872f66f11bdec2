"""What happened in the preparation of a declaration, in words, for member cities: read from the journal."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cities.viewer import Viewer
from declarations.models import Amendment, Declaration
from journal import queries
from journal.models import Entry

VERBS: dict[str, Promise] = {
    "declaration.consultation_opened": _("Consultation des villes décidée"),
    "declaration.consultation_began": _("Consultation des villes ouverte"),
    "declaration.consultation_ended": _("Consultation close"),
    "declaration.amendment_proposed": _("Amendement proposé"),
    "declaration.amendment_supported": _("Amendement soutenu"),
    "declaration.amendment_support_withdrawn": _("Soutien à un amendement retiré"),
    "declaration.amendment_withdrawn": _("Amendement retiré par sa ville"),
    "declaration.amendment_accepted": _("Amendement retenu"),
    "declaration.amendment_rejected": _("Amendement non retenu"),
    "declaration.ready": _("Texte prêt à être adopté"),
    "declaration.written_again": _("Rédaction reprise"),
    "declaration.procedure_opened": _("Instance consultée par écrit"),
    "declaration.objected": _("Opposition d’une ville de l’instance"),
    "declaration.objection_withdrawn": _("Opposition retirée"),
    "declaration.procedure_stopped": _("Procédure écrite interrompue"),
    "declaration.procedure_objected": _("Procédure écrite close : texte non adopté"),
    "declaration.procedure_adopted": _("Procédure écrite close sans opposition"),
    "declaration.adopted": _("Texte adopté : il ne change plus"),
    "declaration.opened": _("Signature ouverte"),
    "declaration.closed": _("Signature close"),
}


@dataclass(frozen=True)
class Happening:
    """One thing that happened: a city acted, the secretariat, or the timetable at its hour."""

    at: datetime
    words: Promise
    version: int
    city: str
    note: str
    amendment: Amendment | None


def entries(declaration: Declaration, viewer: Viewer) -> QuerySet[Entry]:
    """Return the journal of a preparation that this viewer may read, the latest first."""
    allowed = queries.audiences(viewer.scope, own=viewer.is_secretariat)
    return queries.of_subject("declaration", declaration.pk, allowed).filter(verb__in=VERBS)


def told(found: list[Entry]) -> list[Happening]:
    """Return journal entries in words; two statements, whatever their number."""
    cities = City.objects.in_bulk({entry.city_id for entry in found if entry.city_id})
    amendments = Amendment.objects.in_bulk({entry.data["amendment"] for entry in found if "amendment" in entry.data})
    return [
        Happening(
            at=entry.at,
            words=VERBS[entry.verb],
            version=entry.data.get("version", 0),
            city=cities[entry.city_id].name if entry.city_id in cities else "",
            note=entry.note,
            amendment=amendments.get(entry.data.get("amendment", 0)),
        )
        for entry in found
    ]
