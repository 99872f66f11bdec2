"""The states of a declaration and of a city's line, and the tables of moves. Pure data: rule, button and log."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("En préparation")
    ADOPTED = "adopted", _("Adoptée")
    OPEN = "open", _("Ouverte à la signature")
    CLOSED = "closed", _("Close à la signature")
    ARCHIVED = "archived", _("Archivée")


class LineState(models.TextChoices):
    RECORDED = "recorded", _("Relevée dans une source")
    PENDING = "pending", _("En attente de confirmation")
    COUNTED = "counted", _("Confirmée")
    WITHDRAWN = "withdrawn", _("Retirée")
    VOID = "void", _("Annulée par erreur matérielle")


@dataclass(frozen=True)
class Move:
    """One verb: from which states, to which one, and the words of its button."""

    name: str
    sources: frozenset[str]
    target: str
    label: str | Promise


def _moves(*moves: Move) -> dict[str, Move]:
    return {move.name: move for move in moves}


# All by the secretariat
MOVES = _moves(
    Move("adopt", frozenset({State.DRAFT, State.ADOPTED, State.CLOSED}), State.ADOPTED, _("Enregistrer l’adoption")),
    Move("open_for_signature", frozenset({State.ADOPTED, State.CLOSED}), State.OPEN, _("Ouvrir à la signature")),
    Move("close", frozenset({State.OPEN}), State.CLOSED, _("Clore la signature")),
    Move("archive", frozenset({State.ADOPTED, State.CLOSED}), State.ARCHIVED, _("Archiver")),
)

# confirm: another person of the city, or the secretariat; withdraw: the city, or the secretariat on its letter
LINE_MOVES = _moves(
    Move("confirm", frozenset({LineState.PENDING}), LineState.COUNTED, _("Confirmer la signature")),
    Move(
        "withdraw",
        frozenset({LineState.PENDING, LineState.COUNTED, LineState.RECORDED}),
        LineState.WITHDRAWN,
        _("Retirer la signature"),
    ),
    Move(
        "correct",
        frozenset({LineState.PENDING, LineState.COUNTED, LineState.RECORDED, LineState.WITHDRAWN}),
        LineState.VOID,
        _("Annuler la ligne, inscrite par erreur"),
    ),
)


def possible(move: str, state: str) -> bool:
    """Say whether a move exists from a state, of a declaration or of a line."""
    table = MOVES if move in MOVES else LINE_MOVES
    return state in table[move].sources
