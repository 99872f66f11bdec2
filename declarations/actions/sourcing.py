"""What a public source says of a declaration adopted elsewhere: recorded, never invented."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from cities.models import City
from cities.viewer import Viewer
from common.audience import Audience
from common.errors import Invalid, NotAllowed
from declarations import ledger
from declarations.actions.locking import locked
from declarations.facts import Facts
from declarations.models import Declaration, Kind, Signature
from declarations.permissions import can_prepare
from declarations.workflow import LineState, State
from journal import log


@transaction.atomic
def record_from_source(
    *, by: Viewer, slug: str, facts: Facts, cities: Iterable[str], signed_on: date | None, source: str
) -> Declaration:
    """Record a declaration and the cities that a source names as signatories, without a text and without a name.

    Done twice, it adds only what is missing; what the secretariat has changed since is left as it is.
    """
    if not can_prepare(by):
        raise NotAllowed(_("Seul le secrétariat prépare les déclarations."))
    facts.check()
    named = _cities(cities)
    declaration, is_new = Declaration.unguarded.get_or_create(slug=slug, defaults={"short_title": facts.short_title})
    declaration = locked(declaration.pk)
    if is_new:
        facts.put_on(declaration)
        declaration.state = State.ADOPTED
        declaration.save()
    known = set(Signature.objects.filter(declaration=declaration, version=0).values_list("city_id", flat=True))
    missing = [city for city in named if city.pk not in known]
    for city in missing:
        _record(declaration, city, signed_on, source)
    if is_new or missing:
        log.record(
            "declaration.recorded",
            subject_type="declaration",
            subject_id=declaration.pk,
            actor_id=by.user_id,
            audience=Audience.PUBLIC,
            note=source,
            data={"cities": len(missing)},
        )
    return declaration


def _cities(slugs: Iterable[str]) -> list[City]:
    wanted = list(slugs)
    found = {city.slug: city for city in City.objects.filter(slug__in=wanted)}
    unknown = [slug for slug in wanted if slug not in found]
    if unknown:
        raise Invalid(_("Villes inconnues : %(slugs)s.") % {"slugs": ", ".join(unknown)})
    return [found[slug] for slug in wanted]


def _record(declaration: Declaration, city: City, signed_on: date | None, source: str) -> None:
    act = ledger.Act(
        Kind.RECORDED, ledger.SECRETARIAT, city=city, mode="in_session", signed_on=signed_on, source=source
    )
    Signature.objects.create(
        declaration=declaration,
        version=0,
        city=city,
        state=LineState.RECORDED,
        event=ledger.append(declaration, act),
        signed_on=signed_on,
    )
