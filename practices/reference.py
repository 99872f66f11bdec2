"""Loads the vocabularies and the exchange rates from ``data/``, as often as one likes."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from practices import vocabulary
from practices.models import DecisionReason, ExchangeRate, Term, WatchedWording
from practices.models.review import LANGUAGES

FILE = Path(__file__).parent / "data" / "vocabularies.json"
RATES = FILE.with_name("exchange_rates.json")
LISTS = FILE.with_name("review_lists.json")
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
        _load_lists()
    vocabulary.forget()
    return f"{len(rows)} terms in {len(groups)} vocabularies, {_load_rates()} exchange rates"


def _load_rates() -> int:
    """Write the rates of the file; one that the secretariat set by hand stays."""
    told: dict[str, Any] = json.loads(RATES.read_text(encoding="utf-8"))
    rows = [ExchangeRate(currency=one["currency"], rate=one["rate"], source=one["source"]) for one in told["fixed"]]
    for currency, rates in told["averages"]["rates"].items():
        source = told["averages"]["source"]
        rows += [ExchangeRate(currency=currency, year=int(y), rate=rate, source=source) for y, rate in rates.items()]
    with transaction.atomic():
        ExchangeRate.objects.filter(set_by_hand=False).delete()
        kept = set(ExchangeRate.objects.values_list("currency", "year"))
        ExchangeRate.objects.bulk_create(row for row in rows if (row.currency, row.year) not in kept)
    return len(rows)


def _load_lists() -> None:
    """Put the first expressions and reasons in the lists that the secretariat then keeps: what it changed stays."""
    lists: dict[str, Any] = json.loads(LISTS.read_text(encoding="utf-8"))
    for raw in lists["wordings"]:
        WatchedWording.objects.get_or_create(expression=raw["expression"], defaults={"reason": raw["reason"]})
    for order, raw in enumerate(lists["reasons"]):
        words = {language: raw[language] for language in LANGUAGES}
        DecisionReason.objects.get_or_create(code=raw["code"], defaults={**words, "order": order})


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
