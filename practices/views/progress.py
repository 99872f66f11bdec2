"""How far a draft is: the line of its screens, and what is still needed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices import record
from practices.checks import Finding
from practices.forms.parts import is_alone
from practices.models import Revision
from practices.record import Field, RecordView
from practices.record.completeness import with_budget
from practices.record.screens import SECTION_SCREENS, SHORT, Screen

_DIFFUSION = "visibility"


@dataclass(frozen=True)
class Step:
    """A screen on the line: its stop, and in words how far it is."""

    screen: Screen
    stop: str
    words: str

    @property
    def title(self) -> str | Promise:
        return self.screen.title


@dataclass(frozen=True)
class Needed:
    """A field still to fill, and where."""

    declared: Field
    screen: Screen
    anchor: str


def steps(revision: Revision, shown: RecordView, screens: Sequence[Screen] = SECTION_SCREENS) -> list[Step]:
    """Return the screens in order, each with its stop."""
    to_submit = {field.key for field in record.missing(revision, "submit")}
    to_publish = {field.key for field in record.missing(revision, "publish")}
    return [_step(screen, to_submit, to_publish, shown) for screen in screens]


def _step(screen: Screen, to_submit: set[str], to_publish: set[str], shown: RecordView) -> Step:
    keys = {field.key for field in screen.fields}
    if screen.fields[0].key == _DIFFUSION:
        return Step(screen, "running", str(shown.fields[_DIFFUSION].text))
    begun = any(shown.fields[key].is_known for key in keys)
    lacking, later = len(keys & to_submit), len(keys & to_publish)
    if lacking:
        text = ngettext("%(count)d champ à remplir", "%(count)d champs à remplir", lacking) % {"count": lacking}
        return Step(screen, "piloting" if begun else "considering", text)
    if later:
        text = ngettext("%(count)d champ avant publication", "%(count)d champs avant publication", later)
        return Step(screen, "piloting" if begun else "considering", text % {"count": later})
    return Step(screen, "running", _("Complète"))


def needed(revision: Revision) -> tuple[list[Needed], list[Needed]]:
    """Return what is needed to submit, then what is needed only to publish."""
    to_submit = record.missing(revision, "submit")
    now = {field.key for field in to_submit}
    later = [field for field in record.missing(revision, "publish") if field.key not in now]
    if revision.budget_amount is None:  # what an amount asks for is said before it is typed, not after
        later += [field for field in with_budget(revision) if field not in later]
    return [_placed(field) for field in to_submit], [_placed(field) for field in later]


def without_consent(shown: RecordView) -> int:
    """Return how many partners are named without a word on their consent."""
    return sum(not row.get("consent") for row in shown.value("partners"))


def _placed(field: Field) -> Needed:
    screen = next(one for one in SECTION_SCREENS if field.key in {held.key for held in one.fields})
    return Needed(field, screen, anchor_of(field))


def next_short(revision: Revision) -> Screen:
    """Return the screen of the short form where something is still needed, or the first one."""
    lacking = {field.key for field in record.missing(revision, "submit")}
    return next((one for one in SHORT if lacking & {field.key for field in one.fields}), SHORT[0])


@dataclass(frozen=True)
class Found:
    """Something to look at, and where."""

    finding: Finding
    place: Needed


def placed(found: list[Finding]) -> list[Found]:
    """Return what the checks found, each with the way to its field."""
    return [Found(one, _placed(one.field)) for one in found]


def anchor_of(field: Field) -> str:
    """Return where a field is on its page."""
    return f"id_{field.key}" if is_alone(field) else f"bloc-{field.key}"
