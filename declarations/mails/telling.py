"""What the letters of this room share: how they are queued, and the reason that the journal keeps."""

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import User
from journal.models import Entry
from mailing import outbox


def tell(kind: str, entry: Entry, people: Iterable[User], data: Mapping[str, Any], *, actor_too: bool = False) -> None:
    """Queue one letter for each person, under a key made from the journal's entry; never to who acted, unless asked."""
    for user in people:
        if actor_too or user.pk != entry.actor_id:
            outbox.queue(key=f"{kind}/{entry.pk}/{user.pk}", kind=kind, recipient_id=user.pk, data=data)


def note_of(entry_id: int) -> str:
    """Return the reason that the journal keeps: a letter that waits holds no words of its own."""
    return Entry.objects.filter(pk=entry_id).values_list("note", flat=True).first() or ""
