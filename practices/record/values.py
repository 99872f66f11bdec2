"""The checks of one value: the same for the form, the import, and whatever comes later.

``clean_value(field, raw)`` returns what the column holds, or raises Invalid with a sentence for who typed it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import City
from common.errors import Invalid
from common.text import clean
from practices import vocabulary
from practices.record.kinds import Column, Field, Kind

FIRST_YEAR, LAST_YEAR = 1900, 2100
# Written by habit before each line of a list: the page draws its own.
_BULLET = re.compile(r"^\s*[-–—•*]\s+")
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_FRENCH = re.compile(r"(?:(\d{1,2})/)?(\d{1,2})/(\d{4})")  # 8/4/2016, 4/2016
_SLUG = re.compile(r"[a-z0-9-]{1,60}")
_PHONE = re.compile(r"\+?[\d\s()./-]{5,40}")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
EMPTY: dict[Kind, Any] = {
    Kind.LINES: [],
    Kind.TERMS: [],
    Kind.CHOICES: [],
    Kind.CITIES: [],
    Kind.ROWS: [],
    Kind.GROUP: {},
    Kind.YEAR: None,
    Kind.INTEGER: None,
    Kind.DECIMAL: None,
    Kind.BOOLEAN: False,
    Kind.DATE: None,
}


def empty(kind: Kind) -> Any:
    """Return what an unknown value of this kind is."""
    value = EMPTY.get(kind, "")
    return value.copy() if isinstance(value, list | dict) else value


def is_empty(value: object) -> bool:
    """Nothing was written. Zero and False are values."""
    return value is None or value in ("", [], {}, ())


def clean_value(field: Field, raw: Any) -> Any:
    """Return the value to store for what was given; Invalid says what to change."""
    if is_empty(raw) or (isinstance(raw, str) and not clean(raw)):
        return empty(field.kind)
    if field.kind == Kind.ROWS:
        return _rows(field, raw)
    if field.kind == Kind.GROUP:
        return _group(field, raw)
    if field.kind in {Kind.LINES, Kind.TERMS, Kind.CHOICES, Kind.CITIES}:
        return _several(field, raw)
    value = _CHECKS[field.kind](field, raw)
    _no_address(field, value)
    return value


# --- One value ---


def _text(what: Field | Column, raw: Any) -> str:
    if not isinstance(raw, str):
        raise Invalid(_("Écrivez un texte."))
    value = clean(raw)
    longest = what.max_length or 10_000
    if len(value) > longest:
        raise Invalid(
            ngettext(
                "Raccourcissez ce texte : %(max)d signe au plus, il en a %(count)d.",
                "Raccourcissez ce texte : %(max)d signes au plus, il en a %(count)d.",
                longest,
            )
            % {"max": longest, "count": len(value)}
        )
    return value


def _line(what: Field | Column, raw: Any) -> str:
    return " ".join(_text(what, raw).split("\n"))


def _term(what: Field | Column, raw: Any) -> str:
    found = vocabulary.term(what.vocabulary, raw) if isinstance(raw, str) else None
    if found is None:
        raise Invalid(_("Choisissez dans la liste : « %(value)s » n’en fait pas partie.") % {"value": _shown(raw)})
    return found.slug


def _choice(what: Field | Column, raw: Any) -> str:
    if not isinstance(raw, str) or raw not in dict(what.choices):
        raise Invalid(_("Choisissez dans la liste : « %(value)s » n’en fait pas partie.") % {"value": _shown(raw)})
    return raw


def _language(_what: Field | Column, raw: Any) -> str:
    if not isinstance(raw, str) or raw not in dict(settings.LANGUAGES):
        raise Invalid(_("Choisissez le français, l’anglais ou l’arabe."))
    return raw


def _partial_date(what: Field | Column, raw: Any) -> str:
    value = _in_order(_text(what, raw))
    found = _PARTIAL.fullmatch(value)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise Invalid(date_help())
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError as error:
        raise Invalid(_("Cette date n’existe pas. Vérifiez le mois et le jour.")) from error
    return value


def _in_order(written: str) -> str:
    """Return 2016-04-08 for 8/4/2016, and 2016-04 for 4/2016: the order of French is understood everywhere."""
    found = _FRENCH.fullmatch(written)
    if found is None:
        return written
    day, month, year = found[1], found[2], found[3]
    return f"{year}-{month:0>2}" + (f"-{day:0>2}" if day else "")


def date_help() -> str:
    """Return how a date that may be partial is written, in the words that refuse another."""
    return _("Écrivez 2016, 04/2016 ou 08/04/2016.")


def _period(what: Field | Column, raw: Any) -> str:
    first, slash, last = _in_order(_text(what, raw)).partition("/")
    return _partial_date(what, first) + (slash + _partial_date(what, last) if slash else "")


def _date(what: Field | Column, raw: Any) -> str:
    if isinstance(raw, date):
        raw = raw.isoformat()
    value = _partial_date(what, raw)
    if len(value) != len("2016-04-08"):
        raise Invalid(_("Indiquez le jour, le mois et l’année."))
    return value


def _number(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        raise Invalid(_("Écrivez un nombre, en chiffres."))
    written = re.sub(r"[\s\u00a0\u202f]", "", str(raw)).replace(",", ".")
    try:
        value = Decimal(written)
    except InvalidOperation as error:
        raise Invalid(_("Écrivez un nombre, en chiffres.")) from error
    if not value.is_finite():
        raise Invalid(_("Écrivez un nombre, en chiffres."))
    return value


def _within(value: Decimal, low: int | None, high: int | None) -> None:
    if low is not None and value < low:
        raise Invalid(_("Indiquez un nombre à partir de %(min)s.") % {"min": low})
    if high is not None and value > high:
        raise Invalid(_("Indiquez un nombre jusqu’à %(max)s.") % {"max": high})


def _integer(what: Field | Column, raw: Any) -> int:
    value = _number(raw)
    if value != value.to_integral_value():
        raise Invalid(_("Écrivez un nombre entier."))
    _within(value, what.minimum if what.minimum is not None else 0, what.maximum or 1_000_000_000)
    return int(value)


def _year(_what: Field | Column, raw: Any) -> int:
    value = _number(raw)
    if value != value.to_integral_value() or not FIRST_YEAR <= value <= LAST_YEAR:
        raise Invalid(_("Indiquez une année entre %(first)d et %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return int(value)


def _decimal(what: Field | Column, raw: Any) -> Decimal:
    value = _number(raw)
    _within(value, what.minimum if what.minimum is not None else -(10**12), what.maximum or 10**12)
    return value.quantize(Decimal("0.01"))


def _boolean(_what: Field | Column, raw: Any) -> bool:
    answer = {"true": True, "on": True, "1": True, "oui": True, "false": False, "0": False, "non": False}
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw in answer:
        return answer[raw]
    raise Invalid(_("Répondez par oui ou par non."))


def _url(what: Field | Column, raw: Any) -> str:
    value = _text(what, raw)
    try:
        parts = urlsplit(value)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"[\s<>\"'\\`]", value)
        fine = fine and parts.username is None
    except ValueError:
        fine = False
    if not fine:
        raise Invalid(_("Indiquez une adresse de page qui commence par https:// ou http://."))
    return value


def _email(what: Field | Column, raw: Any) -> str:
    value = _text(what, raw)
    try:
        validate_email(value)
    except ValidationError as error:
        raise Invalid(_("Indiquez une adresse électronique complète, comme service@ville.example.")) from error
    return value


def _phone(what: Field | Column, raw: Any) -> str:
    value = _text(what, raw)
    if not _PHONE.fullmatch(value):
        raise Invalid(_("Indiquez un numéro de téléphone avec son indicatif, comme +32 4 000 00 00."))
    return value


def _city(_what: Field | Column, raw: Any) -> str:
    if not isinstance(raw, str) or not _SLUG.fullmatch(raw) or not City.objects.filter(slug=raw).exists():
        raise Invalid(_("Choisissez une ville de la liste."))
    return raw


_CHECKS: dict[Kind, Callable[[Any, Any], Any]] = {
    Kind.LINE: _line,
    Kind.TEXT: _text,
    Kind.RICH: _text,
    Kind.TERM: _term,
    Kind.CHOICE: _choice,
    Kind.LANGUAGE: _language,
    Kind.PARTIAL_DATE: _partial_date,
    Kind.PERIOD: _period,
    Kind.DATE: _date,
    Kind.YEAR: _year,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.BOOLEAN: _boolean,
    Kind.URL: _url,
    Kind.EMAIL: _email,
    Kind.PHONE: _phone,
    Kind.CITY: _city,
}


# --- Several values ---


def _several(field: Field, raw: Any) -> list[Any]:
    if isinstance(raw, str):
        raw = raw.split("\n")
    if not isinstance(raw, Sequence):
        raise Invalid(_("Donnez une liste."))
    given = [item for item in raw if not (is_empty(item) or (isinstance(item, str) and not clean(item)))]
    _not_too_many(field, len(given))
    if field.kind == Kind.CITIES:
        return _cities(given)
    check = {Kind.LINES: _line, Kind.TERMS: _term, Kind.CHOICES: _choice}[field.kind]
    values: list[Any] = []
    for item in given:
        value = check(field, _BULLET.sub("", item) if field.kind == Kind.LINES and isinstance(item, str) else item)
        _no_address(field, value)
        if value not in values:
            values.append(value)
    return values


def _not_too_many(field: Field, count: int) -> None:
    if field.max_items is not None and count > field.max_items:
        raise Invalid(
            ngettext(
                "Gardez %(max)d réponse au plus : il y en a %(count)d.",
                "Gardez %(max)d réponses au plus : il y en a %(count)d.",
                field.max_items,
            )
            % {"max": field.max_items, "count": count}
        )


def _cities(given: list[Any]) -> list[int]:
    slugs = [item for item in given if isinstance(item, str) and _SLUG.fullmatch(item)]
    ids = [item for item in given if isinstance(item, int) and not isinstance(item, bool) and 0 < item < 2**31]
    by_slug = dict(City.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    known = set(City.objects.filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    values: list[int] = []
    for item in given:
        found = by_slug.get(item) if isinstance(item, str) else None
        if isinstance(item, int) and item in known:
            found = item
        if found is None:
            raise Invalid(_("Choisissez une ville de la liste."))
        if found not in values:
            values.append(found)
    return values


# --- Rows and groups ---


def _rows(field: Field, raw: Any) -> list[dict[str, Any]]:
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        raise Invalid(_("Donnez une liste."))
    errors: dict[str, list[Any]] = {}
    rows: list[dict[str, Any]] = []
    for number, item in enumerate(raw):
        if not isinstance(item, Mapping):
            raise Invalid(_("Chaque ligne nomme ses colonnes."))
        row, wrong = _columns(field.columns, item)
        errors |= {f"{field.key}.{number}.{key}": sentences for key, sentences in wrong.items()}
        if row:
            rows.append(row)
    _not_too_many(field, len(rows))
    if errors:
        raise Invalid(_first(errors), fields=errors)
    _whole(field, rows)
    return rows


def _group(field: Field, raw: Any) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        raise Invalid(_("Donnez les parties de cette réponse par leur nom."))
    row, wrong = _columns(field.columns, raw)
    if wrong:
        errors = {f"{field.key}.{key}": sentences for key, sentences in wrong.items()}
        raise Invalid(_first(errors), fields=errors)
    return row


def _columns(columns: tuple[Column, ...], item: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Return the row and the errors by column. A row where nothing is written is empty and right."""
    row: dict[str, Any] = {}
    errors: dict[str, list[Any]] = {}
    unknown = set(item) - {column.key for column in columns}
    if unknown:
        errors[min(unknown)] = [_("Cette colonne n’existe pas.")]
    for column in columns:
        raw = item.get(column.key)
        if is_empty(raw) or (isinstance(raw, str) and not clean(raw)):
            continue
        try:
            value = _CHECKS[column.kind](column, raw)
        except Invalid as error:
            errors[column.key] = [error.sentence]
        else:
            row[column.key] = float(value) if isinstance(value, Decimal) else value
    if (row and any(value is not False for value in row.values())) or errors:
        for column in columns:
            if column.required and column.key not in row and column.key not in errors:
                errors[column.key] = [_("Remplissez « %(label)s ».") % {"label": column.label}]
        return row, errors
    return {}, errors


