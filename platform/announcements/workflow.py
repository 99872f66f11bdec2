"""The states of an announcement and the one table of moves."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Brouillon")
    STARTED = "started", _("Envoyée, ou en cours d’envoi")
    STOPPED = "stopped", _("Arrêtée")


@dataclass(frozen=True)
class Move:
    """From which state to which; the secretariat alone makes them."""

    source: State
    target: State


MOVES = {
    "edit": Move(State.DRAFT, State.DRAFT),
    "test": Move(State.DRAFT, State.DRAFT),
    "start": Move(State.DRAFT, State.STARTED),
    "stop": Move(State.STARTED, State.STOPPED),
}
