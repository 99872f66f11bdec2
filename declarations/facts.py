"""What may be said of a declaration besides its words: given whole by a form or a source, checked in one place."""

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Invalid, Sentence
from declarations.models import AdoptionMode, Declaration, Said, Verification

SHORT_TITLE_LIMIT = 60


@dataclass(frozen=True)
class Facts:
    """The facts of a declaration, under the names of its columns. Short texts are given by language."""

    short_title: Said
    summary: Said = field(default_factory=dict)
    points: dict[str, list[str]] = field(default_factory=dict)
    adopting_body: Said = field(default_factory=dict)
    place: Said = field(default_factory=dict)
    chair: Said = field(default_factory=dict)
    adopted_on: date | None = None
    adoption_mode: str = AdoptionMode.UNKNOWN
    language: str = "fr"
    fact_status: dict[str, Any] = field(default_factory=dict)
    source_note: str = ""
    source_url: str = ""
    verification: str = Verification.ORIGINAL
    reservations_allowed: bool = False
    closes_on: date | None = None
    closes_zone: str = "Europe/Paris"
    is_fictitious: bool = False

    def check(self) -> None:
        """Raise Invalid when what a draft needs is missing."""
        problems: dict[str, list[Sentence]] = {}
        if not self.short_title.get("fr"):
            problems["short_title"] = [_("Indiquez un titre court en français.")]
        if any(len(title) > SHORT_TITLE_LIMIT for title in self.short_title.values()):
            problems["short_title"] = [
                _("Le titre court ne dépasse pas %(limit)s signes.") % {"limit": SHORT_TITLE_LIMIT}
            ]
        if problems:
            raise Invalid(fields=problems)

    def put_on(self, declaration: Declaration) -> None:
        """Set the columns of a declaration, without saving it."""
        for one in fields(self):
            setattr(declaration, one.name, getattr(self, one.name))


def facts_of(declaration: Declaration) -> Facts:
    """Return the facts that a declaration holds."""
    return Facts(**{one.name: getattr(declaration, one.name) for one in fields(Facts)})
