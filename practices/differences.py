"""What changes between two revisions, field by field, as one viewer reads them both."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from cities.viewer import Viewer
from common.audience import Audience
from practices.models import Revision
from practices.record import Section
from practices.record.kinds import Words
from practices.record.reading import FieldView, field_audience, view

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LONGEST = 4000  # words: beyond, two texts are shown whole


@dataclass(frozen=True)
class Run:
    """Some words of a text: the same on both sides, taken out, or put in."""

    kind: Literal["same", "out", "in"]
    text: str


@dataclass(frozen=True)
class Difference:
    """One field whose words or audience change."""

    section: Section
    label: Words
    audience: Audience  # asked for by the later revision
    audience_before: Audience | None  # only when it changes
    runs: tuple[Run, ...]


def differences(before: Revision | None, after: Revision, viewer: Viewer) -> list[Difference]:
    """Return the fields that change, in the order of the record; every filled one when there is no earlier revision."""
    old = view(before, viewer) if before else None
    found: list[Difference] = []
    for section in view(after, viewer).sections:
        for shown in section.fields:
            if shown.field.on_practice:  # of the identity: no revision changes it
                continue
            text = _text(old.get(shown.key) if old else None)
            wanted = field_audience(after, shown.field)
            given = field_audience(before, shown.field) if before else wanted
            if text == shown.text and given == wanted:
                continue
            changed = given if given != wanted else None
            found.append(Difference(section.section, shown.label, wanted, changed, runs(text, shown.text)))
    return found


def _text(shown: FieldView | None) -> str:
    return shown.text if shown else ""


def runs(before: str, after: str) -> tuple[Run, ...]:
    """Return the words of both texts: common, taken out, put in."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) > _LONGEST or len(new) > _LONGEST:
        return tuple(run for run in (Run("out", before), Run("in", after)) if run.text)
    found: list[Run] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Run("same", "".join(old[a:b])))
            continue
        found += [Run("out", "".join(old[a:b]))] if b > a else []
        found += [Run("in", "".join(new[c:d]))] if d > c else []
    return tuple(found)
