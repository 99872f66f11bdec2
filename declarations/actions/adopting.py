"""A body adopts a version: one act, recorded once, which freezes its words in the database itself."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common import clock
from common.audience import Audience
from common.errors import Invalid, NotPossible, Sentence
from common.text import clean
from declarations import wording
from declarations.actions.consulting import must_be_answered
from declarations.actions.locking import coming_text, locked_by_secretariat, moved, must_allow
from declarations.actions.preparing import log_act, must_align
from declarations.models import AdoptionAct, AdoptionMode, Declaration, Said, Text, TextStatus
from declarations.workflow import MOVES, PHASE_MOVES

IN_SESSION = (AdoptionMode.UNANIMITY, AdoptionMode.CONSENSUS, AdoptionMode.MAJORITY)
MOST_VOTES = 32767
EARLIEST_ZONE = timedelta(hours=14)  # where a day begins first: a session there is not in the future


@dataclass(frozen=True)
class Sitting:
    """What is known of the session in which a body adopted a text. Votes are counted for a majority, and only then."""

    body: Said
    place: Said
    held_on: date | None
    mode: str
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstained: int | None = None

    def checked(self, today: date) -> date:
        """Return the day of the session; Invalid when the act would not say who, where, when and how."""
        problems: dict[str, list[Sentence]] = {}
        if not self.body:
            problems["adopting_body"] = [_("Indiquez l’instance qui a adopté la déclaration.")]
        if not self.place:
            problems["place"] = [_("Indiquez le lieu de l’adoption.")]
        if self.held_on is None:
            problems["adopted_on"] = [_("Indiquez la date de l’adoption.")]
        elif self.held_on > today:
            problems["adopted_on"] = [_("Une adoption s’enregistre le jour de la session, ou après.")]
        if self.mode not in IN_SESSION:
            problems["adoption_mode"] = [_("Indiquez comment l’instance a adopté le texte.")]
        problems |= self._count()
        if problems or self.held_on is None:
            raise Invalid(
                _("Pour enregistrer l’adoption, indiquez l’instance, le lieu, la date et le vote."), fields=problems
            )
        return self.held_on

    def _count(self) -> dict[str, list[Sentence]]:
        votes = (self.votes_for, self.votes_against, self.votes_abstained)
        if self.mode != AdoptionMode.MAJORITY:
            if any(vote is not None for vote in votes):
                return {"votes_for": [_("Les voix se comptent pour une majorité ; laissez ces cases vides.")]}
            return {}
        if self.votes_for is None or self.votes_against is None or self.votes_abstained is None:
            return {"votes_for": [_("Pour une majorité, indiquez les voix pour, contre et les abstentions.")]}
        if any(not 0 <= vote <= MOST_VOTES for vote in votes if vote is not None):
            return {"votes_for": [_("Indiquez des nombres entiers, à partir de zéro.")]}
        if self.votes_for <= self.votes_against:
            return {"votes_for": [_("Il n’y a pas de majorité : les voix pour dépassent les voix contre.")]}
        return {}


def sitting_of(declaration: Declaration) -> Sitting:
    """Return what the facts of a declaration already say of its session."""
    return Sitting(declaration.adopting_body, declaration.place, declaration.adopted_on, declaration.adoption_mode)


@transaction.atomic
def adopt(
    *, by: Viewer, declaration_id: int, seen_edition: int, sitting: Sitting | None = None, changes: str = ""
) -> Declaration:
    """Record that a body adopted the prepared version in session; without a sitting, as the facts say it.

    ``changes`` says what a new version changes: it is demanded from the second on, and read by everybody.
    """
    declaration = locked_by_secretariat(by, declaration_id, seen_edition, "adopt")
    must_allow(declaration, "adopt_in_session")
    coming_text(declaration)
    must_be_answered(declaration)
    sitting = sitting or sitting_of(declaration)
    held_on = sitting.checked((clock.now() + EARLIEST_ZONE).date())
    act = AdoptionAct(
        mode=sitting.mode,
        body=sitting.body,
        place=sitting.place,
        adopted_on=held_on,
        votes_for=sitting.votes_for,
        votes_against=sitting.votes_against,
        votes_abstained=sitting.votes_abstained,
        changes=clean(changes),
        recorded_by_id=by.user_id,
    )
    declaration.place = sitting.place
    enact(declaration, act, by, "adopt_in_session")
    return declaration


def enact(declaration: Declaration, act: AdoptionAct, by: Viewer, move: str) -> None:
    """Write the act, freeze the words that it names, and say so in the facts. The caller holds the row's lock."""
    draft = must_be_adoptable(declaration, act.changes)
    act.declaration, act.version, act.text_sha256 = declaration, draft.version, draft.sha256
    act.changes = act.changes if act.version > 1 else ""
    act.recorded_at = clock.now()
    act.save(force_insert=True)
    Text.objects.filter(declaration=declaration, version=act.version).update(adopted_at=act.recorded_at)
    declaration.version = act.version
    declaration.adopting_body, declaration.adopted_on, declaration.adoption_mode = act.body, act.adopted_on, act.mode
    declaration.phase, declaration.state = PHASE_MOVES[move].target, MOVES["adopt"].target
    moved(declaration)
    log_act("adopted", declaration, by, Audience.PUBLIC, act.changes)


def must_be_adoptable(declaration: Declaration, changes: str) -> Text:
    """Return the authentic text that would be frozen, or refuse: its translations follow it, and a change is told."""
    draft = coming_text(declaration)
    for translation in Text.objects.filter(declaration=declaration, version=draft.version).exclude(
        status=TextStatus.AUTHENTIC
    ):
        must_align(declaration, translation.version, wording.of_columns(translation))
    if draft.version > 1:
        before = Text.objects.get(declaration=declaration, version=declaration.version, status=TextStatus.AUTHENTIC)
        if before.sha256 == draft.sha256:
            raise NotPossible(_("Ce texte est mot pour mot celui de la version en vigueur : il n’y a rien à adopter."))
        if not clean(changes):
            raise Invalid(fields={"changes": [_("Dites ce que cette version change : les villes le liront.")]})
    return draft
