"""The right to sign at this very moment: a membership that gives it, and a mandate in force for this declaration."""

from datetime import date

from django.utils.translation import gettext as _

from cities.models import Membership
from cities.viewer import Viewer
from common import clock
from common.errors import NotAllowed
from common.templatetags.ui import day
from declarations.models import Basis, Declaration, Mandate


def membership_of(viewer: Viewer) -> Membership | None:
    """Return the membership that gives the right to sign for the city acted for, read now."""
    if viewer.user_id is None or viewer.city_id is None:
        return None
    return (
        Membership.objects.current()
        .filter(user_id=viewer.user_id, city_id=viewer.city_id, can_sign=True)
        .select_related("user", "city")
        .first()
    )


def to_sign(viewer: Viewer, declaration: Declaration) -> Mandate:
    """Return the mandate by which this person signs this declaration now, or refuse and say what is missing."""
    membership = membership_of(viewer)
    if membership is None:
        raise NotAllowed(_("Vous n’avez pas le droit de signer au nom de cette ville."))
    found = list(
        Mandate.objects.filter(membership=membership).select_related(
            "membership__city", "membership__user", "declaration"
        )
    )
    now = clock.now()
    useful = [one for one in found if one.basis == Basis.HEAD or one.declaration_id == declaration.pk]
    running = [one for one in useful if one.is_in_force(now)]
    if not running:
        raise NotAllowed(_missing(found, useful, useful[0].day_of(now) if useful else now.date()))
    return min(running, key=lambda one: (one.basis != Basis.HEAD, one.needs_check, -one.pk))


def _missing(found: list[Mandate], useful: list[Mandate], today: date) -> str:
    if not found:
        return _("Votre mandat n’est pas encore indiqué. Indiquez-le, puis revenez signer.")
    if not useful:
        return _("Votre délégation nomme une autre déclaration : elle ne permet pas de signer celle-ci.")
    known = [one for one in useful if one.refused_at is None]
    if not known:
        return _("Le secrétariat n’a pas reconnu votre mandat. Indiquez-en un autre, puis revenez signer.")
    coming = [one.starts_on for one in known if one.starts_on > today]
    if coming:
        return _("Votre mandat commence le %(day)s : vous pourrez signer à partir de ce jour.") % {
            "day": day(min(coming))
        }
    last = max(one.ends_on for one in known if one.ends_on is not None)
    return _("Votre mandat a pris fin le %(day)s : vous ne pouvez plus signer.") % {"day": day(last)}
