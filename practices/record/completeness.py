"""What a revision still needs before it is submitted, and before it is published."""

from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext as _

from practices.record import FIELDS, Field, Needed
from practices.record.values import is_empty

if TYPE_CHECKING:
    from practices.models import Revision


def is_filled(revision: "Revision", field: Field) -> bool:
    """Something is written in the field. An organisation's default counts: a licence, an audience."""
    if field.on_practice:
        return True
    if field.key == "budget_duration_months" and revision.budget_scope == "annual":
        return True  # a year has twelve months, said or not
    return not is_empty(getattr(revision, field.attribute))


def missing(revision: "Revision", until: Literal["submit", "publish"]) -> list[Field]:
    """Return the fields still to fill before submitting, or before publishing, in the order of the record."""
    wanted = {Needed.SUBMIT}
    if until == "publish":
        wanted.add(Needed.PUBLISH)
        if revision.budget_amount is not None:
            wanted.add(Needed.WITH_BUDGET)
    return [field for field in FIELDS.values() if field.needed in wanted and not is_filled(revision, field)]


def with_budget(revision: "Revision") -> list[Field]:
    """Return the fields still to fill beside an amount."""
    return [one for one in FIELDS.values() if one.needed == Needed.WITH_BUDGET and not is_filled(revision, one)]


def needed_count(revision: "Revision", until: Literal["submit", "publish"]) -> tuple[int, int]:
    """Return (filled, needed): « 21 champs sur 24 »."""
    wanted = {Needed.SUBMIT} if until == "submit" else {Needed.SUBMIT, Needed.PUBLISH}
    needed = sum(field.needed in wanted for field in FIELDS.values())
    if until == "publish" and revision.budget_amount is not None:
        needed += sum(field.needed == Needed.WITH_BUDGET for field in FIELDS.values())
    return needed - len(missing(revision, until)), needed


def inconsistencies(values: dict[str, Any]) -> dict[str, str]:
    """Return a sentence for each field that contradicts another one; ``values`` is what would be stored."""
    wrong: dict[str, str] = {}
    low, high = values.get("age_min"), values.get("age_max")
    if low is not None and high is not None and low > high:
        wrong["age_max"] = _("L’âge maximal est inférieur à l’âge minimal. Corrigez l’un des deux.")
    start, end = values.get("start_date") or "", values.get("end_date") or ""
    same = min(len(start), len(end))
    if same and end[:same] < start[:same]:
        wrong["end_date"] = _("L’action finit avant de commencer. Corrigez l’une des deux dates.")
    if "none" in (values.get("offer_to_peers") or []) and len(values["offer_to_peers"]) > 1:
        wrong["offer_to_peers"] = _("« Rien pour le moment » ne va pas avec une autre réponse.")
    evaluations = set(values.get("evaluation_types") or [])
    if "none" in evaluations and evaluations - {"none", "planned"}:
        wrong["evaluation_types"] = _(
            "« Aucune évaluation » ne va pas avec une évaluation déjà faite. Décochez l’une des deux."
        )
    return wrong
