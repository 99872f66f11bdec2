"""The states and the one table of moves. The rule, the button and the log read it; it does nothing by itself."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from practices.models import ContactState as C
from practices.models import PracticeState as P
from practices.models import RevisionState as R
from practices.record.kinds import Words


class Who(StrEnum):
    """Whose move it is."""

    WRITERS = "writers"  # editors and coordinators of the practice's city
    COORDINATORS = "coordinators"  # of the practice's city, or the secretariat
    SECRETARIAT = "secretariat"
    ASKED = "asked"  # editors and coordinators of the city that is asked
    ASKER = "asker"  # who asked, or the coordination of the city that asks
    PLATFORM = "platform"  # nobody's button: the timetable makes it


@dataclass(frozen=True)
class Move:
    """A named move. ``to`` None: the state stays. ``button`` is the word on the button that makes it."""

    name: str
    subject: str  # "revision", "practice" or "contact"
    states: frozenset[str]
    to: str | None
    who: Who
    button: Words
    needs_note: bool = False


_MOVES = (
    Move("save", "revision", frozenset({R.DRAFT}), None, Who.WRITERS, _("Enregistrer")),
    Move("discard", "revision", frozenset({R.DRAFT}), None, Who.WRITERS, _("Supprimer le brouillon")),
    Move("submit", "revision", frozenset({R.DRAFT}), R.SUBMITTED, Who.WRITERS, _("Soumettre au secrétariat")),
    Move(
        "request_changes",
        "revision",
        frozenset({R.SUBMITTED}),
        R.CHANGES_REQUESTED,
        Who.SECRETARIAT,
        _("Demander des compléments"),
        needs_note=True,
    ),
    Move("publish", "revision", frozenset({R.SUBMITTED}), R.ACCEPTED, Who.SECRETARIAT, _("Publier")),
    Move(
        "decline",
        "revision",
        frozenset({R.SUBMITTED}),
        R.DECLINED,
        Who.SECRETARIAT,
        _("Ne pas retenir"),
        needs_note=True,
    ),
    Move("read_again", "revision", frozenset({R.SUBMITTED}), None, Who.SECRETARIAT, _("Noter une seconde lecture")),
    Move(
        "appeal",
        "revision",
        frozenset({R.DECLINED, R.CHANGES_REQUESTED}),
        None,
        Who.WRITERS,
        _("Faire appel"),
        needs_note=True,
    ),
    Move(
        "publish_from_sources",
        "revision",
        frozenset({R.DRAFT}),
        R.ACCEPTED,
        Who.SECRETARIAT,
        _("Publier d’après les sources publiques"),
    ),
    Move("start_revision", "practice", frozenset(P.values), None, Who.WRITERS, _("Modifier la fiche")),
    Move("confirm", "practice", frozenset({P.PUBLISHED}), None, Who.WRITERS, _("Confirmer que la fiche est à jour")),
    Move(
        "withdraw", "practice", frozenset({P.PUBLISHED, P.ARCHIVED}), P.WITHDRAWN, Who.COORDINATORS, _("Retirer"), True
    ),
    Move("archive", "practice", frozenset({P.PUBLISHED}), P.ARCHIVED, Who.COORDINATORS, _("Archiver"), True),
    Move(
        "archive_unanswered",
        "practice",
        frozenset({P.PUBLISHED}),
        P.ARCHIVED,
        Who.PLATFORM,
        _("Archiver faute de réponse"),
    ),
    Move(
        "restore",
        "practice",
        frozenset({P.WITHDRAWN, P.ARCHIVED}),
        P.PUBLISHED,
        Who.SECRETARIAT,
        _("Remettre en ligne"),
    ),
)
MOVES: dict[str, Move] = {move.name: move for move in _MOVES}

# What becomes of a request for an exchange: once answered, it stays as it is
_WAITING = frozenset({C.WAITING})
_CONTACT_MOVES = (
    Move("accept", "contact", _WAITING, C.ACCEPTED, Who.ASKED, _("Accepter et échanger nos coordonnées")),
    Move("refuse", "contact", _WAITING, C.DECLINED, Who.ASKED, _("Décliner"), needs_note=True),
    Move("take_back", "contact", _WAITING, C.WITHDRAWN, Who.ASKER, _("Retirer la demande")),
    Move("expire", "contact", _WAITING, C.EXPIRED, Who.PLATFORM, _("Clore faute de réponse")),
)
CONTACT_MOVES: dict[str, Move] = {move.name: move for move in _CONTACT_MOVES}


def possible(name: str, state: str) -> bool:
    """Say whether a move exists from a state."""
    return state in (MOVES if name in MOVES else CONTACT_MOVES)[name].states
