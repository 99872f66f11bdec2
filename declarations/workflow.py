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


class Phase(models.TextChoices):
    """Of the version being prepared. Once it is adopted, the next one starts again at the first."""

    WRITING = "writing", _("Rédaction")
    CONSULTATION = "consultation", _("Consultation des villes")
    SETTLING = "settling", _("Mise au point")
    READY = "ready", _("Prête à être adoptée")
    PROCEDURE = "procedure", _("Procédure écrite")


class AmendmentState(models.TextChoices):
    PROPOSED = "proposed", _("Proposé")
    ACCEPTED = "accepted", _("Retenu")
    REJECTED = "rejected", _("Non retenu")
    WITHDRAWN = "withdrawn", _("Retiré par la ville")


class Outcome(models.TextChoices):
    """Of a written procedure."""

    RUNNING = "running", _("En cours")
    ADOPTED = "adopted", _("Texte adopté")
    OBJECTED = "objected", _("Non adopté : au moins une ville s’est opposée")
    STOPPED = "stopped", _("Interrompue par le secrétariat")


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


# From a first draft to the act that adopts it. The timetable ends what has a term; all the rest is by the secretariat.
# A text that was debated elsewhere goes straight from its writing to its adoption in session
PHASE_MOVES = _moves(
    Move(
        "open_consultation",
        frozenset({Phase.WRITING, Phase.SETTLING}),
        Phase.CONSULTATION,
        _("Ouvrir une consultation"),
    ),
    Move("end_consultation", frozenset({Phase.CONSULTATION}), Phase.SETTLING, _("Clore la consultation")),
    Move("make_ready", frozenset({Phase.WRITING, Phase.SETTLING}), Phase.READY, _("Déclarer le texte prêt")),
    Move("write_again", frozenset({Phase.SETTLING, Phase.READY}), Phase.WRITING, _("Reprendre la rédaction")),
    Move("ask_in_writing", frozenset({Phase.READY}), Phase.PROCEDURE, _("Ouvrir une procédure écrite")),
    Move("stop_procedure", frozenset({Phase.PROCEDURE}), Phase.SETTLING, _("Interrompre la procédure écrite")),
    Move("adopt_in_session", frozenset({Phase.WRITING, Phase.READY}), Phase.WRITING, _("Enregistrer l’adoption")),
    Move("adopt_in_writing", frozenset({Phase.PROCEDURE}), Phase.WRITING, _("Enregistrer l’adoption")),
)

# take_back: the city that proposed it; the others: the secretariat
AMENDMENT_MOVES = _moves(
    Move("accept", frozenset({AmendmentState.PROPOSED}), AmendmentState.ACCEPTED, _("Retenir l’amendement")),
    Move("reject", frozenset({AmendmentState.PROPOSED}), AmendmentState.REJECTED, _("Ne pas retenir l’amendement")),
    Move("take_back", frozenset({AmendmentState.PROPOSED}), AmendmentState.WITHDRAWN, _("Retirer l’amendement")),
)

OPEN_TO_CHANGES = frozenset({Phase.WRITING, Phase.SETTLING})  # by the secretariat's own hand
OPEN_TO_DECISIONS = frozenset({Phase.WRITING, Phase.CONSULTATION, Phase.SETTLING})  # on what cities proposed


def possible(move: str, state: str) -> bool:
    """Say whether a move exists from a state: of a declaration, a line, a preparation or an amendment."""
    every = MOVES | LINE_MOVES | PHASE_MOVES | AMENDMENT_MOVES
    return state in every[move].sources
