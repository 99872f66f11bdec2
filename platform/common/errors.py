"""Refusals: what an action answers when it cannot be done, as a sentence for the person who asked."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


class Refusal(Exception):
    """An action was refused and changed nothing. ``sentence`` says what to do; ``fields`` names the fields at fault."""

    default: ClassVar[Sentence] = _("Cette action n’a pas pu être faite.")
    status: ClassVar[int] = 409

    def __init__(self, sentence: Sentence | None = None, *, fields: Mapping[str, list[Sentence]] | None = None) -> None:
        self.sentence: Sentence = sentence or self.default
        self.fields: dict[str, list[Sentence]] = dict(fields or {})
        super().__init__(self.sentence)


class NotAllowed(Refusal):
    """The person may not do this."""

    default = _("Vous n’avez pas le droit de faire cette action. Adressez-vous à la coordination de votre ville.")
    status = 403


class NotPossible(Refusal):
    """The move does not exist from the present state."""

    default = _("Cette action n’est plus possible : l’état a changé. Rechargez la page.")


class Conflict(Refusal):
    """What was read has changed since."""

    default = _("Le texte a changé depuis que vous l’avez ouvert. Relisez-le, puis recommencez.")


class Invalid(Refusal):
    """What was given does not pass the checks; ``fields`` says where."""

    default = _("Corrigez les champs indiqués.")
    status = 422
