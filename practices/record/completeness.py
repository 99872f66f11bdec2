"""What a revision still needs, and what deserves a second look before it is published."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext as _

from practices.record import FIELDS, Field, Needed
from practices.record.values import is_empty

if TYPE_CHECKING:
    from practices.models import Revision

_PERSON = re.compile(r"^[a-z]+[._-][a-z]+$")  # prenom.nom
_SERVICE = re.compile(r"^(service|contact|info|mairie|ville|bureau|secretariat|cellule|prevention|centre|direction)")


@dataclass(frozen=True)
class Caution:
    """A point that a reader of the draft should look at; it refuses nothing."""

    field: Field
    code: str
    sentence: str


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
    return wrong


def cautions(revision: "Revision") -> list[Caution]:
    """Return what the city and the secretariat should look at before this is published."""
    found: list[Caution] = []
    targeted = {"secondary", "tertiary"} & set(revision.prevention_levels)
    if targeted and "newcomers_refugees" in revision.target_groups:
        sentence = _(
            "Cette fiche associe un public réfugié à une action ciblée. "
            "Elle sera relue avec une attention particulière."
        )
        found.append(Caution(FIELDS["target_groups"], "amalgam_risk", sentence))
    local = revision.public_contact.get("email", "").partition("@")[0].lower()
    if _PERSON.match(local) and not _SERVICE.match(local):
        sentence = _("Cette adresse ressemble à celle d’une personne. Préférez l’adresse générique du service.")
        found.append(Caution(FIELDS["public_contact"], "personal_data", sentence))
    if (revision.reach or revision.budget_amount is not None or revision.indicators) and not revision.sources:
        sentence = _("Des chiffres sont donnés sans source. Ajoutez le document d’où ils viennent.")
        found.append(Caution(FIELDS["sources"], "unsourced_figure", sentence))
    return found
