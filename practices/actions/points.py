"""The points of a review: asked about a field or a section, answered in place, ticked by both sides."""

from django.db import transaction
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common import clock
from common.errors import Invalid, NotAllowed, NotPossible
from common.text import clean
from practices import mails, permissions
from practices.actions.locking import demand_move, lock_practice, lock_revision
from practices.actions.telling import tell
from practices.actions.words import bounded, refused
from practices.models import Point, PointReply, Practice
from practices.record import FIELDS, SECTIONS

LONGEST = 2000
MOST = 60  # waiting on one practice


def add_point(*, by: Viewer, revision_id: int, about: str, body: str, seen_version: int) -> Point:
    """Prepare a point about a section (``B``) or a field (``summary``); it leaves with the decision."""
    section, field = _target(about)
    with transaction.atomic():
        practice, revision = lock_revision(revision_id)
        demand_move(by, "request_changes", practice, revision, seen_version)
        if by.user_id is None:
            raise NotAllowed
        written = _body(body)
        same = Point.objects.filter(practice=practice, section=section, field=field, body=written, accepted_at=None)
        found = same.first()
        if found is not None:
            return found
        if Point.objects.filter(practice=practice, accepted_at=None).count() >= MOST:
            raise NotPossible(_("Cette fiche a déjà soixante points ouverts. Regroupez vos remarques."))
        made = Point.objects.create(
            practice=practice,
            revision_number=revision.number,
            section=section,
            field=field,
            body=written,
            author_id=by.user_id,
        )
        tell("practice.point_prepared", by, practice, revision=revision, point=made.pk)
    return made


def remove_point(*, by: Viewer, point_id: int) -> None:
    """Take back a point that the city has not received."""
    with transaction.atomic():
        practice, point = _lock(point_id)
        if not by.is_secretariat:
            raise NotAllowed
        if point.sent_at is not None:
            raise NotPossible(_("La ville a reçu ce point : marquez-le plutôt comme accepté."))
        tell("practice.point_removed", by, practice, point=point.pk)
        point.delete()


def answer_point(*, by: Viewer, point_id: int, body: str = "", done: bool) -> Point:
    """The city answers a point, and says whether it is done."""
    with transaction.atomic():
        practice, point = _lock(point_id)
        if not permissions.can_edit(by, practice) or by.user_id is None or point.sent_at is None:
            raise NotAllowed
        if point.accepted_at is not None:
            raise NotPossible(_("Le secrétariat a déjà accepté ce point."))
        if not clean(body) and done == (point.done_at is not None):
            sentence = _("Écrivez votre réponse, ou cochez « C’est fait ».")
            raise Invalid(sentence, fields={"body": [sentence]})
        changed = _tick_done(point, by, done=done)
        replied = _reply(by, point, body, city_id=practice.city_id) if clean(body) else None
        if changed or replied:
            entry = tell("practice.point_answered", by, practice, point=point.pk)
            mails.tell_point_answered(entry, practice, point)
    return point


def reply_point(*, by: Viewer, point_id: int, body: str) -> Point:
    """The secretariat writes again about a point it sent; the city is told."""
    with transaction.atomic():
        practice, point = _lock(point_id)
        if not by.is_secretariat or by.user_id is None:
            raise NotAllowed
        if point.sent_at is None:
            raise NotPossible
        if _reply(by, point, body, city_id=None) is not None:
            entry = tell("practice.point_replied", by, practice, point=point.pk)
            mails.tell_point_replied(entry, practice, point)
    return point


def accept_point(*, by: Viewer, point_id: int, accepted: bool) -> Point:
    """The secretariat ticks a point, or opens it again."""
    with transaction.atomic():
        practice, point = _lock(point_id)
        if not by.is_secretariat:
            raise NotAllowed
        if point.sent_at is None:
            raise NotPossible(_("La ville n’a pas encore reçu ce point : retirez-le plutôt."))
        if accepted == (point.accepted_at is not None):
            return point
        point.accepted_at = clock.now() if accepted else None
        point.accepted_by_id = by.user_id if accepted else None
        point.save(update_fields=["accepted_at", "accepted_by"])
        tell("practice.point_accepted" if accepted else "practice.point_reopened", by, practice, point=point.pk)
    return point


# --- Checks ---


def _lock(point_id: int) -> tuple[Practice, Point]:
    practice_id = Point.objects.filter(pk=point_id).values_list("practice_id", flat=True).first()
    if practice_id is None:
        raise NotAllowed
    practice = lock_practice(practice_id)
    return practice, Point.objects.select_for_update(of=("self",)).get(pk=point_id)


def _target(about: str) -> tuple[str, str]:
    if about in {section.key for section in SECTIONS}:
        return about, ""
    declared = FIELDS.get(about)
    if declared is None or not declared.editable:
        raise Invalid(fields={"about": [_("Choisissez une section ou un champ de la fiche.")]})
    return declared.section, declared.key


def _body(raw: str) -> str:
    written = bounded("body", raw, LONGEST)
    if not written:
        raise refused("body", _("Écrivez ce que vous demandez."))
    return written


def _tick_done(point: Point, by: Viewer, *, done: bool) -> bool:
    if done == (point.done_at is not None):
        return False
    point.done_at = clock.now() if done else None
    point.done_by_id = by.user_id if done else None
    point.save(update_fields=["done_at", "done_by"])
    return True


def _reply(by: Viewer, point: Point, body: str, *, city_id: int | None) -> PointReply | None:
    """Write one line; the same words sent twice in a row are one line."""
    written = _body(body)
    last = point.replies.order_by("-pk").first()
    if last is not None and (last.author_id, last.body) == (by.user_id, written):
        return None
    if by.user_id is None:
        raise NotAllowed
    return PointReply.objects.create(point=point, city_id=city_id, author_id=by.user_id, body=written)
