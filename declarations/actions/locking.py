"""What the verbs share: the lock on the declaration's row, and the move checked under it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.viewer import Viewer
from common.errors import Conflict, NotAllowed, NotPossible
from declarations.models import Declaration, Text, TextStatus
from declarations.permissions import can_prepare
from declarations.workflow import MOVES, PHASE_MOVES, possible

CLOSE_FIRST = gettext_lazy("Fermez d’abord la signature : une nouvelle version demande de nouvelles signatures.")


def locked(declaration_id: int) -> Declaration:
    """Return the declaration with its row locked: every act on it waits its turn, the ledger itself is never locked."""
    declaration = Declaration.unguarded.select_for_update(of=("self",)).filter(pk=declaration_id).first()
    if declaration is None:
        raise NotPossible(_("Cette déclaration n’existe pas."))
    return declaration


def locked_by_secretariat(by: Viewer, declaration_id: int, seen_edition: int, move: str = "") -> Declaration:
    """Return the locked row when the secretariat may make this move, and nobody changed what was read."""
    if not can_prepare(by):
        raise NotAllowed(_("Seul le secrétariat prépare les déclarations."))
    declaration = locked(declaration_id)
    if declaration.edition != seen_edition:
        raise Conflict(_("Cette déclaration a changé depuis que vous l’avez ouverte. Relisez-la, puis recommencez."))
    if move and not possible(move, declaration.state):
        raise NotPossible
    return declaration


def moved(declaration: Declaration, move: str = "") -> None:
    """Save the state that a move leads to, and a new edition."""
    if move:
        declaration.state = MOVES[move].target
    declaration.edition += 1
    declaration.save()


def must_allow(declaration: Declaration, move: str) -> None:
    """Refuse a move of the preparation that does not exist from its present phase."""
    if not possible(move, declaration.phase):
        raise NotPossible(
            _("La préparation de cette déclaration en est à l’étape « %(phase)s » : ce n’est pas possible maintenant.")
            % {"phase": declaration.get_phase_display()}
        )


def moved_on(declaration: Declaration, move: str) -> None:
    """Save the phase that a move leads to, and a new edition."""
    declaration.phase = PHASE_MOVES[move].target
    moved(declaration)


def coming_text(declaration: Declaration) -> Text:
    """Return the authentic text of the version being prepared; NotPossible when nothing is written."""
    coming = Text.objects.filter(
        declaration=declaration, version=declaration.version + 1, status=TextStatus.AUTHENTIC
    ).first()
    if coming is None:
        raise NotPossible(_("Écrivez d’abord le texte qui fait foi : sans lui, rien ne peut être adopté."))
    return coming
