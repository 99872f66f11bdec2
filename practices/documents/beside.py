"""What stands beside a record, as its page shows it to the same viewer: notices, cities that took it up, files."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common.audience import Audience
from common.templatetags.ui import day
from practices import freshness, lineage
from practices.documents import rich
from practices.documents.paper import Item, Notice, Part, Picture
from practices.documents.rich import Block
from practices.lineage import REPORTED, Lineage, Stop
from practices.models import Practice, PracticeState
from practices.record import RecordView
from practices.views.meanings import STOPPED
from practices.views.sheet import FIRST_WORDS

MOST_PICTURES = 6  # of the small size: a page on paper stays light enough for a slow line


@dataclass(frozen=True)
class Beside:
    """A published practice, its record as one viewer reads it, and that viewer."""

    practice: Practice
    shown: RecordView
    viewer: Viewer

    @cached_property
    def stop(self) -> freshness.Stop | None:
        return freshness.stop_of(self.practice, self.viewer)

    @cached_property
    def lineage(self) -> Lineage:
        return lineage.of_practice(self.practice, self.shown, self.viewer)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What changes how the rest is read, first words first."""
        found: list[Notice] = []
        if self.practice.illustrative:
            found.append(Notice(_("Démonstration."), _("Cette fiche est fictive.")))
        if self.practice.state == PracticeState.ARCHIVED:
            found.append(Notice(_("Fiche archivée.")))
        if self.practice.is_to_review():
            told = _("La ville n’a pas confirmé cette fiche depuis le %(date)s\u00a0: des informations ont pu changer.")
            found.append(Notice(_("À réviser."), told % {"date": day(self.practice.last_confirmed_on)}))
        return (*found, *self._stopped(), *self._interrupted())

    def _interrupted(self) -> list[Notice]:
        """The record itself says that the action stopped before its term: why comes first, as on the page."""
        if self.shown.value("programme_status") not in STOPPED:
            return []
        why = self.shown.fields["obstacles"]
        rest = _("Réservé aux villes membres.") if why.audience == Audience.MEMBERS else _("Réservé")
        if not why.locked:
            rest = "" if why.is_known else _("Les raisons ne sont pas encore écrites.")
        words = tuple(rich.plain(Truncator(why.text).words(FIRST_WORDS)))
        return [Notice(_("Action arrêtée avant son terme."), rest, words, why.language)]

    def _stopped(self) -> list[Notice]:
        stop = self.stop
        if stop is None:
            return []
        language = get_language() or "fr"
        names = {"city": self.practice.city.name_in(language), "date": day(stop.on)}
        why = tuple(rich.plain(stop.why))
        told = _("%(city)s l’a signalé le %(date)s.") % names
        return [Notice(_("Action arrêtée."), told, why, self.shown.language)]

    @property
    def audiences(self) -> list[Audience]:
        """Who may read what these notices and lines add to the record."""
        found = [Audience.MEMBERS] if self.stop and self.stop.why else []
        for stop in self.lineage.stops:
            if stop.adoption is not None and stop.has_words:
                found.append(Audience(stop.adoption.audience))
            if stop.answer is not None:
                found.append(Audience.MEMBERS)
        return found

    @property
    def parts(self) -> tuple[Part, ...]:
        """The cities that took it up, then the files: a paper names them, the page gives them."""
        return (*self._adoptions(), *self._files())

    def _adoptions(self) -> list[Part]:
        items = tuple(_adoption(stop) for stop in self.lineage.stops)
        return [Part(_("Qui l’a reprise"), items)] if items else []

    def _files(self) -> list[Part]:
        lines = [f"{one.title} ({one.label}, {one.weight_words})" for one in self.shown.attachments]
        if not lines:
            return []
        item = Item("files", _("Sur la page de la fiche"), tuple(rich.items(lines)), self.shown.language)
        return [Part(_("Documents et images"), (item,))]

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The first images, in their small size."""
        images = [one for one in self.shown.attachments if one.is_image][:MOST_PICTURES]
        return tuple(Picture(one.small, one.title, one.alt_text, one.credit) for one in images)


def _adoption(stop: Stop) -> Item:
    """Return a city on the line, with what it tells this viewer."""
    head = _("Signalée, à confirmer") if stop.state == REPORTED else stop.words
    told = [f"{head} ({stop.since})" if stop.since else head]
    if stop.steps:
        before = ", ".join(
            f"{state.label.lower()} ({since})" if since else state.label.lower() for state, since in stop.steps
        )
        told.append(" ".join((_("Auparavant\u00a0:"), before)))
    told += [
        f"{label} {words}"
        for label, words in (
            (_("Ce qui a changé\u00a0:"), stop.changed),
            (_("Pourquoi\u00a0:"), stop.why),
            (_("Ce que la ville en a tiré\u00a0:"), stop.result),
        )
        if words
    ]
    told += [stop.note] if stop.note else []
    if stop.answer is not None:
        verb = _("remercie.") if stop.answer.kind == "thanks" else _("corrige\u00a0:")
        told.append(f"{stop.answer.city.name} {verb} {stop.answer.body}".strip())
    blocks = tuple(Block("p", (rich.Run(words),)) for words in told)
    return Item(f"adoption-{stop.slug}", stop.name, blocks, (get_language() or "fr")[:2])
