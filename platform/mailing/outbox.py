"""How the other rooms send a letter: a row written in the transaction of what caused it. Delivery is delivery.py."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac
from psycopg import sql
from psycopg.types.json import Jsonb

from common import clock
from mailing import registry, wake
from mailing.models import Letter, State


def message_id(key: str) -> str:
    """Return the Message-ID of a key: a letter that had to be sent again is recognised as the same one.

    Nobody else can work it out: a complaint that names a letter was written by somebody who has it.
    """
    named = salted_hmac("mailing.message_id", key, algorithm="sha256").hexdigest()[:40]
    return f"<{named}@{urlsplit(settings.SITE_URL).hostname}>"


def queue(
    *,
    key: str,
    kind: str,
    recipient_id: int,
    data: Mapping[str, Any],
    not_before: datetime | None = None,
    group: str = "",
) -> Letter | None:
    """Queue a letter to a person, written when it leaves; None when the key was already queued.

    Where its topic gathers, it waits some minutes for what else happens to the same ``group``, or joins what waits.
    """
    given: dict[str, Any] = {"key": key, "kind": kind, "recipient_id": recipient_id, "data": data, "group": group}
    if group and not_before is None and settings.GATHER_MINUTES and registry.gathers(kind):
        return _gather(**given)
    return _insert(not_before=not_before, **given)


@dataclass(frozen=True)
class Due:
    """One of many letters of a kind."""

    key: str
    recipient_id: int
    data: Mapping[str, Any]
    not_before: datetime | None = None


def queue_each(kind: str, letters: Iterable[Due]) -> dict[str, int]:
    """Queue letters of one kind to many people, some hundreds in a statement; return the ids of the new ones by key."""
    waiting, found = iter(letters), dict[str, int]()
    while some := list(islice(waiting, _AT_ONCE)):
        found |= _insert_each([{"kind": kind, "bulk": True, **vars(one)} for one in some])
    return found


def queue_rendered(
    *,
    key: str,
    kind: str,
    address: str,
    language: str,
    subject: str,
    text: str,
    html: str,
    recipient_id: int | None = None,
) -> Letter | None:
    """Queue a letter already written, because it holds a secret link; its words are erased once it has left.

    Its kind is named by registry.written_apart.
    """
    return _insert(
        key=key,
        kind=kind,
        address=address,
        recipient_id=recipient_id,
        language=language,
        subject=subject,
        text=text,
        html=html,
    )


_AT_ONCE = 500  # letters of one statement
_EMPTY: dict[str, Any] = {
    "recipient_id": None,
    "address": "",
    "language": "fr",
    "subject": "",
    "text": "",
    "html": "",
    "not_before": None,
    "bulk": False,
    "group": "",
    "gathers": False,
    "joined_to_id": None,
    "state": State.QUEUED,
    "owner": "",
    "attempts": 0,
    "answer": "",
}


def _gather(*, recipient_id: int, group: str, **given: Any) -> Letter | None:
    """Join the letter that gathers this group for this person, or begin one; the database allows one at a time."""
    waiting = Letter.objects.select_for_update(of=("self",)).filter(
        recipient_id=recipient_id, group=group, gathers=True
    )
    while True:
        # Its row stays locked until we commit: a worker passes it over, and reads everything that joined it
        leader = waiting.values_list("pk", flat=True).first()
        if leader is not None:
            return _insert(recipient_id=recipient_id, group=group, state=State.JOINED, joined_to_id=leader, **given)
        until = clock.now() + timedelta(minutes=settings.GATHER_MINUTES)
        letter = _insert(recipient_id=recipient_id, group=group, gathers=True, not_before=until, **given)
        if letter is not None or Letter.objects.filter(key=given["key"]).exists():
            return letter


def _insert(**given: Any) -> Letter | None:
    found = _insert_each([given])
    return Letter.objects.get(pk=found[given["key"]]) if found else None


def _insert_each(given: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Write letters in one statement; return the new ones by key."""
    if not connection.in_atomic_block:
        raise RuntimeError("a letter is queued in the transaction of what caused it")
    rows = [_values(one) for one in given]
    # Django's bulk_create(ignore_conflicts=True) cannot say which rows were new
    statement = sql.SQL(
        "INSERT INTO mailing_letter ({names}) VALUES {rows} ON CONFLICT DO NOTHING RETURNING key, id"
    ).format(
        names=sql.SQL(", ").join(map(sql.Identifier, rows[0])),
        rows=sql.SQL(", ").join(sql.SQL("({})").format(_placeholders(row)) for row in rows),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in row.values() if value is not _NOW])
        found = dict(cursor.fetchall())
    if found:
        wake.after_commit()
    return found


_NOW = object()  # as the column's own default says it, by the clock of the database


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a letter, each with a value, in the same order for all."""
    values = {**_EMPTY, **given, "data": Jsonb(dict(given.get("data") or {})), "message_id": message_id(given["key"])}
    return {**values, "next_try_at": values["not_before"] or _NOW}


def _placeholders(row: Mapping[str, Any]) -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL("DEFAULT") if value is _NOW else sql.Placeholder() for value in row.values())
