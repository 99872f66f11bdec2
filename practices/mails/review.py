"""Letters of the review: a record was submitted, sent back, declined or published."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from cities.models import Role
from cities.queries import people_of, secretariat
from common.links import page
from journal.models import Entry
from mailing.message import Action, Item, Message, Part
from mailing.registry import Reader, letter
from practices.mails.reading import desk, own_practice, page_of, queue, read_revision
from practices.models import Assignment, Decline, Point, Practice, Revision
from practices.review.places import about


def tell_submitted(entry: Entry, practice: Practice, revision: Revision) -> None:
    """Whoever follows the review, or all the secretariat: a record waits for its decision."""
    follower = Assignment.objects.filter(practice=practice, reviewer__is_active=True, reviewer__is_staff=True).first()
    people = secretariat().filter(pk=follower.reviewer_id) if follower else secretariat()
    queue("practice.submitted", entry, people, practice, revision=revision.pk)


def tell_changes_requested(entry: Entry, practice: Practice, revision: Revision) -> None:
    """Those who wrote it, and the coordination of their city."""
    queue("practice.changes_requested", entry, authors_of(practice, revision), practice, revision=revision.pk)


def tell_declined(entry: Entry, practice: Practice, revision: Revision) -> None:
    """Those who wrote it, and the coordination of their city."""
    queue("practice.declined", entry, authors_of(practice, revision), practice, revision=revision.pk)


def tell_published(entry: Entry, practice: Practice, revision: Revision) -> None:
    """Those who wrote it, and the coordination of their city. Other readers have the digest."""
    queue("practice.published", entry, authors_of(practice, revision), practice, revision=revision.pk)


def authors_of(practice: Practice, revision: Revision) -> list[User]:
    """Return those who wrote a revision and still belong to its city, and the coordination."""
    people = people_of(practice.city_id)
    wrote = {pk for pk in (revision.author_id, revision.submitted_by_id, *revision.contributors) if pk is not None}
    return [*people.filter(pk__in=wrote), *people_of(practice.city_id, [Role.COORDINATOR])]


@letter("practice.submitted", gettext_lazy("Fiche soumise au secrétariat"))
def submitted(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the secretariat."""
    opened = own_practice(reader, data)
    found = read_revision(*opened, data["revision"]) if opened else None
    if opened is None or found is None or not opened[0].is_secretariat:
        return None
    return Message(
        subject=_("Une fiche attend votre relecture"),
        paragraphs=(
            _("%(city)s a soumis la fiche « %(title)s » (version %(number)d).")
            % {"city": opened[1].city.name, "title": found[1], "number": found[0].number},
        ),
        action=Action(_("Relire la fiche"), desk(found[0])),
    )


def _decided(
    reader: Reader, data: Mapping[str, Any], subject: str, sentence: str, action: Action | None
) -> Message | None:
    opened = own_practice(reader, data)
    found = read_revision(*opened, data["revision"]) if opened else None
    if opened is None or found is None:
        return None
    return Message(
        subject=subject,
        paragraphs=(sentence % {"title": found[1]},),
        quote=found[0].decision_note,
        parts=(*_reasons(found[0]), *_points(found[0])),
        action=action or page_of(opened[1]),
    )


def _reasons(revision: Revision) -> tuple[Part, ...]:
    """Return the reasons taken from the list, in the language of the letter."""
    found = Decline.objects.filter(revision=revision).first()
    words = found.in_language(get_language()) if found else []
    return (Part(_("Raisons"), tuple(Item(title=one) for one in words)),) if words else ()


def _points(revision: Revision) -> tuple[Part, ...]:
    """Return the points that left with this decision."""
    found = Point.objects.filter(practice_id=revision.practice_id, sent_at=revision.decided_at)
    items = tuple(Item(title=about(point), text=point.body) for point in found if revision.decided_at)
    return (Part(_("Points à revoir"), items),) if items else ()


def _edit(data: Mapping[str, Any], label: str) -> Action | None:
    slug = Practice.unguarded.filter(pk=data["practice"]).values_list("slug", flat=True).first()
    return Action(label, page("practices:edit", slug)) if slug else None


@letter("practice.changes_requested", gettext_lazy("Compléments demandés sur une fiche"))
def changes_requested(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who wrote the record."""
    return _decided(
        reader,
        data,
        _("Le secrétariat vous demande des compléments"),
        _("Le secrétariat a relu la fiche « %(title)s » et vous demande des compléments. Un brouillon vous attend."),
        _edit(data, _("Compléter la fiche")),
    )


@letter("practice.declined", gettext_lazy("Fiche non retenue"))
def declined(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who wrote the record."""
    return _decided(
        reader,
        data,
        _("Une fiche n’a pas été retenue"),
        _("La fiche « %(title)s » n’a pas été retenue. Vous pouvez répondre au secrétariat ou, une fois, faire appel."),
        _edit(data, _("Ouvrir la fiche")),
    )


@letter("practice.published", gettext_lazy("Fiche publiée"))
def published(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who wrote the record."""
    return _decided(
        reader,
        data,
        _("Une fiche de votre ville est publiée"),
        _("La fiche « %(title)s » est publiée."),
        None,
    )
