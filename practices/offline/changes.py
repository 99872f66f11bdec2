"""What a file brought back would change in the draft as it is now: field by field, each accepted or not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cities.models import City
from common.differences import Run, runs
from common.errors import Invalid
from practices.models import OfflineFile, Revision
from practices.offline.content import Problem, travelling
from practices.record import SECTIONS, Field, Kind, RecordView, Section, clean_value
from practices.record.display import in_words
from practices.record.marks import marks


@dataclass(frozen=True)
class Change:
    """One field that the file would change; the draft may have moved since the file was made."""

    field: Field
    section: Section
    before: str
    after: str
    runs: tuple[Run, ...]
    moved: bool  # in the draft, since the download
    touched: bool  # in the file

    @property
    def is_usual(self) -> bool:
        """The file changed it and nobody else did: ticked to begin with."""
        return self.touched and not self.moved


@dataclass
class Compared:
    """What a file would change, and what cannot be taken from it."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.changes and not self.problems


def compared(file: OfflineFile, revision: Revision, shown: RecordView) -> Compared:
    """Return the changes of a file against the draft as it is now, as its city reads it."""
    cities = list(City.objects.all())
    found = Compared(problems=[Problem(**problem) for problem in file.problems])
    sections = {section.key: section for section in SECTIONS}
    now = marks(revision, travelling())
    names = {city.slug: city.name_in(get_language() or "fr") for city in cities}
    slugs = {city.pk: city.slug for city in cities}
    for one in travelling():
        if one.key not in file.values:
            continue
        try:
            value = cleaned(one, file.values[one.key])
        except Invalid as error:
            found.problems += _refused(file, one, error)
            continue
        if value == getattr(revision, one.attribute):
            continue
        if one.kind == Kind.CITIES:
            value = [slugs[pk] for pk in value if pk in slugs]
        before = shown.fields[one.key].text
        after = in_words(one, value, get_language() or "fr", names)
        moved = file.marks.get(one.key) != now[one.key]
        touched = not moved or file.marks.get(one.key) != _mark_of(revision, one, file.values[one.key])
        found.changes.append(Change(one, sections[one.section], before, after, runs(before, after), moved, touched))
    return found


def cleaned(one: Field, raw: Any) -> Any:
    """Return the value to store; Invalid says what to change."""
    if one.key in {"title", "visibility"} and not raw:
        raise Invalid(_("Ce champ ne peut pas être vide."))
    return clean_value(one, raw)


def _mark_of(revision: Revision, one: Field, raw: Any) -> str:
    """Return the mark that the draft would have with the value of the file."""
    kept = getattr(revision, one.attribute)
    try:
        setattr(revision, one.attribute, cleaned(one, raw))
        return marks(revision, [one])[one.key]
    finally:
        setattr(revision, one.attribute, kept)


def _refused(file: OfflineFile, one: Field, error: Invalid) -> list[Problem]:
    """Return the sentences of a refused value, each with its place in the file."""
    given: Mapping[str, Any] = error.fields or {one.key: [error.sentence]}
    return [
        Problem(f"{_where(file, one, name)} – {one.label}", str(sentence), _written(file.values[one.key], name))
        for name, sentences in given.items()
        for sentence in sentences
    ]


def _where(file: OfflineFile, one: Field, name: str) -> str:
    """Return the place of a value, or of what holds it: a column that is missing has no place of its own."""
    parts = name.split(".")
    while parts and ".".join(parts) not in file.places:
        parts.pop()
    return str(file.places.get(".".join(parts)) or file.places.get(one.key, ""))


def _written(value: Any, name: str) -> str:
    for part in name.split(".")[1:]:
        if isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, dict):
            value = value.get(part, "")
        else:
            break
    return str(value)[:300] if not isinstance(value, list | dict) else ""
