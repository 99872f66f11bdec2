"""The cities of data/cities.json: checked whole, then written without doubling anything."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django_countries import countries

from cities import ordering
from cities.models import City
from common import clock
from common.text import clean, fold

FILE = Path(__file__).parent / "data" / "cities.json"

# From the file's words to the model's; which cities were struck is not kept here and never shown
_SAME_NAME = (
    "slug",
    "name_fr",
    "name_en",
    "name_ar",
    "population",
    "time_zone",
    "signatory_2016",
    "aimf_status",
    "geonames_id",
)
_TEXTS = ("population_note", "population_source", "aimf_evidence", "languages_note")  # nothing is an empty text
_LISTS = ("official_languages", "working_languages")
_WRITTEN = (*_SAME_NAME[1:], *_TEXTS, *_LISTS, "country", "latitude", "longitude", "sort_key", "sort_en", "sort_ar")
_REQUIRED_TEXTS = ("slug", "name_fr", "name_en", "name_ar", "country", "time_zone")


def load(path: Path = FILE) -> str:
    """Check the file, write its cities, return a line of progress; ValueError names every error by city and field."""
    data = json.loads(path.read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = data["cities"]
    errors = list(errors_of(rows))
    if errors:
        raise ValueError("\n".join(errors))
    with transaction.atomic():
        City.objects.bulk_create(
            [_city(row) for row in rows],
            update_conflicts=True,
            unique_fields=["slug"],
            update_fields=_WRITTEN,
        )
    return f"cities: {len(rows)}"


def attribution(path: Path = FILE) -> str:
    """Return the words that the licence of the data asks to show."""
    return str(json.loads(path.read_text(encoding="utf-8"))["meta"]["attribution"])


def errors_of(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Say every error of the file, each with its city and its field."""
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        name = row.get("slug") or f"#{number}"
        for field, problem in _problems(row):
            yield f"{name}, {field}: {problem}"
        if name in seen:
            yield f"{name}, slug: appears twice"
        seen.add(name)


def _problems(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for field in _REQUIRED_TEXTS:
        value = row.get(field)
        if not isinstance(value, str) or not value.strip():
            yield field, "a text is needed"
        elif clean(value) != value:
            yield field, "holds invisible signs or spaces at its ends"
    yield from _coded(row)
    for field, limit in (("lat", 90), ("lon", 180)):
        value = row.get(field)
        if value is not None and not (isinstance(value, int | float) and -limit <= value <= limit):
            yield field, f"a number between -{limit} and {limit} is needed"
    for field in ("population", "geonames_id"):
        value = row.get(field)
        if value is not None and not (isinstance(value, int) and value > 0):
            yield field, "a positive whole number is needed"
    for field in _LISTS:
        value = row.get(field)
        codes = [] if value is None else value  # None where the source names no language: languages_note says why
        if not isinstance(codes, list) or not all(isinstance(code, str) and 2 <= len(code) <= 12 for code in codes):
            yield field, "a list of language codes is needed"
    if not isinstance(row.get("signatory_2016"), bool):
        yield "signatory_2016", "true or false is needed"


def _coded(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    try:
        validate_slug(row.get("slug"))
    except ValidationError:
        yield "slug", "only letters, figures and hyphens"
    if row.get("country") not in countries:
        yield "country", "unknown country code"
    if row.get("time_zone") not in clock.time_zones():
        yield "time_zone", "unknown time zone"


def _city(row: dict[str, Any]) -> City:
    return City(
        **{field: row[field] for field in _SAME_NAME},
        **{field: row[field] or "" for field in _TEXTS},
        **{field: row[field] or [] for field in _LISTS},
        country=row["country"],
        latitude=row["lat"],
        longitude=row["lon"],
        sort_key=fold(row["name_fr"]),
        sort_en=ordering.key(row["name_en"]),
        sort_ar=ordering.key(row["name_ar"]),
    )
