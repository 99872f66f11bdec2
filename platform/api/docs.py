"""The documentation page, read from the OpenAPI document: what it says is what the views check."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from api.schema import document

_RECORD = "record."


@dataclass(frozen=True)
class Line:
    """One property of an answer, or one parameter."""

    name: str
    type: str
    text: str = ""
    values: tuple[str, ...] = ()
    path: str = ""


@dataclass(frozen=True)
class Operation:
    """One address and what it answers."""

    anchor: str
    path: str
    summary: str
    description: str
    parameters: tuple[Line, ...]
    answer: tuple[Line, ...]


@dataclass(frozen=True)
class Group:
    """The operations on one kind of thing."""

    tag: str
    name: str
    operations: list[Operation] = field(default_factory=list)


def groups(language: str) -> list[Group]:
    """Return the operations by kind of thing, the practices first."""
    whole = document(language)
    names = {
        "practices": _("Fiches de pratiques"),
        "cities": _("Villes"),
        "declarations": _("Déclarations"),
        "vocabularies": _("Vocabulaires"),
    }
    found: dict[str, Group] = {}
    for path, methods in whole["paths"].items():
        operation = methods["get"]
        tag = operation["tags"][0]
        group = found.setdefault(tag, Group(tag, names[tag]))
        group.operations.append(_operation(path, operation, whole))
    return [found[tag] for tag in names if tag in found]


def _operation(path: str, operation: dict[str, Any], whole: dict[str, Any]) -> Operation:
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return Operation(
        anchor=operation["operationId"],
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        parameters=tuple(_parameter(one) for one in operation.get("parameters", [])),
        answer=tuple(_lines(answer, whole)),
    )


def _parameter(one: dict[str, Any]) -> Line:
    schema = one["schema"]
    inner = schema.get("items", schema)
    return Line(
        name=one["name"],
        type=_type(schema),
        text=one.get("description", ""),
        values=tuple(str(value) for value in inner.get("enum", [])),
    )


def _resolved(schema: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema or len(schema.get("allOf", [])) == 1:
        schema = (
            schema["allOf"][0]
            if "allOf" in schema
            else whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        )
    for choice in schema.get("oneOf", []):
        if choice.get("type") != "null":
            return _resolved(choice, whole)
    return schema


def _lines(schema: dict[str, Any], whole: dict[str, Any], above: str = "") -> Iterator[Line]:
    for name, raw in _resolved(schema, whole).get("properties", {}).items():
        inner = _resolved(raw, whole)
        text = raw.get("description") or inner.get("description") or ""
        path = f"{above}{name}"
        typed = inner["properties"]["value"] if above == _RECORD else inner
        yield Line(name, _type(typed), text, tuple(str(value) for value in inner.get("enum", [])), path)
        if above != _RECORD:  # its fields all have one shape, told once
            yield from _lines(inner.get("items", inner), whole, f"{path}.")


def _type(schema: dict[str, Any]) -> str:
    kinds = schema.get("type", "object")
    names = {
        "string": _("texte"),
        "integer": _("nombre entier"),
        "number": _("nombre"),
        "boolean": _("vrai ou faux"),
        "object": _("objet"),
        "array": _("liste"),
        "null": _("rien"),
    }
    said = [names.get(kind, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    return _(" ou ").join(said)
