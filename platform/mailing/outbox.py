"""How the other rooms send a letter: a row written in the transaction of what caused it. Delivery is delivery.py."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from psycopg.types.json import Jsonb

from mailing import wake
from mailing.models import Letter


def message_id(key: str) -> str:
    """Return the Message-ID of a key: a letter that had to be sent again is recognised as the same one."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{urlsplit(settings.SITE_URL).hostname}>"


def queue(
    *,
    key: str,
    kind: str,
    recipient_id: int,
    data: Mapping[str, Any],
    not_before: datetime | None = None,
    group: str = "",
) -> Letter | None:
    """Queue a letter to a person, written when it leaves; None when the key was already queued."""
    return _insert(
        key=key, kind=kind, recipient_id=recipient_id, data=Jsonb(dict(data)), not_before=not_before, group=group
    )


def queue_to_address(*, key: str, kind: str, address: str, language: str, data: Mapping[str, Any]) -> Letter | None:
    """Queue a letter to somebody who has no account yet; None when the key was already queued."""
    return _insert(key=key, kind=kind, address=address, language=language, data=Jsonb(dict(data)))


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
    """Queue a letter already written, because it holds a secret link; its words are erased once it has left."""
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


_EMPTY: dict[str, Any] = {
    "recipient_id": None,
    "address": "",
    "language": "fr",
    "subject": "",
    "text": "",
    "html": "",
    "not_before": None,
    "group": "",
    "state": "queued",
    "owner": "",
    "attempts": 0,
    "answer": "",
}


def _insert(**given: Any) -> Letter | None:
    if not connection.in_atomic_block:
        raise RuntimeError("a letter is queued in the transaction of what caused it")
    values = {**_EMPTY, "data": Jsonb({}), **given, "message_id": message_id(given["key"])}
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(["%s"] * len(values))
    # Django's bulk_create(ignore_conflicts=True) cannot say whether the row was new
    sql = f"INSERT INTO mailing_letter ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING RETURNING id"
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values.values()))
        row = cursor.fetchone()
    if row is None:
        return None
    wake.after_commit()
    return Letter.objects.get(pk=row[0])