def _whole(field: Field, rows: list[dict[str, Any]]) -> None:
    """Check what only the rows together, or two columns of one, can get wrong."""
    if field.key == "funding_sources" and sum(row.get("share_percent", 0) for row in rows) > 100:
        raise Invalid(_("La somme des parts dépasse 100 %. Corrigez-les."))
    for number, row in enumerate(rows):
        if row.get("period_from") and row.get("period_to") and row["period_to"] < row["period_from"]:
            sentence = _("La période finit avant de commencer. Corrigez les années.")
            raise Invalid(sentence, fields={f"{field.key}.{number}.period_to": [sentence]})
    for row in rows:
        for column in field.columns:
            if column.kind in {Kind.LINE, Kind.TEXT}:
                _no_address(field, row.get(column.key))


def _no_address(field: Field, value: object) -> None:
    """No e-mail address in a text that others may read: a name at a city hall is somebody's safety."""
    if field.key in {"contact_person", "public_contact", "mayor_approval"} or not isinstance(value, str):
        return
    if field.kind not in {Kind.URL} and _ADDRESS.search(value):
        raise Invalid(_("Retirez l’adresse électronique : une adresse générique a sa place dans « Contact public »."))


def _first(errors: dict[str, list[Any]]) -> Any:
    return next(iter(errors.values()))[0]


def _shown(raw: Any) -> str:
    return clean(str(raw))[:60]
