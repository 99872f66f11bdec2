"""The only way to write in the journal."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from common.audience import Audience
from journal.models import Entry


def record(
    verb: str,
    *,
    subject_type: str,
    subject_id: int,
    actor_id: int | None,
    city_id: int | None = None,
    audience: Audience = Audience.OWN,
    note: str = "",
    data: Mapping[str, Any] | None = None,
) -> Entry:
    """Write one entry inside the transaction of what happened; RuntimeError outside a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("the journal is written in the transaction of what it tells")
    return Entry.objects.create(
        verb=verb,
        subject_type=subject_type,
        subject_id=subject_id,
        actor_id=actor_id,
        city_id=city_id,
        audience=audience,
        note=note,
        data=dict(data or {}),
    )
