"""The one gate: what a viewer reads of a revision. Nothing else gives a revision's content away.

``view(revision, viewer, language=None) -> RecordView``
    .get(key) -> FieldView | None      .sections -> SectionView(section, fields)      .title
    .attachments -> (Attached, ...)
    .language: of the texts shown      .audience: of the record      .is_translation
    .translation -> Translated | None: the version that the texts were translated from, and which have changed since
``FieldView``: field, key, label, value, text, is_known, locked, audience, language (of what a person wrote), spoken
    locked: this viewer may not read it; value and text are then empty, and nothing tells whether something is written.

Values are as stored, but: cities are slugs; in ``reach`` and ``indicators``, a count of persons under ten is, outside
the city, ``count: None`` with ``count_below: 10`` (``value`` and ``baseline`` alike); documents that are not for this
viewer are left out.
"""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cities.models import City
from cities.viewer import Viewer
from common.audience import Audience, narrowest
from common.text import fold
from practices.record import FIELDS, SECTIONS, Field, Kind, Section
from practices.record.display import in_words, spoken_in
from practices.record.files import Attached, attached
from practices.record.kinds import Words
from practices.record.shapes import FEW, UNITS_OF_PERSONS, counts_persons
from practices.record.translating import CELLS, TRANSLATED, Translated, cell_key, is_stale, number_of
from practices.record.values import empty, is_empty

if TYPE_CHECKING:
    from practices.models import Practice, Revision, Translation


@dataclass(frozen=True)
class FieldView:
    """One field as one viewer reads it."""

    field: Field
    value: Any
    audience: Audience
    locked: bool
    words_in: str
    city_names: Mapping[str, str]
    language: str = "fr"  # of what a person wrote
    translated: frozenset[str] = frozenset()  # the texts of rows that are in the language asked for

    def spoken_cell(self, words: str) -> SafeString:
        """The attributes of an element that holds one text of a row."""
        return spoken_in(self.words_in if words in self.translated else self.language)

    @property
    def spoken(self) -> SafeString:
        """The attributes of an element that holds the text, where it is not in the language of the page."""
        return spoken_in(self.language)

    @property
    def is_known(self) -> bool:
        """Something is written, and this viewer may read it."""
        return not self.locked and not is_empty(self.value)

    @cached_property
    def text(self) -> str:
        """The value in words: terms and units in the language asked for."""
        return "" if self.locked else in_words(self.field, self.value, self.words_in, self.city_names)

    @property
    def key(self) -> str:
        return self.field.key

    @property
    def label(self) -> Words:
        return self.field.label


@dataclass(frozen=True)
class SectionView:
    """A section and its fields, in order."""

    section: Section
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class RecordView:
    """A revision as one viewer reads it."""

    practice_id: int
    revision_id: int
    number: int
    language: str
    audience: Audience
    translation: Translated | None = None
    fields: dict[str, FieldView] = field(default_factory=dict)
    read_files: Callable[[], tuple[Attached, ...]] = field(default=tuple, repr=False, compare=False)

    @cached_property
    def attachments(self) -> tuple[Attached, ...]:
        """The files that this viewer may read; one statement, for who asks."""
        return self.read_files()

    @property
    def is_translation(self) -> bool:
        """Texts of it are shown in another language than its own."""
        return self.translation is not None

    def get(self, key: str) -> FieldView | None:
        """Return a field of the record, or None when there is no field of this name."""
        return self.fields.get(key)

    def value(self, key: str) -> Any:
        """Return the value of a field, empty when it is unknown or locked."""
        return self.fields[key].value

    @property
    def title(self) -> str:
        return str(self.fields["title"].value)

    @property
    def sections(self) -> tuple[SectionView, ...]:
        """The nine sections, each with its fields."""
        return tuple(
            SectionView(section, tuple(shown for shown in self.fields.values() if shown.field.section == section.key))
            for section in SECTIONS
        )


