"""Writes published records in the public format (docs/import-format.md), as one scope reads them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import override

from cities.viewer import ANY_MEMBER, STRANGER
from common.audience import Audience
from practices import record
from practices.importing import BUDGET
from practices.models import IndexEntry, Practice, Revision
from practices.record import FIELDS, Kind, RecordView
from practices.record.display import few

_BELOW = "_below"
_LEFT_OUT = {"slug", "city", "state", "named_cities", *BUDGET.values()}


def records(scope: Audience) -> Iterator[dict[str, Any]]:
    """Yield the published records that a reader of this scope reads, in the order of their addresses."""
    reader = ANY_MEMBER if scope == Audience.MEMBERS else STRANGER
    listed = IndexEntry.objects.in_scope(scope).values_list("practice_id", flat=True)
    published = Revision.objects.visible_to(reader).filter(practice__in=listed, practice__published_id=F("pk"))
    for revision in published.select_related("practice__city").order_by("practice__slug"):
        with override(revision.language):  # « moins de 10 » in the language of the record
            yield _record(revision.practice, record.view(revision, reader))


def _record(practice: Practice, shown: RecordView) -> dict[str, Any]:
    written: dict[str, Any] = {
        "slug": practice.slug,
        "city": practice.city.slug,
        "country": str(practice.city.country),
        "origin": practice.origin,
    }
    for key, declared in FIELDS.items():
        found = shown.fields[key]
        if key not in _LEFT_OUT and found.is_known:
            written[key] = _plain(declared.kind, key, found.value)
    budget = {short: _number(shown.value(key)) for short, key in BUDGET.items() if shown.fields[key].is_known}
    if budget:
        written["budget"] = budget
    for key in ("external", "illustrative"):
        if getattr(practice, key):
            written[key] = True
    if practice.verified_note:
        written["verified"] = practice.verified_note
    return written


def _plain(kind: Kind, key: str, value: Any) -> Any:
    if key == "reach":
        return [_period(_bounded(row)) for row in value]
    if key == "indicators":
        return [_bounded(row) for row in value]
    return _number(value) if kind == Kind.DECIMAL else value


def _bounded(row: dict[str, Any]) -> dict[str, Any]:
    """Write « moins de 10 » in the place of a small count of persons; reading it back gives no number."""
    told = {key.removesuffix(_BELOW): few(value) for key, value in row.items() if key.endswith(_BELOW)}
    return {key: value for key, value in row.items() if not key.endswith(_BELOW)} | told


def _period(row: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in row.items() if key not in {"period_from", "period_to"}}
    if row.get("period_from") or row.get("period_to"):
        rest["period"] = {"from": row.get("period_from"), "to": row.get("period_to")}
    return rest


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
