"""What the verbs share: the lock on the declaration's row, and the move checked under it."""

from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common.errors import Conflict, NotAllowed, NotPossible
from declarations.models import Declaration
from declarations.permissions import can_prepare
from declarations.workflow import MOVES, possible


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