def view(revision: "Revision", viewer: Viewer, language: str | None = None) -> RecordView:
    """Return what this viewer may read of this revision.

    ``language`` asks for the texts in that language where a translation exists; terms and figures follow it too.
    """
    practice = revision.practice
    base = record_audience(revision, practice)
    present = _present(revision, practice)
    named = frozenset(revision.named_cities)
    if present is not None:
        named &= frozenset(present.named_cities)
    wanted = (language or get_language() or "fr")[:2]
    translation = _translation(revision, language)
    own = viewer.may_read(Audience.OWN, city_id=practice.city_id)
    cities = _city_names(revision, wanted, own=own)
    names = dict(cities.values())
    within = viewer.city_id is not None and viewer.city_id == practice.city_id
    reads = {one: viewer.may_read(one, city_id=practice.city_id, named=named) for one in Audience}
    fields: dict[str, FieldView] = {}
    for key, declared in FIELDS.items():
        audience = narrowest((base, field_audience(revision, declared)))
        if present is not None:
            audience = narrowest((audience, field_audience(present, declared)))
        if not reads[audience]:
            fields[key] = FieldView(declared, empty(declared.kind), audience, True, wanted, {})
            continue
        raw = _stored(revision, practice, declared, cities)
        if declared.key == "evaluation_documents" and present is not None:
            raw = as_narrow_as(raw, present.evaluation_documents)
        value = _masked(declared, raw, viewer, practice.city_id, named, within=within)
        value = value if own else _without_own(declared, value)
        fields[key] = FieldView(declared, value, audience, False, wanted, names, revision.language)
    met = _translate(fields, translation, revision) if translation else None
    return RecordView(
        practice_id=practice.pk,
        revision_id=revision.pk,
        number=revision.number,
        language=translation.language if met and translation else revision.language,
        audience=base,
        translation=met,
        fields=fields,
        read_files=lambda: attached(revision, viewer, base),
    )


def title(revision: "Revision", viewer: Viewer) -> str:
    """Return the title alone by the same rule, empty for who may not read it: for lists that show nothing else."""
    practice = revision.practice
    named, present = frozenset(revision.named_cities), _present(revision, practice)
    if present is not None:
        named &= frozenset(present.named_cities)
    audience = narrowest((record_audience(revision, practice), field_audience(revision, FIELDS["title"])))
    if present is not None:
        audience = narrowest((audience, field_audience(present, FIELDS["title"])))
    return revision.title if viewer.may_read(audience, city_id=practice.city_id, named=named) else ""


def as_published(revision: "Revision") -> "Revision":
    """Return a copy of a revision that reads as it would once published; nothing is saved."""
    drafted, practice = copy.copy(revision), copy.copy(revision.practice)
    practice.state, practice.published_id = "published", revision.pk
    drafted.practice = practice
    return drafted


def record_audience(revision: "Revision", practice: "Practice") -> Audience:
    """Return the audience that caps every field: only what was accepted leaves the city and the secretariat."""
    if practice.is_readable and practice.published_id == revision.pk:
        return Audience(revision.audience)
    present = _present(revision, practice)
    if present is not None:
        return narrowest((Audience(revision.audience), Audience(present.audience)))
    return Audience.OWN


def _present(revision: "Revision", practice: "Practice") -> "Revision | None":
    """Return the version that readers have now, when this one came before: what was narrowed since stays narrow."""
    if revision.state != "accepted" or not practice.is_readable or practice.published_id == revision.pk:
        return None
    return None if revision.number in practice.closed_versions else practice.published


def field_audience(revision: "Revision", declared: Field) -> Audience:
    """Return the audience given to a field, never wider than the widest it may have."""
    given = revision.audiences.get(declared.key)
    chosen = Audience(given) if given in Audience.values else declared.audience
    return narrowest((chosen, declared.widest))


def _stored(revision: "Revision", practice: "Practice", declared: Field, cities: dict[int, tuple[str, str]]) -> Any:
    if declared.key == "city":
        return practice.city.slug
    if declared.key == "last_confirmed_on":
        return practice.last_confirmed_on.isoformat() if practice.last_confirmed_on else None
    value = getattr(practice if declared.on_practice else revision, declared.attribute)
    if declared.kind == Kind.CITIES:
        return [cities[pk][0] for pk in value if pk in cities]
    return value


def _masked(declared: Field, value: Any, viewer: Viewer, city_id: int, named: frozenset[int], *, within: bool) -> Any:
    if declared.key == "reach" and not within:
        return [_few(row, "count") if row.get("unit") in UNITS_OF_PERSONS else row for row in value]
    if declared.key == "indicators" and not within:
        return [_few(row, "baseline", "value") if counts_persons(row.get("unit", "")) else row for row in value]
    if declared.key == "evaluation_documents":
        return [row for row in value if viewer.may_read(_visibility(row), city_id=city_id, named=named)]
    return value


