"""What every verb ends with: its line in the journal. The one way the room of practices writes there."""

from typing import Any

from cities.viewer import Viewer
from common import clock
from common.audience import Audience
from journal import log
from journal.models import Entry
from practices.models import Adoption, Claim, ClaimKind, Comment, ContactRequest, Practice, Revision


def tell(
    verb: str,
    by: Viewer | None,
    practice: Practice,
    *,
    revision: Revision | None = None,
    audience: Audience = Audience.OWN,
    note: str = "",
    **data: Any,
) -> Entry:
    """Write what was done to a practice, in its city's log. ``by`` None: nobody of the platform did it."""
    if revision is not None:
        data = {"revision": revision.pk, "number": revision.number, **data}
    return log.record(
        verb,
        subject_type="practice",
        subject_id=practice.pk,
        actor_id=by.user_id if by else None,
        city_id=practice.city_id,
        audience=audience,
        note=note,
        data=data,
    )


def tell_of_comment(
    verb: str, by: Viewer, comment: Comment, *, audience: Audience = Audience.OWN, note: str = "", **data: int
) -> Entry:
    """Write what was done to a comment, in the log of the city that wrote it."""
    return log.record(
        verb,
        subject_type="comment",
        subject_id=comment.pk,
        actor_id=by.user_id,
        city_id=comment.city_id,
        audience=audience,
        note=note,
        data={"practice": comment.practice_id, **data},
    )


def tell_of_adoption(
    verb: str,
    by: Viewer,
    adoption: Adoption,
    *,
    city_id: int | None = None,
    audience: Audience = Audience.OWN,
    note: str = "",
    **data: Any,
) -> Entry:
    """Write what was said of an adoption, in the log of the city that says it: its own, or ``city_id``."""
    return log.record(
        verb,
        subject_type="adoption",
        subject_id=adoption.pk,
        actor_id=by.user_id,
        city_id=city_id or adoption.city_id,
        audience=audience,
        note=note,
        data={"practice": adoption.practice_id, **data},
    )


def tell_of_contact(verb: str, by: Viewer | None, request: ContactRequest, *, city_id: int | None = None) -> Entry:
    """Write what became of a request for an exchange, in the log of the city that acts: who asks, or ``city_id``."""
    return log.record(
        verb,
        subject_type="contact_request",
        subject_id=request.pk,
        actor_id=by.user_id if by else None,
        city_id=city_id or request.from_city_id,
    )


def published_audience(practice: Practice) -> Audience:
    """Return who reads the published revision; its own city and the secretariat when there is none."""
    return Audience(practice.published.audience) if practice.published else Audience.OWN


def settle_claims(practice: Practice, by: Viewer, kind: ClaimKind) -> None:
    """What a city asked about a notice is dealt with by what was just done."""
    waiting = Claim.objects.filter(practice=practice, kind=kind, handled_at__isnull=True)
    waiting.update(handled_at=clock.now(), handled_by_id=by.user_id)
