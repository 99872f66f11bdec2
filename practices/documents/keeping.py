"""Keeps a document for a day under the digest of what it says: no reader can meet the copy of another."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.core.cache import cache

_KEPT_FOR = 24 * 3600


def digest_of(told: Any) -> str:
    """Return the digest of everything that a document says."""
    data = json.dumps(told, default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(data.encode()).hexdigest()


def kept(kind: str, told: Any, make: Callable[[], bytes]) -> bytes:
    """Return the document made before from the same words, or make it."""
    key = f"document/{kind}/{digest_of(told)}"
    found = cache.get(key)
    if isinstance(found, bytes):
        return found
    made = make()
    cache.set(key, made, _KEPT_FOR)
    return made
