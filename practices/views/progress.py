"""How far a draft is: the line of its sections, and what is still needed."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices import record
from practices.forms.section import is_alone
from practices.models import Revision
from practices.record import SECTIONS, Field, RecordView, Section

_DIFFUSION = "I"


@dataclass(frozen=True)
class Step:
    """A section on the line: its stop, and in words how far it is."""

    section: Section
    title: str | Promise
    stop: str
    words: str


@dataclass(frozen=True)
class Needed:
    """A field still to fill, and where."""

    declared: Field
    section: Section
    anchor: str


def title_of(section: Section) -> str:
    """Return the title of a section as its writers see it: of the last one, they only fill who reads."""
    return _("Diffusion de la fiche") if section.key == _DIFFUSION else str(section.title)


def steps(revision: Revision, shown: RecordView) -> list[Step]:
    """Return the sections in order, each with its stop."""
    to_submit = {field.key for field in record.missing(revision, "submit")}
    to_publish = {field.key for field in record.missing(revision, "publish")}
    return [_step(view.section, {f.key for f in view.fields}, to_submit, to_publish, shown) for view in shown.sections]


def _step(section: Section, keys: set[str], to_submit: set[str], to_publish: set[str], shown: RecordView) -> Step:
    title = title_of(section)
    if section.key == _DIFFUSION:
        return Step(section, title, "running", str(shown.fields["visibility"].text))
    begun = any(shown.fields[key].is_known for key in keys if shown.fields[key].field.editable)
    lacking, later = len(keys & to_submit), len(keys & to_publish)
    if lacking:
        text = ngettext("%(count)d champ à remplir", "%(count)d champs à remplir", lacking) % {"count": lacking}
        return Step(section, title, "piloting" if begun else "considering", text)
    if later:
        text = ngettext("%(count)d champ avant publication", "%(count)d champs avant publication", later)
        return Step(section, title, "piloting" if begun else "considering", text % {"count": later})
    return Step(section, title, "running", _("Complète"))


def needed(revision: Revision) -> tuple[list[Needed], list[Needed]]:
    """Return what is needed to submit, then what is needed only to publish."""
    sections = {section.key: section for section in SECTIONS}
    to_submit = record.missing(revision, "submit")
    now = {field.key for field in to_submit}
    later = [field for field in record.missing(revision, "publish") if field.key not in now]

    def placed(field: Field) -> Needed:
        return Needed(field, sections[field.section], anchor_of(field))

    return [placed(field) for field in to_submit], [placed(field) for field in later]


def anchor_of(field: Field) -> str:
    """Return where a field is on the page of its section."""
    return f"id_{field.key}" if is_alone(field) else f"bloc-{field.key}"