def as_narrow_as(rows: list[dict[str, Any]], present: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the documents of an old version, each read no more widely than readers have it now.

    The same document has the same address or the same title; one that was changed in both is taken for any of those
    that came since.
    """
    matches = [[other for other in present if _is_same_document(row, other)] for row in rows]
    known = [other for found in matches for other in found]
    since = [other for other in present if other not in known]
    return [
        {**row, "visibility": narrowest([_visibility(one) for one in (row, *(found or since))])}
        for row, found in zip(rows, matches, strict=True)
    ]


def _is_same_document(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return any(one.get(key) and _said(one[key]) == _said(other.get(key, "")) for key in ("url", "title"))


def _said(words: str) -> str:
    return fold(words).strip().rstrip("/")


def _visibility(row: Mapping[str, Any]) -> Audience:
    return Audience(row.get("visibility", Audience.PUBLIC))


def _without_own(declared: Field, value: Any) -> Any:
    """Leave out the columns that only the city and the secretariat read."""
    hidden = {column.key for column in declared.columns if column.own}
    if not hidden or declared.kind != Kind.ROWS:
        return value
    return [{key: cell for key, cell in row.items() if key not in hidden} for row in value]


def _few(row: dict[str, Any], *columns: str) -> dict[str, Any]:
    """Hide small counts of persons: one could be recognised."""
    small = [key for key in columns if row.get(key) is not None and row[key] < FEW]
    return {**row, **dict.fromkeys(small), **{f"{key}_below": FEW for key in small}}


def _translation(revision: "Revision", language: str | None) -> "Translation | None":
    if language is None or language == revision.language:
        return None
    from practices.models import Translation

    return Translation.objects.finished().filter(revision_id=revision.pk, language=language).first()


def _translate(fields: dict[str, FieldView], translation: "Translation", revision: "Revision") -> Translated | None:
    """Put the translated texts in their places; a text emptied at its source is gone, and what is locked stays so."""
    met: dict[str, int] = {}
    changed: list[Field] = []
    left: list[Field] = []
    for key, declared in TRANSLATED.items():
        shown, given = fields[key], translation.texts.get(key)
        if not shown.is_known:
            continue
        if is_empty(given):
            left.append(declared)
            continue
        stale = is_stale(translation, key, shown.value)
        changed += [declared] if stale else []
        met[key] = number_of(translation, key) if stale else revision.number
        fields[key] = replace(shown, value=given, language=translation.language)
    for key in CELLS:
        if fields[key].is_known:
            fields[key] = _rows_in(fields[key], translation)
            met |= {key: revision.number} if fields[key].translated else {}
    if not met:
        return None
    return Translated(min(met.values()), revision.language, tuple(changed), tuple(left))


def _rows_in(shown: FieldView, translation: "Translation") -> FieldView:
    """Return a table with the texts that are translated in their places."""
    done: set[str] = set()
    rows: list[dict[str, Any]] = []
    for row in shown.value:
        given = {
            column: translation.texts.get(cell_key(shown.key, column, row[column]))
            for column in CELLS[shown.key]
            if row.get(column)
        }
        told = {column: words for column, words in given.items() if words}
        done |= set(told.values())
        rows.append({**row, **told})
    return replace(shown, value=rows, translated=frozenset(done))


def _city_names(revision: "Revision", language: str, *, own: bool) -> dict[int, tuple[str, str]]:
    """Return id to (slug, name) for every city that the revision names; who may read it is told to its own only."""
    home = revision.practice.city
    names = {home.pk: (home.slug, home.name_in(language))}
    ids = {*revision.associated_cities, *(revision.named_cities if own else ())}
    rows = (*revision.partners, *revision.transfers)
    slugs = {row["city_ref"] for row in rows if row.get("city_ref")}
    if ids or slugs:
        found = City.objects.filter(pk__in=ids) | City.objects.filter(slug__in=slugs)
        names |= {city.pk: (city.slug, city.name_in(language)) for city in found}
    return names
