"""Writes what lists and searches read: one row for each scope, from ``record.view`` and nothing else.

Called by the actions inside their transaction. A record for named cities or for its own city has no row: no search,
count or suggestion can reveal it.
"""

from typing import Any

from django.contrib.postgres.search import CombinedSearchVector, SearchVectorField
from django.db import transaction
from django.db.models import Func, Value
from django.db.models.expressions import Combinable
from django.utils.translation import override

from cities.viewer import ANY_MEMBER, STRANGER, Viewer
from common.audience import Audience
from common.clock import now
from practices import money, record, vocabulary
from practices.facets import keys_of
from practices.models import (
    ACTIVE,
    Adoption,
    IndexEntry,
    Practice,
    PracticeState,
    Revision,
    Translation,
)
from practices.models.adoption import ORDER
from practices.record import Kind, RecordView
from practices.record.translating import NEEDED

_READERS = ((Audience.PUBLIC, STRANGER), (Audience.MEMBERS, ANY_MEMBER))
_TEXT_KINDS = {Kind.LINE, Kind.TEXT, Kind.RICH, Kind.LINES, Kind.TERM, Kind.TERMS, Kind.CHOICE, Kind.CHOICES}
_ARRAYS = (
    "practice_domains",
    "prevention_levels",
    "themes",
    "target_groups",
    "methods",
    "settings",
    "violence_forms",
)
_FILES = "C"  # the weight of the titles of files that this reader reads
_WORDS = (
    "summary",
    "lead_organisation",
    "start_date",
    "programme_status",
    "geographic_scope",
    "evidence_level",
    "police_link",
    "cost_band",
)


def refresh(practice: Practice) -> None:
    """Write the rows of a practice again: none when it is not published."""
    IndexEntry.objects.filter(practice=practice).delete()
    if practice.state != PracticeState.PUBLISHED or practice.published_id is None:
        return
    revision = Revision.unguarded.select_related("practice__city").get(pk=practice.published_id)
    revision.practice = practice
    rates = money.Rates()
    for scope, reader in _READERS:
        with override(revision.language):
            shown = record.view(revision, reader, revision.language)
            if shown.fields["title"].locked:
                continue
            others = _translations(revision, reader)
            row = _row(shown, practice, scope, rates) | {"translations": {one.language: _said(one) for one in others}}
            IndexEntry.objects.create(vector=_vector(shown, practice, others), keys=keys_of(row), **row)


def set_adopters(practice: Practice) -> None:
    """Write again which cities took a practice up, and nothing else."""
    IndexEntry.objects.filter(practice=practice).update(**_adopters(practice))


def rebuild() -> int:
    """Write the rows of every practice again, and return how many practices were read."""
    done = 0
    for practice in Practice.unguarded.select_related("city").order_by("id").iterator(chunk_size=200):
        with transaction.atomic():
            refresh(Practice.unguarded.select_for_update(of=("self",)).select_related("city").get(pk=practice.pk))
        done += 1
    return done


def _translations(revision: Revision, reader: Viewer) -> list[RecordView]:
    """Return the record in each language that its city finished, as this reader reads it."""
    finished = Translation.objects.finished().filter(revision=revision).exclude(language=revision.language)
    views = [record.view(revision, reader, language) for language in finished.values_list("language", flat=True)]
    return [shown for shown in views if shown.is_translation]


def _said(shown: RecordView) -> dict[str, str]:
    return {key: str(shown.value(key)) for key in NEEDED}


def _row(shown: RecordView, practice: Practice, scope: Audience, rates: money.Rates) -> dict[str, Any]:
    confirmed = practice.last_confirmed_on
    published = practice.published_at or now()
    return {
        "practice": practice,
        "scope": scope,
        "city": practice.city,
        "slug": practice.slug,
        "country": str(practice.city.country),
        "city_slug": practice.city.slug,
        "origin": practice.origin,
        "illustrative": practice.illustrative,
        "to_review": practice.is_to_review(),
        "audience": shown.audience,
        "language": shown.language,
        "title": shown.title,
        "confidence": practice.confidence,
        "first_published_at": practice.first_published_at or published,
        "published_at": published,
        "last_confirmed_on": confirmed,
        "fresh_at": published.replace(year=confirmed.year, month=confirmed.month, day=confirmed.day)
        if confirmed and confirmed > published.date()
        else published,
        "evidence_rank": _rank(shown.value("evidence_level")),
        **_adopters(practice),
        "transfers": [row["city_ref"] for row in shown.value("transfers")],
        **{key: shown.value(key) for key in (*_WORDS, *_ARRAYS)},
        "cost_band": money.band(shown, money.yearly(shown, rates)),
    }


def _adopters(practice: Practice) -> dict[str, Any]:
    """Return the columns that say who took it up: what a reader of the practice may always read of an adoption."""
    rows = Adoption.unguarded.filter(practice=practice, cancelled_at__isnull=True).order_by("created_at", "id")
    declared = sorted(rows.values_list("state", "city__slug"), key=lambda row: ORDER.index(row[0]))
    return {
        "adopters": [f"{state}:{slug}" for state, slug in declared],
        "adoptions": sum(state in ACTIVE for state, _slug in declared),
    }


def _rank(slug: str) -> int:
    term = vocabulary.term("evidence_level", slug) if slug else None
    return int(term.extra.get("rank", -1)) if term else -1


def _vector(shown: RecordView, practice: Practice, others: list[RecordView]) -> Combinable:
    """Return the weighted vector, translations included: title A, summary B, classification C, the rest D."""
    texts: dict[str, list[str]] = {"A": [], "B": [], "C": [], "D": []}
    for field in shown.fields.values():
        if field.field.weight and field.is_known:
            texts[field.field.weight].append(_words(field.field.kind, field))
    texts[_FILES] += [one.title for one in shown.attachments]
    city = practice.city
    texts["B"] += [city.name_fr, city.name_en, city.name_ar]
    parts = [_weighted("\n".join(words), shown.language, weight) for weight, words in texts.items() if words]
    parts += [
        _weighted(field.text, other.language, field.field.weight)
        for other in others
        for field in other.fields.values()
        if field.language == other.language and field.field.weight and field.is_known
    ]
    parts += [
        _weighted("\n".join(sorted(field.translated)), other.language, field.field.weight)
        for other in others
        for field in other.fields.values()
        if field.translated and field.field.weight
    ]
    vector: Combinable = parts[0]
    for part in parts[1:]:
        vector = CombinedSearchVector(vector, "||", part, None)
    return vector


def _words(kind: Kind, field: record.FieldView) -> str:
    if kind in _TEXT_KINDS:
        return field.text
    written = (str(value) for row in field.value for value in row.values() if isinstance(value, str))
    return "\n".join(word for word in written if not word.startswith(("http://", "https://")))


def _weighted(text: str, language: str, weight: str) -> Func:
    vector = Func(Value(language), Value(text), function="practices_vector", output_field=SearchVectorField())
    return Func(vector, Value(weight), function="setweight", template='%(function)s(%(expressions)s::"char")')
