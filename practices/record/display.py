"""A value in words, in one language: for the page, the search text, the letters and the API."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from common.numbers import grouped
from common.templatetags.ui import day
from practices import vocabulary
from practices.record.kinds import Column, Field, Kind
from practices.record.shapes import FEW, LANGUAGES
from practices.record.units import with_unit

_MONTH_ONLY, _DAY = 7, 10
_RIGHT_TO_LEFT = {"ar"}


def in_words(field: Field, value: Any, language: str, cities: Mapping[str, str]) -> str:
    """Return a value as text; ``cities`` gives the names of the slugs that it holds."""
    if language == get_language():
        return _words(field, value, language, cities)
    with override(language):
        return _words(field, value, language, cities)


def _words(what: Field | Column, value: Any, language: str, cities: Mapping[str, str]) -> str:
    kind = what.kind
    if value is None or value in ("", [], {}):
        return ""
    if kind == Kind.TERM:
        return vocabulary.label(what.vocabulary, value, language)
    if kind == Kind.TERMS:
        return ", ".join(vocabulary.label(what.vocabulary, slug, language) for slug in value)
    if kind == Kind.CHOICE:
        return str(dict(what.choices).get(value, value))
    if kind == Kind.CHOICES:
        return ", ".join(str(dict(what.choices).get(slug, slug)) for slug in value)
    if kind in {Kind.CITY, Kind.CITIES}:
        return ", ".join(cities.get(slug, slug) for slug in ([value] if isinstance(value, str) else value))
    if kind == Kind.LANGUAGE:
        return str(dict(LANGUAGES).get(value, value))
    if kind == Kind.LINES:
        return "\n".join(value)
    if kind in {Kind.PARTIAL_DATE, Kind.DATE, Kind.PERIOD}:
        return " – ".join(partial_date(part) for part in str(value).split("/"))
    if kind in {Kind.INTEGER, Kind.DECIMAL}:
        if isinstance(what, Field) and what.counts:
            return with_unit(what.counts, value)
        unit = getattr(what, "unit", "")
        return f"{number(value)}\u00a0{unit}" if unit else number(value)
    if kind == Kind.BOOLEAN:
        if isinstance(what, Column):  # one cell of a row: its label says it
            return str(what.label) if value else ""
        return _("Oui") if value else _("Non")
    if isinstance(what, Field) and kind == Kind.ROWS:
        return "\n".join(_row(what, row, language, cities) for row in value)
    if isinstance(what, Field) and kind == Kind.GROUP:
        return _row(what, value, language, cities)
    return str(value)


def _row(field: Field, row: Mapping[str, Any], language: str, cities: Mapping[str, str]) -> str:
    if field.key == "reach":
        return reached(row)
    parts = (_cell(column, row, language, cities) for column in field.columns)
    return ", ".join(part for part in parts if part)


def cells_of(
    field: Field, row: Mapping[str, Any], language: str, cities: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Return (label, words) for each column of a row that says something; what names the row comes first."""
    with override(language):
        columns = sorted(field.columns, key=lambda column: column.key in {"count", "alt_text"})
        told = [(str(column.label), _cell(column, row, language, cities)) for column in columns]
    return tuple((label, words) for label, words in told if words)


def _cell(column: Column, row: Mapping[str, Any], language: str, cities: Mapping[str, str]) -> str:
    below = row.get(f"{column.key}_below")  # a small count of persons, outside its city
    return few(below) if below else _words(column, row.get(column.key), language, cities)


def few(below: int) -> str:
    """Return « moins de 10 »."""
    return _("moins de %(count)d") % {"count": below}


def is_bounded(row: Mapping[str, Any]) -> bool:
    """Whether a count of this row is a bound, in any of our languages: an export wrote it, nobody can read it back."""
    bounds = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            bounds.add(few(FEW))
    return any(value in bounds for value in row.values() if isinstance(value, str))


def item_in_words(field: Field, item: Any, language: str, cities: Mapping[str, str]) -> str:
    """Return one item of a list in words."""
    return in_words(field, [item], language, cities)


def reached(row: Mapping[str, Any]) -> str:
    """Return « 120 participants, 2016-2018 (règle) » ; a masked count reads « moins de 10 »."""
    below = row.get("count_below")
    count = below or row.get("count") or 0
    told = with_unit(row.get("unit", ""), count, few(below) if below else "")
    years = list(dict.fromkeys(str(row[key]) for key in ("period_from", "period_to") if row.get(key)))
    text = told + (f", {'–'.join(years)}" if years else "")
    return f"{text} ({row['counting_rule']})" if row.get("counting_rule") else text


def number(value: int | float | Decimal) -> str:
    """Return a number as the active language writes it, thousands apart."""
    return grouped(value)


def partial_date(value: str) -> str:
    """Return 2016, avril 2016, 8 avril 2016 or 1er mars 2016 in the active language."""
    if len(value) == _DAY:
        return day(date.fromisoformat(value))
    if len(value) == _MONTH_ONLY:
        return date_format(date.fromisoformat(f"{value}-01"), "F Y")
    return value


def spoken_in(language: str) -> SafeString:
    """Return the attributes of what is written in another language than the page; nothing when it is the same."""
    if language[:2] == (get_language() or "fr")[:2]:
        return SafeString("")
    return format_html(' lang="{}" dir="{}"', language, direction(language))


def direction(language: str) -> str:
    """Return rtl or ltr."""
    return "rtl" if language[:2] in _RIGHT_TO_LEFT else "ltr"
