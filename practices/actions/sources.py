"""Records drawn from public sources: written by an import, never by a person of the city."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction

from cities.models import City
from practices import index
from practices.actions.locking import lock_open_revision, lock_practice
from practices.actions.telling import tell
from practices.actions.writing import copy_of
from practices.models import Origin, Practice, Revision


class Drawn(StrEnum):
    """What became of one record of a file."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    LEFT_TO_CITY = "left_to_city"  # the city writes this record now: an import never touches it


@dataclass(frozen=True)
class Draft:
    """A checked record: ``content`` by column of the revision, ``identity`` by column of the practice."""

    slug: str
    city: City
    content: Mapping[str, Any]
    identity: Mapping[str, Any]


def draw_from_sources(draft: Draft) -> tuple[Drawn, Practice]:
    """Write a record as a draft of origin ``public_sources``; the same record twice changes nothing.

    What the file does not name is left as it is.
    """
    with transaction.atomic():
        # Two imports at once meet here
        City.objects.select_for_update(of=("self",), no_key=True).get(pk=draft.city.pk)
        found = Practice.unguarded.filter(slug=draft.slug).values_list("pk", flat=True).first()
        if found is None:
            return Drawn.CREATED, _create(draft)
        practice = lock_practice(found)
        return _update(practice, draft), practice


def _create(draft: Draft) -> Practice:
    practice = Practice.unguarded.create(
        city=draft.city, slug=draft.slug, origin=Origin.PUBLIC_SOURCES, **draft.identity
    )
    revision = Revision.unguarded.create(practice=practice, number=1, **draft.content)
    tell("practice.drawn_from_sources", None, practice, revision=revision)
    return practice


def _update(practice: Practice, draft: Draft) -> Drawn:
    revision = lock_open_revision(practice)
    last = revision or practice.published
    if practice.origin != Origin.PUBLIC_SOURCES or last is None or last.author_id is not None or last.contributors:
        return Drawn.LEFT_TO_CITY
    if _same(practice, draft.identity) and _same(last, draft.content):
        return Drawn.UNCHANGED
    for name, value in draft.identity.items():
        setattr(practice, name, value)
    practice.save()
    index.refresh(practice)
    if _same(last, draft.content):
        return Drawn.UPDATED
    if revision is None:
        revision = copy_of(last, number=last.number + 1, author_id=None, contributors=[])
    for name, value in draft.content.items():
        setattr(revision, name, value)
    revision.lock_version += 1
    revision.save()
    tell("practice.redrawn_from_sources", None, practice, revision=revision)
    return Drawn.UPDATED


def _same(row: Practice | Revision, values: Mapping[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())
