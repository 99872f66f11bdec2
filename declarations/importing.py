"""A declaration of the past as a file says it (docs/declaration-format.md): checked whole, nothing invented."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from cities.models import City
from cities.viewer import Viewer
from common.errors import Refusal
from declarations.actions import record_from_source
from declarations.facts import Facts
from declarations.models import AdoptionMode, Declaration, Signature, Verification

READER = Viewer(is_secretariat=True)  # nobody: the load itself
_KEYS = {"slug", "source", "signed_on", "facts", "signatories"}
_SAID = ("short_title", "summary", "adopting_body", "place", "chair")
_FACTS = {one.name for one in fields(Facts)} - {"closes_on", "closes_zone", "reservations_allowed"}
_STATUSES = {"verified", "secondary", "unknown"}
_LANGUAGES = {code for code, _name in settings.LANGUAGES}


class BadFile(ValueError):
    """The file cannot be taken; ``errors`` says every reason, with its place."""

    def __init__(self, errors: list[str]) -> None:
        self.errors = errors
        super().__init__("\n".join(errors))


@dataclass(frozen=True)
class Source:
    """What a file says of one declaration."""

    slug: str
    facts: Facts
    signatories: tuple[str, ...]
    signed_on: date | None
    source: str


@dataclass(frozen=True)
class Report:
    """What an import wrote, or would write."""

    declaration: str
    is_new: bool
    cities: int
    added: int


def read(text: str) -> Source:
    """Return what a file says; BadFile with every reason when it is not of the format."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFile([f"this is not JSON: {error}"]) from error
    errors: list[str] = []
    if not isinstance(data, dict):
        raise BadFile(["the file holds one object"])
    errors += [f"{key}: this key is not known" for key in sorted(set(data) - _KEYS)]
    errors += [f"{key}: missing" for key in sorted(_KEYS - {"signed_on"} - set(data))]
    if errors:
        raise BadFile(errors)
    facts = data["facts"] if isinstance(data["facts"], dict) else {}
    for place, value, check in _checks(data, facts):
        if reason := check(value):
            errors.append(f"{place}: {reason}")
    if errors:
        raise BadFile(errors)
    given = {**facts, "adopted_on": _day(facts.get("adopted_on"))}
    signed_on = _day(data.get("signed_on"))
    return Source(data["slug"], Facts(**given), tuple(data["signatories"]), signed_on, data["source"])


Check = Callable[[Any], str]


def _checks(data: Mapping[str, Any], facts: Mapping[str, Any]) -> list[tuple[str, Any, Check]]:
    """Return each value with its place and the function that says what is wrong with it, or nothing."""
    checks: list[tuple[str, Any, Check]] = [
        ("slug", data["slug"], _slug),
        ("source", data["source"], _words),
        ("signed_on", data.get("signed_on"), _date),
        ("facts", data["facts"], _is(dict, "an object")),
        ("signatories", data["signatories"], _signatories),
        ("facts.short_title", facts.get("short_title"), _titled),
        ("facts.adopted_on", facts.get("adopted_on"), _date),
        ("facts.points", facts.get("points", {}), _points),
        ("facts.fact_status", facts.get("fact_status", {}), _fact_status),
        ("facts.adoption_mode", facts.get("adoption_mode", "unknown"), _one_of(AdoptionMode.values)),
        ("facts.verification", facts.get("verification", "unverified"), _one_of(Verification.values)),
        ("facts.language", facts.get("language", "fr"), _one_of(_LANGUAGES)),
        ("facts.is_fictitious", facts.get("is_fictitious", False), _is(bool, "true or false")),
    ]
    checks += [(f"facts.{name}", facts.get(name, {}), _said) for name in _SAID]
    checks += [(f"facts.{name}", facts.get(name, ""), _is(str, "words")) for name in ("source_note", "source_url")]
    checks += [(f"facts.{name}", name, lambda _name: "this key is not known") for name in sorted(set(facts) - _FACTS)]
    return checks


def _is(kind: type, called: str) -> Check:
    return lambda value: "" if isinstance(value, kind) else f"must be {called}"


def _one_of(values: Any) -> Check:
    return lambda value: "" if value in set(values) else f"must be one of {', '.join(sorted(values))}"


def _words(value: Any) -> str:
    return "" if isinstance(value, str) and value.strip() else "must be words"


def _slug(value: Any) -> str:
    fits = isinstance(value, str) and value.isascii() and value.replace("-", "").isalnum() and value == value.lower()
    return "" if fits and len(value) <= 60 else "must be lower-case letters, digits and hyphens, 60 at most"


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def _date(value: Any) -> str:
    try:
        _day(value)
    except (TypeError, ValueError):
        return "must be a day such as 2016-04-08, or null when the source gives none"
    return ""


def _said(value: Any) -> str:
    fits = isinstance(value, dict) and set(value) <= _LANGUAGES and all(isinstance(v, str) for v in value.values())
    return "" if fits else 'must be words by language: {"fr": "…"}'


def _titled(value: Any) -> str:
    return _said(value) or ("" if value.get("fr") else "must have French words")


def _points(value: Any) -> str:
    fits = isinstance(value, dict) and set(value) <= _LANGUAGES
    lists = fits and all(isinstance(v, list) and all(isinstance(one, str) for one in v) for v in value.values())
    return "" if lists else 'must be lists of words by language: {"fr": ["…"]}'


def _fact_status(value: Any) -> str:
    if not isinstance(value, dict):
        return "must be an object"
    for name, known in value.items():
        if not isinstance(known, dict) or known.get("status") not in _STATUSES or _said(known.get("note", {})):
            return f"{name} must say its status ({', '.join(sorted(_STATUSES))}) and may say a note by language"
    return ""


def _signatories(value: Any) -> str:
    if not isinstance(value, list) or not all(isinstance(slug, str) for slug in value):
        return "must be a list of cities, by their slug"
    if len(set(value)) != len(value):
        return "names a city twice"
    unknown = sorted(set(value) - set(City.objects.filter(slug__in=value).values_list("slug", flat=True)))
    return f"unknown cities: {', '.join(unknown)}" if unknown else ""


@transaction.atomic
def load(found: Source, *, dry: bool = False) -> Report:
    """Record what the file says, through the verb; dry: do all of it, tell it, and undo it."""
    is_new = not Declaration.unguarded.filter(slug=found.slug).exists()
    before = Signature.objects.filter(declaration__slug=found.slug).count()
    try:
        declaration = record_from_source(
            by=READER,
            slug=found.slug,
            facts=found.facts,
            cities=found.signatories,
            signed_on=found.signed_on,
            source=found.source,
        )
    except Refusal as refusal:
        reasons = [str(sentence) for sentences in refusal.fields.values() for sentence in sentences]
        raise BadFile(reasons or [str(refusal.sentence)]) from refusal
    after = Signature.objects.filter(declaration=declaration).count()
    if dry:
        transaction.set_rollback(True)
    return Report(declaration.short_title["fr"], is_new, len(found.signatories), after - before)
