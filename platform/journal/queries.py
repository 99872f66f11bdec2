"""Reading the journal. Who may read what is decided by the rooms above: they say which audiences their viewer has."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from common.audience import Audience
from journal.models import Entry


def audiences(scope: Audience, *, own: bool = False) -> frozenset[Audience]:
    """Return what a reader of this scope may see; ``own``: the reader is of that city, or of the secretariat."""
    if own:
        return frozenset(Audience)
    return frozenset({Audience.PUBLIC, scope} & {Audience.PUBLIC, Audience.MEMBERS})


def of_subject(subject_type: str, subject_id: int, allowed: Collection[Audience]) -> QuerySet[Entry]:
    """What happened to one thing, the latest first."""
    return Entry.objects.filter(subject_type=subject_type, subject_id=subject_id, audience__in=allowed)


def of_city(city_id: int, allowed: Collection[Audience]) -> QuerySet[Entry]:
    """What was done in the name of a city, the latest first."""
    return Entry.objects.filter(city_id=city_id, audience__in=allowed)


def between(verbs: Collection[str], start: datetime, end: datetime) -> QuerySet[Entry]:
    """What happened from ``start`` included to ``end`` excluded, for callers that have a gate of their own."""
    return Entry.objects.filter(verb__in=verbs, at__gte=start, at__lt=end)
