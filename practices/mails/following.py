"""Letters of a review under way: who follows it, what is asked and answered, and a decision that is late."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cities.queries import secretariat
from common.links import absolute, page
from common.templatetags.ui import day
from journal.models import Entry
from mailing import outbox
from mailing.message import Action, Message
from mailing.registry import Reader, letter
from practices.mails.reading import desk, own_practice, queue, read_revision
from practices.mails.review import authors_of
from practices.models import Assignment, Point, Practice, Revision, RevisionState
from practices.review.places import about


def tell_assigned(entry: Entry, practice: Practice, assignment: Assignment) -> None:
    """Whoever now follows the review, when somebody else said so."""
    queue("practice.reviewer_assigned", entry, secretariat().filter(pk=assignment.reviewer_id), practice)


def tell_point_answered(entry: Entry, practice: Practice, point: Point) -> None:
    """Whoever follows the review, or wrote the point: the city has answered it."""
    follower = Assignment.objects.filter(practice=practice).values_list("reviewer_id", flat=True).first()
    people = secretariat().filter(pk=follower or point.author_id)
    queue("practice.point_answered", entry, people, practice, point=point.pk)


def tell_point_replied(entry: Entry, practice: Practice, point: Point) -> None:
    """Those who write the record: the secretariat says more about a point."""
    last = Revision.unguarded.filter(practice=practice).order_by("-number").first()
    people: list[User] = authors_of(practice, last) if last else []
    queue("practice.point_replied", entry, people, practice, point=point.pk)


def tell_late(practice: Practice, revision: Revision) -> int:
    """Those who wrote it, once for each revision: the secretariat is late. Returns how many letters are new."""
    made = 0
    for person in {user.pk for user in authors_of(practice, revision)}:
        queued = outbox.queue(
            key=f"practice.late/{revision.pk}/{person}",
            kind="practice.late",
            recipient_id=person,
            data={"practice": practice.pk, "revision": revision.pk},
            group=f"practice/{practice.pk}",
        )
        made += queued is not None
    return made


@letter("practice.reviewer_assigned", gettext_lazy("Relecture confiée à une personne du secrétariat"))
def reviewer_assigned(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To whoever follows the review."""
    opened = own_practice(reader, data)
    still = Assignment.objects.filter(practice_id=data["practice"], reviewer_id=reader.user_id)
    if opened is None or not opened[0].is_secretariat or not still.exists():
        return None
    return Message(
        subject=_("Une relecture vous est confiée"),
        paragraphs=(_("Vous suivez désormais la relecture d’une fiche de %(city)s.") % {"city": opened[1].city.name},),
        action=Action(_("Ouvrir la fiche"), absolute(reverse("admin:practices_practice_change", args=[opened[1].pk]))),
    )


@letter("practice.point_answered", gettext_lazy("Point de relecture, réponse de la ville"), topic="points")
def point_answered(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the secretariat."""
    opened = own_practice(reader, data)
    point = Point.objects.filter(pk=data["point"]).first()
    if opened is None or point is None or not opened[0].is_secretariat:
        return None
    last = point.replies.filter(city__isnull=False).order_by("-pk").first()
    done = _("La ville indique que c’est fait.") if point.done_at else ""
    told = _("%(city)s a répondu au point « %(about)s ».") % {"city": opened[1].city.name, "about": about(point)}
    return Message(
        subject=_("Une ville a répondu à un point"),
        paragraphs=tuple(filter(None, (told, done))),
        quote=last.body if last else "",
        action=Action(_("Ouvrir la fiche"), absolute(reverse("admin:practices_practice_change", args=[opened[1].pk]))),
    )


@letter("practice.point_replied", gettext_lazy("Point de relecture, réponse du secrétariat"), topic="points")
def point_replied(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who write the record."""
    opened = own_practice(reader, data)
    point = Point.objects.filter(pk=data["point"], sent_at__isnull=False).first()
    if opened is None or point is None:
        return None
    last = point.replies.filter(city__isnull=True).order_by("-pk").first()
    return Message(
        subject=_("Le secrétariat précise un point de votre fiche"),
        paragraphs=(_("Le secrétariat a répondu au sujet de « %(about)s ».") % {"about": about(point)},),
        quote=last.body if last else "",
        action=Action(_("Lire et répondre"), f"{page('practices:edit', opened[1].slug)}#points"),
    )


@letter("practice.late", gettext_lazy("Retard d’une relecture"))
def late(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who wrote the record, unless the decision has come since."""
    opened = own_practice(reader, data)
    found = read_revision(*opened, data["revision"]) if opened else None
    if opened is None or found is None or found[0].state != RevisionState.SUBMITTED:
        return None
    told = _("Vous avez soumis la fiche « %(title)s » le %(day)s, et le secrétariat ne vous a pas encore répondu.")
    return Message(
        subject=_("Votre fiche attend encore une réponse"),
        paragraphs=(
            told % {"title": found[1], "day": day(found[0].submitted_at)},
            _("Il vous prie de l’excuser : votre fiche reste dans sa liste et vous n’avez rien à faire."),
        ),
        action=Action(_("Ouvrir la fiche"), page("practices:edit", opened[1].slug))
        if not opened[0].is_secretariat
        else Action(_("Relire la fiche"), desk(found[0])),
    )
