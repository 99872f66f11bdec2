"""The structured record, declared once: the form, the page, the diff, the export, the search text and the API read it.

* ``SECTIONS`` (A to I), ``FIELDS`` by key, ``fields_of(section_key)``; ``kinds.Field`` says all there is about a field.
* ``view(revision, viewer, language=None) -> RecordView`` is the one gate: nothing else gives a revision's content away.
* ``missing(revision, "submit" | "publish")`` lists the fields still needed; ``practices.checks`` says what to look at.
* ``clean_value(field, raw)`` checks one value, for the form and for the import alike.
* A new field is a model field, its migration, and one declaration in the module of its section.
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from practices.record.classification import CLASSIFICATION, GOVERNANCE
from practices.record.evidence import EVIDENCE
from practices.record.identification import IDENTIFICATION, SUMMARY
from practices.record.kinds import Column, Field, Kind, Needed, Section
from practices.record.resources import RESOURCES
from practices.record.system import SYSTEM
from practices.record.transfer import RIGHTS, TRANSFER

SECTIONS: tuple[Section, ...] = (
    Section("A", "identification", _("Identification")),
    Section("B", "essentiel", _("L’essentiel")),
    Section("C", "classement", _("Classement")),
    Section("D", "organisation", _("Organisation et garanties")),
    Section("E", "moyens", _("Moyens, chiffres et unités")),
    Section("F", "preuves", _("Preuves")),
    Section("G", "transfert", _("Transfert")),
    Section("H", "contact", _("Contact, sources et droits")),
    Section("I", "gestion", _("Gestion")),
)

_DECLARED = dict(
    zip(
        "ABCDEFGHI",
        (IDENTIFICATION, SUMMARY, CLASSIFICATION, GOVERNANCE, RESOURCES, EVIDENCE, TRANSFER, RIGHTS, SYSTEM),
        strict=True,
    )
)
FIELDS: dict[str, Field] = {
    field.key: replace(field, section=letter) for letter, fields in _DECLARED.items() for field in fields
}


def fields_of(section: str) -> tuple[Field, ...]:
    """Return the fields of a section, in order."""
    return tuple(field for field in FIELDS.values() if field.section == section)


def section_called(slug: str) -> Section | None:
    """Return the section that has this slug or this letter."""
    return next((section for section in SECTIONS if slug in {section.slug, section.key}), None)


# What reads the declarations comes after them
from practices.record.completeness import inconsistencies, missing, needed_count  # noqa: E402  they read what is declared above
from practices.record.reading import FieldView, RecordView, SectionView, title, view  # noqa: E402  they read what is declared above
from practices.record.values import clean_value, is_empty  # noqa: E402  they read what is declared above

__all__ = [
    "FIELDS",
    "SECTIONS",
    "Column",
    "Field",
    "FieldView",
    "Kind",
    "Needed",
    "RecordView",
    "Section",
    "SectionView",
    "clean_value",
    "fields_of",
    "inconsistencies",
    "is_empty",
    "missing",
    "needed_count",
    "section_called",
    "title",
    "view",
]
