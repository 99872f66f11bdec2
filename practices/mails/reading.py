"""What every letter about a practice begins with: who is told, and what its reader may still open."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cities.models import Role
from cities.queries import people_of, secretariat
from cities.viewer import Viewer, viewer_of
from common.links import absolute, page
from journal.models import Entry
from mailing import outbox
from mailing.message import Action
from mailing.registry import Reader
from practices import record
from practices.models import Mute, Practice, Revision

WRITERS = (Role.COORDINATOR, Role.EDITOR)


def queue(kind: str, entry: Entry, people: Iterable[User], practice: Practice, **data: int) -> None:
    """Queue one letter to each of these people but whoever acted, in the transaction of the entry."""
    told = {person.pk for person in people} - {entry.actor_id}
    for user_id in sorted(told):
        outbox.queue(
            key=f"{kind}/{entry.pk}/{user_id}",
            kind=kind,
            recipient_id=user_id,
            data={"practice": practice.pk, **data},
            group=f"practice/{practice.pk}",
        )


def coordination_and_secretariat(practice: Practice) -> list[User]:
    """Return the coordination of the practice's city, and the secretariat."""
    return [*people_of(practice.city_id, [Role.COORDINATOR]), *secretariat()]


def open_practice(
    reader: Reader, data: Mapping[str, Any], *, as_city: int | None = None
) -> tuple[Viewer, Practice] | None:
    """Return the practice as the reader may open it now, or None; also None when they refuse the letters about it.

    The reader acts for the practice's city where they belong to it, or for ``as_city``.
    """
    if reader.user_id is None or Mute.objects.filter(practice=data["practice"], user_id=reader.user_id).exists():
        return None
    city_id = as_city or Practice.unguarded.filter(pk=data["practice"]).values_list("city_id", flat=True).first()
    viewer = viewer_of(reader.user_id, city_id)
    found = Practice.objects.visible_to(viewer).select_related("city", "published").filter(pk=data["practice"]).first()
    return (viewer, found) if found else None


def own_practice(reader: Reader, data: Mapping[str, Any]) -> tuple[Viewer, Practice] | None:
    """The same, when the reader belongs to the practice's city or to the secretariat."""
    opened = open_practice(reader, data)
    if opened is None or not (opened[0].is_secretariat or opened[0].city_id == opened[1].city_id):
        return None
    return opened


def read_revision(viewer: Viewer, practice: Practice, revision_id: int) -> tuple[Revision, str] | None:
    """Return a revision and its title as the viewer reads it."""
    found = Revision.objects.visible_to(viewer).filter(pk=revision_id).first()
    if found is None:
        return None
    found.practice = practice
    return found, record.view(found, viewer).title


def title_of(viewer: Viewer, practice: Practice) -> str:
    """Return the title of what is published, as the viewer reads it."""
    if practice.published is None:
        return practice.slug
    practice.published.practice = practice
    return record.view(practice.published, viewer).title


def reasons(data: Mapping[str, Any]) -> str:
    """Return the reasons that the journal holds, if the letter gives some."""
    return Entry.objects.filter(pk=data.get("note_of", 0)).values_list("note", flat=True).first() or ""


def desk(revision: Revision) -> str:
    """Return the address of a revision on the desk."""
    return absolute(reverse("admin:practices_revision_change", args=[revision.pk]))


def page_of(practice: Practice) -> Action:
    """Return the link to the page of a practice."""
    return Action(_("Ouvrir la fiche"), page("practices:detail", practice.slug))
