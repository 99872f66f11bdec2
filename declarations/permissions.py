"""One function per question. Rights come from the viewer, never from a form."""

from cities.viewer import Viewer
from declarations.models import Declaration, Signature
from declarations.workflow import possible


def can_prepare(viewer: Viewer) -> bool:
    """Prepare, adopt, open, close and archive: the secretariat."""
    return viewer.is_secretariat


def can_sign(viewer: Viewer, declaration: Declaration) -> bool:
    """Sign for the city acted for, with the right to sign, while the declaration is open with its authentic text."""
    return viewer.can_sign and viewer.city_id is not None and declaration.is_open and declaration.version > 0


def can_read_receipt(viewer: Viewer, signature: Signature) -> bool:
    """The receipt holds what proves the signatory's name: it is for the city and the secretariat."""
    return viewer.is_secretariat or (viewer.city_id is not None and viewer.city_id == signature.city_id)


def may_answer(viewer: Viewer, signature: Signature) -> bool:
    """Coordination, another signatory of the city, or the secretariat; never the person who signed."""
    if viewer.user_id is None or viewer.user_id == signature.signed_by_id:
        return False
    of_the_city = viewer.city_id == signature.city_id and (viewer.coordinates or viewer.can_sign)
    return viewer.is_secretariat or of_the_city


def can_confirm(viewer: Viewer, signature: Signature) -> bool:
    """Make a signature count: a second person, while it waits."""
    return may_answer(viewer, signature) and possible("confirm", signature.state)


def can_withdraw(viewer: Viewer, signature: Signature) -> bool:
    """Withdraw: a person with the right to sign for this city, or the secretariat on the city's written demand."""
    mandated = viewer.can_sign and viewer.city_id == signature.city_id
    return (mandated or viewer.is_secretariat) and possible("withdraw", signature.state)
