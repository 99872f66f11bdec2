"""Around the signature: what an editor prepares, and the support of a city that came after the closing."""

from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from cities.models import City
from cities.viewer import Viewer
from common import clock
from common.audience import Audience
from common.errors import Conflict, Invalid, NotAllowed, NotPossible, Sentence
from common.text import clean
from declarations import mails, mandates
from declarations.actions.locking import locked
from declarations.actions.preparing import text_in_force
from declarations.models import Declaration, Preparation, Statement, Support, Text
from declarations.permissions import can_prepare_signature, can_support
from declarations.queries import active_line
from journal import log


@transaction.atomic
def prepare_signature(*, by: Viewer, declaration_id: int, seen_text: str, statement: Statement) -> Preparation:
    """Make ready what the city signs, with its reservation or its reading of the text, and tell who signs."""
    declaration = locked(declaration_id)
    if not declaration.is_open:
        raise NotPossible(_("Cette déclaration n’est pas ouverte à la signature."))
    if by.user_id is None or by.city_id is None or not can_prepare_signature(by, declaration):
        raise NotAllowed(_("La rédaction, la coordination ou la personne qui signe préparent une signature."))
    if active_line(declaration, by.city_id) is not None:
        raise NotPossible(_("Cette déclaration est déjà signée au nom de votre ville."))
    text = text_in_force(declaration)
    if text.sha256 != seen_text:
        raise Conflict(_("Le texte a changé depuis que vous l’avez ouvert. Relisez-le avant de préparer la signature."))
    said = Statement(clean(statement.reservation), statement.reservation_on, clean(statement.interpretation))
    check_statement(declaration, text, said)
    made, _is_new = Preparation.objects.update_or_create(
        declaration=declaration,
        version=declaration.version,
        city_id=by.city_id,
        defaults={
            "reservation": said.reservation,
            "reservation_on": said.reservation_on,
            "interpretation": said.interpretation,
            "prepared_by_id": by.user_id,
            "prepared_at": clock.now(),
        },
    )
    entry = log.record(
        "declaration.signature_prepared",
        subject_type="declaration",
        subject_id=declaration.pk,
        actor_id=by.user_id,
        city_id=by.city_id,
        data={"preparation": made.pk, "version": made.version},
    )
    mails.tell_prepared(entry, made)
    return made


def check_statement(declaration: Declaration, text: Text, said: Statement) -> None:
    """Raise Invalid when what a city declares beside its signature is not allowed, or names no article."""
    problems: dict[str, list[Sentence]] = {}
    if said and not declaration.reservations_allowed:
        problems["reservation"] = [_("Cette déclaration n’admet ni réserve ni déclaration interprétative.")]
    if said.reservation_on is not None and said.reservation_on not in {a["number"] for a in text.articles}:
        problems["reservation_on"] = [_("Choisissez un article du texte.")]
    if said.reservation_on is not None and not said.reservation:
        problems["reservation"] = [_("Écrivez la réserve sur cet article, ou n’en choisissez aucun.")]
    if problems:
        raise Invalid(fields=problems)


@transaction.atomic
def support(*, by: Viewer, declaration_id: int) -> Support:
    """Support a declaration closed to signature, for the city acted for; twice is once."""
    declaration = locked(declaration_id)
    if not declaration.is_closed:
        raise NotPossible(_("Un soutien s’ajoute après la clôture de la signature."))
    if not can_support(by, declaration):
        raise NotAllowed(_("Vous n’avez pas le droit de signer au nom de cette ville."))
    mandate = mandates.to_sign(by, declaration)
    city: City = mandate.membership.city
    if active_line(declaration, city.pk) is not None:
        raise NotPossible(_("Votre ville a signé cette déclaration : son soutien y est déjà."))
    if mandate.needs_check:
        raise NotPossible(_("Le secrétariat doit d’abord vérifier votre mandat."))
    given, is_new = Support.objects.get_or_create(
        declaration=declaration,
        city=city,
        defaults={
            "name": mandate.membership.user.name,
            "title": mandate.office,
            "supported_on": clock.now().astimezone(ZoneInfo(city.time_zone)).date(),
            "supported_by_id": by.user_id or 0,
        },
    )
    if is_new:
        log.record(
            "declaration.supported",
            subject_type="declaration",
            subject_id=declaration.pk,
            actor_id=by.user_id,
            city_id=city.pk,
            audience=Audience.PUBLIC,
        )
    return given
