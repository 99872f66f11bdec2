"""Who reads a whole screen at once: one choice, given to each of its fields within the widest that it allows."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from common.audience import Audience, narrowest
from practices.record import Field

ALL = "readers"  # the name of the choice
APPLY = "readers"  # the value of its button: it changes what was typed, saves nothing, and the page comes back


def choice_for_all() -> forms.ChoiceField:
    """Return the choice of who reads every field of the screen."""
    return forms.ChoiceField(
        choices=[("", _("Garder le choix de chaque champ")), *((str(one), str(one.label)) for one in Audience)],
        required=False,
        label=_("Pour toute la page"),
        help_text=_("Remplace les choix ci-dessous, dans la limite de ce que chaque champ permet."),
    )


def with_all(data: QueryDict, declared: Iterable[Field]) -> QueryDict:
    """Return what was typed with the choice for all the fields given to each of them, and used up."""
    wanted = data.get(ALL, "")
    if wanted not in Audience.values:
        return data
    changed = data.copy()
    for field in declared:
        if f"audience-{field.key}" in changed:
            changed[f"audience-{field.key}"] = str(narrowest((Audience(wanted), field.widest)))
    changed[ALL] = ""
    return changed
