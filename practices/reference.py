"""Loads the vocabularies from ``data/vocabularies.json``, as often as one likes."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from practices import vocabulary
from practices.models import Term

FILE = Path(__file__).parent / "data" / "vocabularies.json"
_OWN = ("slug", "fr", "en", "ar", "definition_fr", "origin", "deprecated", "replaced_by")


def load() -> str:
    """Write every term and return one line of progress; ValueError, and nothing written, when the file is wrong."""
    groups: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))["vocabularies"]
    rows = [_term(name, order, raw) for name, group in groups.items() for order, raw in enumerate(group["terms"])]
    _check(rows)
    written = ("fr", "en", "ar", "definition_fr", "origin", "order", "extra", "deprecated", "replaced_by")
    with transaction.atomic():
        Term.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=("vocabulary", "slug"), update_fields=written
        )
        kept = {(row.vocabulary, row.slug) for row in rows}
        # A term that left the file stays for the records that carry it
        for old in Term.objects.filter(deprecated=False):
            if (old.vocabulary, old.slug) not in kept:
                Term.objects.filter(pk=old.pk).update(deprecated=True)
    vocabulary.forget()
    return f"{len(rows)} terms in {len(groups)} vocabularies"


def _term(name: str, order: int, raw: dict[str, Any]) -> Term:
    extra = {key: value for key, value in raw.items() if key not in _OWN}
    own = {key: raw[key] for key in _OWN if key in raw}
    return Term(vocabulary=name, order=order, extra=extra, **own)


def _check(rows: list[Term]) -> None:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if not (row.fr and row.en and row.ar):
            raise ValueError(f"{row.vocabulary}/{row.slug}: a term has words in three languages")
        if (row.vocabulary, row.slug) in seen:
            raise ValueError(f"{row.vocabulary}/{row.slug}: twice")
        seen.add((row.vocabulary, row.slug))
    for row in rows:
        if row.replaced_by and (row.vocabulary, row.replaced_by) not in seen:
            raise ValueError(f"{row.vocabulary}/{row.slug}: replaced by a term that does not exist")
