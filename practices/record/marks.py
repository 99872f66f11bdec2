"""A short mark of each field as it stands: equal marks, nothing changed. What two people wrote is compared by them."""

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from practices.record.kinds import Field
from practices.record.reading import field_audience

if TYPE_CHECKING:
    from practices.models import Revision

_LENGTH = 10


def mark(value: Any, audience: str) -> str:
    """Return the mark of a value and of who reads it."""
    written = json.dumps([value, str(audience)], default=_plain, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:_LENGTH]


def marks(revision: "Revision", fields: Iterable[Field]) -> dict[str, str]:
    """Return the marks of some fields of a revision, by key."""
    return {
        field.key: mark(getattr(revision, field.attribute), field_audience(revision, field))
        for field in fields
        if not field.on_practice
    }


def _plain(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)
