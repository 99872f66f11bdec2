"""The record as the API gives it, and its schema: both are read from the one declaration of its fields."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from common.audience import Audience
from practices.record import FIELDS, Column, Field, Kind
from practices.record.reading import FieldView, RecordView

# What the identity or the resource itself already says, and what no key may ever read
ELSEWHERE = frozenset(
    {"title", "city", "slug", "state", "record_language", "visibility", "last_confirmed_on", "confidence"}
)
GIVEN: dict[str, Field] = {
    key: field for key, field in FIELDS.items() if key not in ELSEWHERE and field.widest != Audience.OWN
}

_TEXT = {"type": "string"}
_ONE: dict[Kind, dict[str, Any]] = {
    Kind.INTEGER: {"type": "integer"},
    Kind.YEAR: {"type": "integer"},
    Kind.DECIMAL: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.PARTIAL_DATE: {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
    Kind.URL: {"type": "string", "format": "uri"},
}
_SEVERAL = {Kind.LINES, Kind.TERMS, Kind.CHOICES, Kind.CITIES}


def record_of(record: RecordView) -> dict[str, Any]:
    """Return every field by its key, as this reader may read it."""
    return {key: _field(record.fields[key]) for key in GIVEN}


def _field(shown: FieldView) -> dict[str, Any]:
    return {
        "label": str(shown.label),
        "value": plain(shown.value) if shown.is_known else None,
        "text": shown.text,
        "known": shown.is_known,
        "locked": shown.locked,
        "audience": str(shown.audience),
    }


def plain(value: Any) -> Any:
    """Return a value as JSON holds it; amounts are numbers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


class RecordField(serializers.Field[Any, Any, Any, Any]):
    """The whole record; its schema is made below."""

    def to_representation(self, value: Any) -> Any:
        return value


class RecordSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # the library's metaclass registers it
    """One property for each field of the record."""

    target_class = "api.v1.record.RecordField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Any) -> dict[str, Any]:  # noqa: ARG002  the base class gives it
        return {
            "type": "object",
            "required": list(GIVEN),
            "additionalProperties": False,
            "properties": {key: _schema(field) for key, field in GIVEN.items()},
        }


def _schema(field: Field) -> dict[str, Any]:
    properties = {
        "label": _TEXT,
        "value": _nullable(_value(field)),
        "text": {"type": "string", "description": _("La valeur en toutes lettres, dans la langue demandée.")},
        "known": {"type": "boolean"},
        "locked": {
            "type": "boolean",
            "description": _("Vous ne pouvez pas lire ce champ ; rien ne dit s’il est rempli."),
        },
        "audience": {"type": "string", "enum": [str(audience) for audience in Audience]},
    }
    return {
        "type": "object",
        "description": str(field.label),
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "type": [schema["type"], "null"]}


def _value(field: Field) -> dict[str, Any]:
    if field.kind in _SEVERAL:
        items: dict[str, Any] = {"type": "string"}
        return {"type": "array", "items": items}
    if field.kind == Kind.ROWS:
        return {"type": "array", "items": _row(field)}
    if field.kind == Kind.GROUP:
        return _row(field)
    return dict(_ONE.get(field.kind, _TEXT))


def _row(field: Field) -> dict[str, Any]:
    properties = {column.key: _column(column) for column in field.columns if not column.own}
    for key in {"reach": ("count",), "indicators": ("baseline", "value")}.get(field.key, ()):
        properties[key] = {**properties[key], "type": [properties[key]["type"], "null"]}
        properties[f"{key}_below"] = {
            "type": "integer",
            "description": _("Donné à la place d’un petit nombre de personnes, qui n’est pas montré."),
        }
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _column(column: Column) -> dict[str, Any]:
    return {**_ONE.get(column.kind, _TEXT), "description": str(column.label)}
