"""By what right a person signs: stated, checked by the secretariat, ended; then who follows."""

from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from cities.models import Membership
from cities.viewer import Viewer
from common import clock
from common.audience import Audience
from common.errors import Invalid, NotAllowed, NotPossible, Sentence
from common.text import clean
from declarations import mails
from declarations.documents import Document
from declarations.models import Basis, Declaration, Mandate
from declarations.permissions import can_prepare, can_state_mandate
from declarations.queries import mandates_over
from journal import log
from journal.models import Entry


def _log(verb: str, mandate: Mandate, by: Viewer, note: str = "") -> Entry:
    return log.record(
        f"mandate.{verb}",
        subject_type="mandate",
        subject_id=mandate.pk,
        actor_id=by.user_id,
        city_id=mandate.membership.city_id,
        audience=Audience.OWN,
        note=note,
        data={"basis": mandate.basis, "declaration": mandate.declaration_id},
    )


@transaction.atomic
def state_mandate(
    *,
    by: Viewer,
    membership_id: int,
    basis: Basis,
    office: str,
    starts_on: date,
    ends_on: date | None = None,
    deliberation: str = "",
    declaration_id: int | None = None,
    document: Document | None = None,
) -> Mandate:
    """Say by what right a person signs. A delegation names its declaration, and its file is checked afterwards."""
    membership = _signing_membership(by, membership_id)
    values: dict[str, Any] = {
        "basis": basis,
        "office": clean(office),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "deliberation": clean(deliberation),
        "declaration": _named(basis, declaration_id),
        "document_sha256": document.sha256 if document else "",
    }
    _check(basis, values["office"], starts_on, ends_on, document)
    same = Mandate.objects.filter(membership=membership, refused_at__isnull=True, **values).first()
    if same is not None:
        return same
    mandate = Mandate(membership=membership, stated_by_id=by.user_id or 0, **values)
    if document is not None:
        mandate.document_name = document.called("delegation")
        mandate.document.save(mandate.document_name, ContentFile(document.content), save=False)
    mandate.save()
    entry = _log("stated", mandate, by)
    if mandate.needs_check:
        mails.tell_to_check(entry, mandate)
    return mandate


def _signing_membership(by: Viewer, membership_id: int) -> Membership:
    rows = Membership.objects.current().select_for_update(of=("self",)).select_related("user", "city")
    membership = rows.filter(pk=membership_id).first()
    if membership is None:
        raise NotPossible(_("Cette personne ne fait plus partie de la ville."))
    if by.user_id is None or not can_state_mandate(by, membership):
        raise NotAllowed(_("La coordination de la ville, la personne qui signe ou le secrétariat indiquent un mandat."))
    if not membership.can_sign:
        raise NotPossible(_("Donnez d’abord à cette personne le droit de signer au nom de la ville."))
    return membership


def _named(basis: Basis, declaration_id: int | None) -> Declaration | None:
    if basis == Basis.HEAD:
        return None
    declaration = Declaration.objects.visible_to(Viewer()).filter(pk=declaration_id or 0, version__gt=0).first()
    if declaration is None:
        raise Invalid(fields={"declaration": [_("Une délégation nomme la déclaration pour laquelle elle est donnée.")]})
    return declaration


def _check(basis: Basis, office: str, starts_on: date, ends_on: date | None, document: Document | None) -> None:
    problems: dict[str, list[Sentence]] = {}
    if not office:
        problems["office"] = [_("Indiquez en quelle qualité cette personne signe.")]
    if ends_on is not None and ends_on < starts_on:
        problems["ends_on"] = [_("La fin du mandat est avant son début.")]
    if basis == Basis.DELEGATION and document is None:
        problems["document"] = [
            _("Ajoutez la délégation écrite, datée et signée : elle est vérifiée par le secrétariat.")
        ]
    if problems:
        raise Invalid(fields=problems)


def _locked(mandate_id: int) -> Mandate:
    mandate = (
        Mandate.objects.select_for_update(of=("self",))
        .select_related("membership__city", "membership__user", "declaration")
        .filter(pk=mandate_id)
        .first()
    )
    if mandate is None:
        raise NotPossible(_("Ce mandat n’existe pas."))
    return mandate


@transaction.atomic
def check_mandate(*, by: Viewer, mandate_id: int) -> Mandate:
    """Say, as the secretariat, that the mandate was read and is good: what waits on it may now be confirmed."""
    mandate = _to_decide(by, mandate_id)
    mandate.checked_at, mandate.checked_by_id = clock.now(), by.user_id
    mandate.save()
    mails.tell_checked(_log("checked", mandate, by), mandate)
    return mandate


@transaction.atomic
def refuse_mandate(*, by: Viewer, mandate_id: int, note: str) -> Mandate:
    """Say, as the secretariat, why the mandate cannot be recognised: the right to sign sleeps."""
    if not note.strip():
        raise Invalid(fields={"note": [_("Dites ce qui manque, pour que la ville puisse y répondre.")]})
    mandate = _to_decide(by, mandate_id)
    mandate.refused_at, mandate.checked_by_id = clock.now(), by.user_id
    mandate.save()
    mails.tell_checked(_log("refused", mandate, by, note.strip()), mandate)
    return mandate


def _to_decide(by: Viewer, mandate_id: int) -> Mandate:
    if not can_prepare(by):
        raise NotAllowed(_("Seul le secrétariat vérifie un mandat."))
    mandate = _locked(mandate_id)
    if mandate.membership.user_id == by.user_id:
        raise NotAllowed(_("Une autre personne du secrétariat doit vérifier votre mandat."))
    if mandate.checked_at or mandate.refused_at:
        raise NotPossible(_("Ce mandat a déjà été vérifié."))
    return mandate


@transaction.atomic
def end_mandate(*, by: Viewer, mandate_id: int, ends_on: date) -> Mandate:
    """Write the last day of a mandate: after it the right to sign sleeps, and what was signed stays."""
    mandate = _locked(mandate_id)
    if not can_state_mandate(by, mandate.membership):
        raise NotAllowed(_("La coordination de la ville, la personne qui signe ou le secrétariat indiquent un mandat."))
    if ends_on < mandate.starts_on:
        raise Invalid(fields={"ends_on": [_("La fin du mandat est avant son début.")]})
    if mandate.ends_on is not None and mandate.ends_on < ends_on:
        raise Invalid(fields={"ends_on": [_("Un mandat ne se prolonge pas : indiquez-en un nouveau.")]})
    if mandate.ends_on != ends_on:
        mandate.ends_on = ends_on
        mandate.save()
        _log("ended", mandate, by)
    return mandate


def ask_successors() -> int:
    """Ask each city whose mandate is over who takes over, once; return how many were asked."""
    asked = 0
    for found in mandates_over(clock.now().date() + timedelta(days=1)):
        asked += _ask_successor(found)
    return asked


@transaction.atomic
def _ask_successor(mandate_id: int) -> bool:
    mandate = _locked(mandate_id)
    now = clock.now()
    left = mandate.membership.ended_at is not None
    if mandate.successor_asked_at is not None or (mandate.is_in_force(now) and not left):
        return False
    if not left and mandate.ends_on is not None and mandate.day_of(now) <= mandate.ends_on:
        return False
    mandate.successor_asked_at = now
    mandate.save(update_fields=["successor_asked_at"])
    mails.tell_succession(_log("over", mandate, Viewer()), mandate)
    return True
