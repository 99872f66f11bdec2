"""The screens that a person fills: one for each section, or the three of the short form, enough to submit.

A screen saves on its own. The short form holds every field needed to submit and nothing else, whatever its section.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from practices.record import FIELDS, SECTIONS, Field, Section, fields_of
from practices.record.kinds import Words

_DIFFUSION = "I"


@dataclass(frozen=True)
class Screen:
    """Some fields of the record, filled together."""

    slug: str
    title: Words
    fields: tuple[Field, ...]
    number: int = 0  # in the short form; a section has none

    @property
    def is_short(self) -> bool:
        return self.number > 0


def _of(section: Section) -> Screen:
    # Of the last one, its writers only fill who reads
    title = _("Diffusion de la fiche") if section.key == _DIFFUSION else section.title
    return Screen(section.slug, title, tuple(field for field in fields_of(section.key) if field.editable))


def _short(number: int, title: Words, keys: str) -> Screen:
    return Screen(f"essentiel-{number}", title, tuple(FIELDS[key] for key in keys.split()), number)


SECTION_SCREENS: tuple[Screen, ...] = tuple(_of(section) for section in SECTIONS)
SHORT: tuple[Screen, ...] = (
    _short(
        1,
        _("La pratique et qui la porte"),
        "title lead_organisation lead_type city_role programme_status start_date geographic_scope "
        "contact_person mayor_approval",
    ),
    _short(
        2,
        _("Ce qui est fait, et pour qui"),
        "summary context objectives description practice_domains prevention_levels themes target_groups methods",
    ),
    _short(
        3,
        _("Garanties, preuves et diffusion"),
        "safeguards evidence_level evaluation_types licence visibility named_cities",
    ),
)
_BY_NAME = {screen.slug: screen for screen in (*SECTION_SCREENS, *SHORT)} | {
    section.key: screen for section, screen in zip(SECTIONS, SECTION_SCREENS, strict=True)
}


def screen_called(name: str) -> Screen | None:
    """Return the screen that has this slug, or the one of the section that has this letter."""
    return _BY_NAME.get(name)
