"""The two lists that the secretariat keeps: expressions to write otherwise, and reasons of a refusal."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common.errors import Invalid, NotAllowed
from common.text import clean, fold
from journal import log
from practices.models import DecisionReason, WatchedWording
from practices.models.review import LANGUAGES

_SHORTEST = 4  # signs: a shorter expression would be found everywhere


def save_wording(
    *, by: Viewer, wording_id: int | None = None, expression: str, reason: str, active: bool = True
) -> WatchedWording:
    """Add an expression to write otherwise, or change one; it says why, and the city reads it."""
    if not by.is_secretariat:
        raise NotAllowed
    values: dict[str, Any] = {"expression": " ".join(clean(expression).split()), "reason": clean(reason)}
    errors: dict[str, list[Any]] = {}
    if len(fold(values["expression"]).replace("*", "")) < _SHORTEST:
        errors["expression"] = [_("Écrivez au moins quatre lettres.")]
    if not values["reason"]:
        errors["reason"] = [_("Dites pourquoi, et comment l’écrire autrement : la ville le lira.")]
    if errors:
        raise Invalid(fields=errors)
    try:
        with transaction.atomic():
            made = WatchedWording.objects.select_for_update().filter(pk=wording_id).first() if wording_id else None
            made = made or WatchedWording()
            made.expression, made.reason, made.active = values["expression"], values["reason"], active
            made.save()
            _journal("wording.saved", by, "wording", made.pk, values["expression"])
    except IntegrityError as error:
        raise Invalid(fields={"expression": [_("Cette expression est déjà dans la liste.")]}) from error
    return made


def save_reason(
    *, by: Viewer, reason_id: int | None = None, words: Mapping[str, str], active: bool = True
) -> DecisionReason:
    """Add a reason of a refusal, or change its words; decisions already told keep theirs."""
    if not by.is_secretariat:
        raise NotAllowed
    written = {language: clean(words.get(language, "")) for language in LANGUAGES}
    errors: dict[str, list[Any]] = {
        language: [_("Écrivez cette raison dans les trois langues.")] for language in LANGUAGES if not written[language]
    }
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        made = DecisionReason.objects.select_for_update().filter(pk=reason_id).first() if reason_id else None
        made = made or DecisionReason(code=_free_code(written["fr"]), order=DecisionReason.objects.count())
        made.fr, made.en, made.ar, made.active = written["fr"], written["en"], written["ar"], active
        made.save()
        _journal("decision_reason.saved", by, "decision_reason", made.pk, written["fr"])
    return made


def _free_code(words: str) -> str:
    base = slugify(fold(words))[:30].strip("-") or "raison"
    taken = set(DecisionReason.objects.values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, 999))) if code not in taken)


def _journal(verb: str, by: Viewer, subject: str, pk: int, note: str) -> None:
    log.record(verb, subject_type=subject, subject_id=pk, actor_id=by.user_id, note=note)
