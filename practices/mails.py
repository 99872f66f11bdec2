"""The letters about practices: who is told, and what each letter says when it leaves.

``tell_…`` is called by the actions, inside their transaction, with the journal entry that gives the letter its key;
whoever acted is never told. What a letter says is read again through the gate when it leaves. Subjects name no record.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cities.models import Role
from cities.queries import people_of, secretariat
from cities.viewer import Viewer, viewer_of
from common.links import absolute, page
from journal.models import Entry
from mailing import outbox
from mailing.message import Action, Message
from mailing.registry import Reader, letter
from practices import record
from practices.models import Claim, ClaimKind, Comment, CommentReport, CommentState, Follow, Practice, Revision

_WRITERS = (Role.COORDINATOR, Role.EDITOR)


# --- Who is told ---


def tell_submitted(entry: Entry, practice: Practice, revision: Revision) -> None:
    """The secretariat: a record waits for its decision."""
    _queue("practice.submitted", entry, secretariat(), practice, revision=revision.pk)


def tell_changes_requested(entry: Entry, practice: Practice, revision: Revision) -> None:
    """Those who wrote it, and the coordination of their city."""
    _queue("practice.changes_requested", entry, _authors(practice, revision), practice, revision=revision.pk)


def tell_declined(entry: Entry, practice: Practice, revision: Revision) -> None:
    """Those who wrote it, and the coordination of their city."""
    _queue("practice.declined", entry, _authors(practice, revision), practice, revision=revision.pk)


def tell_published(entry: Entry, practice: Practice, revision: Revision) -> None:
    """Those who wrote it, and the coordination of their city. Other readers have the digest."""
    _queue("practice.published", entry, _authors(practice, revision), practice, revision=revision.pk)


def tell_withdrawn(entry: Entry, practice: Practice) -> None:
    """The city's coordination, who asked for it, and the secretariat."""
    asked = Claim.objects.filter(practice=practice, kind=ClaimKind.WITHDRAWAL).values("user_id")
    people = [*people_of(practice.city_id).filter(pk__in=asked), *_coordination_and_secretariat(practice)]
    _queue("practice.withdrawn", entry, people, practice, note_of=entry.pk)


def tell_archived(entry: Entry, practice: Practice) -> None:
    """The city's coordination, and the secretariat."""
    _queue("practice.archived", entry, _coordination_and_secretariat(practice), practice, note_of=entry.pk)


def tell_restored(entry: Entry, practice: Practice) -> None:
    """The city's coordination."""
    _queue("practice.restored", entry, people_of(practice.city_id, [Role.COORDINATOR]), practice)


def tell_claimed(entry: Entry, practice: Practice, claim: Claim) -> None:
    """The secretariat: a city asks something about the record drawn about it."""
    _queue("practice.claimed", entry, secretariat(), practice, claim=claim.pk)


def tell_settled(entry: Entry, practice: Practice, claim: Claim) -> None:
    """Whoever asked, and the city's coordination: the answer to what the city asked."""
    people = [*people_of(claim.city_id).filter(pk=claim.user_id), *people_of(claim.city_id, [Role.COORDINATOR])]
    _queue("practice.claim_settled", entry, people, practice, claim=claim.pk, note_of=entry.pk)


def tell_commented(entry: Entry, practice: Practice, comment: Comment) -> None:
    """Those who write for the practice's city, its followers, and whoever is replied to."""
    followers = User.objects.filter(is_active=True, pk__in=Follow.objects.filter(practice=practice).values("user_id"))
    people = [*people_of(practice.city_id, _WRITERS), *followers]
    if comment.parent is not None:
        people += list(User.objects.filter(is_active=True, pk=comment.parent.author_id))
    _queue("comment.posted", entry, people, practice, comment=comment.pk)


def tell_reported(entry: Entry, practice: Practice, report: CommentReport) -> None:
    """The secretariat: somebody asks it to look at a comment."""
    _queue("comment.reported", entry, secretariat(), practice, report=report.pk)


def tell_hidden(entry: Entry, practice: Practice, comment: Comment) -> None:
    """The author of the comment, with the reason."""
    _queue("comment.hidden", entry, User.objects.filter(pk=comment.author_id), practice, comment=comment.pk)


def _authors(practice: Practice, revision: Revision) -> list[User]:
    people = people_of(practice.city_id)
    wrote = {pk for pk in (revision.author_id, revision.submitted_by_id, *revision.contributors) if pk is not None}
    return [*people.filter(pk__in=wrote), *people_of(practice.city_id, [Role.COORDINATOR])]


def _coordination_and_secretariat(practice: Practice) -> list[User]:
    return [*people_of(practice.city_id, [Role.COORDINATOR]), *secretariat()]


def _queue(kind: str, entry: Entry, people: Iterable[User], practice: Practice, **data: int) -> None:
    told = {person.pk for person in people} - {entry.actor_id}
    for user_id in sorted(told):
        outbox.queue(
            key=f"{kind}/{entry.pk}/{user_id}",
            kind=kind,
            recipient_id=user_id,
            data={"practice": practice.pk, **data},
            group=f"practice/{practice.pk}",
        )


# --- What each letter says ---


def _open(reader: Reader, data: Mapping[str, Any]) -> tuple[Viewer, Practice] | None:
    """Return the practice as the reader may open it now, or None."""
    if reader.user_id is None:
        return None
    city_id = Practice.unguarded.filter(pk=data["practice"]).values_list("city_id", flat=True).first()
    viewer = viewer_of(reader.user_id, city_id)
    found = Practice.objects.visible_to(viewer).select_related("city", "published").filter(pk=data["practice"]).first()
    return (viewer, found) if found else None


def _own(reader: Reader, data: Mapping[str, Any]) -> tuple[Viewer, Practice] | None:
    """The same, when the reader belongs to the practice's city or to the secretariat."""
    opened = _open(reader, data)
    if opened is None or not (opened[0].is_secretariat or opened[0].city_id == opened[1].city_id):
        return None
    return opened


def _revision(viewer: Viewer, practice: Practice, revision_id: int) -> tuple[Revision, str] | None:
    """Return a revision and its title as the viewer reads it."""
    found = Revision.objects.visible_to(viewer).filter(pk=revision_id).first()
    if found is None:
        return None
    found.practice = practice
    return found, record.view(found, viewer).title


def _title(viewer: Viewer, practice: Practice) -> str:
    if practice.published is None:
        return practice.slug
    practice.published.practice = practice
    return record.view(practice.published, viewer).title


def _desk(revision: Revision) -> str:
    return absolute(reverse("admin:practices_revision_change", args=[revision.pk]))


def _page(practice: Practice) -> Action:
    return Action(_("Ouvrir la fiche"), page("practices:detail", practice.slug))


@letter("practice.submitted")
def submitted(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the secretariat."""
    opened = _own(reader, data)
    found = _revision(*opened, data["revision"]) if opened else None
    if opened is None or found is None or not opened[0].is_secretariat:
        return None
    return Message(
        subject=_("Une fiche attend votre relecture"),
        paragraphs=(
            _("%(city)s a soumis la fiche « %(title)s » (version %(number)d).")
            % {"city": opened[1].city.name, "title": found[1], "number": found[0].number},
        ),
        action=Action(_("Relire la fiche"), _desk(found[0])),
    )


def _decided(
    reader: Reader, data: Mapping[str, Any], subject: str, sentence: str, action: Action | None
) -> Message | None:
    opened = _own(reader, data)
    found = _revision(*opened, data["revision"]) if opened else None
    if opened is None or found is None:
        return None
    return Message(
        subject=subject,
        paragraphs=(sentence % {"title": found[1]},),
        quote=found[0].decision_note,
        action=action or _page(opened[1]),
    )


def _edit(data: Mapping[str, Any], label: str) -> Action | None:
    slug = Practice.unguarded.filter(pk=data["practice"]).values_list("slug", flat=True).first()
    return Action(label, page("practices:edit", slug)) if slug else None


@letter("practice.changes_requested")
def changes_requested(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who wrote the record."""
    return _decided(
        reader,
        data,
        _("Le secrétariat vous demande des compléments"),
        _("Le secrétariat a relu la fiche « %(title)s » et vous demande des compléments. Un brouillon vous attend."),
        _edit(data, _("Compléter la fiche")),
    )


@letter("practice.declined")
def declined(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who wrote the record."""
    return _decided(
        reader,
        data,
        _("Une fiche n’a pas été retenue"),
        _("La fiche « %(title)s » n’a pas été retenue, pour la raison suivante. Vous pouvez répondre au secrétariat."),
        _edit(data, _("Ouvrir la fiche")),
    )


@letter("practice.published")
def published(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who wrote the record."""
    return _decided(
        reader,
        data,
        _("Une fiche de votre ville est publiée"),
        _("La fiche « %(title)s » est publiée."),
        None,
    )


def _note(data: Mapping[str, Any]) -> str:
    """Return the reasons that the journal holds, if the letter gives some."""
    return Entry.objects.filter(pk=data.get("note_of", 0)).values_list("note", flat=True).first() or ""


def _presence(reader: Reader, data: Mapping[str, Any], subject: str, sentence: str) -> Message | None:
    opened = _own(reader, data)
    if opened is None:
        return None
    return Message(
        subject=subject,
        paragraphs=(sentence % {"title": _title(*opened), "city": opened[1].city.name},),
        quote=_note(data),
        action=_page(opened[1]),
    )


@letter("practice.withdrawn")
def withdrawn(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the city's coordination and the secretariat."""
    sentence = _(
        "La fiche « %(title)s » (%(city)s) est retirée : elle n’est plus lue que par la ville et le secrétariat."
    )
    return _presence(reader, data, _("Une fiche est retirée"), sentence)


@letter("practice.archived")
def archived(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the city's coordination and the secretariat."""
    sentence = _("La fiche « %(title)s » (%(city)s) est archivée : elle quitte les listes, sa page reste.")
    return _presence(reader, data, _("Une fiche est archivée"), sentence)


@letter("practice.restored")
def restored(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the city's coordination."""
    sentence = _("La fiche « %(title)s » (%(city)s) est de nouveau publiée.")
    return _presence(reader, data, _("Une fiche est remise en ligne"), sentence)


@letter("practice.claimed")
def claimed(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the secretariat."""
    opened = _own(reader, data)
    claim = Claim.objects.filter(pk=data["claim"]).first()
    if opened is None or claim is None or not opened[0].is_secretariat:
        return None
    asks = {
        ClaimKind.CLAIM: _("%(city)s reprend la notice « %(title)s », établie d’après des sources publiques."),
        ClaimKind.WITHDRAWAL: _("%(city)s demande le retrait de la notice « %(title)s »."),
    }[ClaimKind(claim.kind)]
    return Message(
        subject=_("Une ville vous écrit au sujet d’une notice"),
        paragraphs=(asks % {"city": opened[1].city.name, "title": _title(*opened)},),
        quote=claim.note,
        action=_page(opened[1]),
    )


@letter("practice.claim_settled")
def claim_settled(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To whoever asked something about a record drawn about their city."""
    opened = _own(reader, data)
    claim = Claim.objects.filter(pk=data["claim"]).first()
    if opened is None or claim is None:
        return None
    return Message(
        subject=_("Demande traitée"),
        paragraphs=(f"{ClaimKind(claim.kind).label} – {_title(*opened)}",),
        quote=_note(data),
        action=_page(opened[1]),
    )


@letter("comment.posted")
def comment_posted(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the practice's city, its followers, and whoever is replied to."""
    opened = _open(reader, data)
    if opened is None:
        return None
    viewer, practice = opened
    if not (viewer.is_member or viewer.is_secretariat):  # has left every city since
        return None
    found = Comment.objects.visible_to(viewer).select_related("city").filter(pk=data["comment"]).first()
    if found is None or found.state != CommentState.VISIBLE or not practice.is_readable:
        return None
    return Message(
        subject=_("Un nouveau commentaire sur une fiche"),
        paragraphs=(
            _("%(city)s a commenté la fiche « %(title)s ».") % {"city": found.city.name, "title": _title(*opened)},
        ),
        quote=found.body,
        action=Action(_("Lire et répondre"), f"{page('practices:detail', practice.slug)}#comment-{found.pk}"),
    )


@letter("comment.reported")
def comment_reported(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the secretariat."""
    opened = _own(reader, data)
    report = CommentReport.objects.filter(pk=data["report"], handled_at__isnull=True).first()
    if opened is None or report is None or not opened[0].is_secretariat:
        return None
    return Message(
        subject=_("Un commentaire est signalé"),
        paragraphs=(_("Un commentaire de la fiche « %(title)s » est signalé.") % {"title": _title(*opened)},),
        quote=report.reason,
        action=Action(
            _("Lire le commentaire"), f"{page('practices:detail', opened[1].slug)}#comment-{report.comment_id}"
        ),
    )


@letter("comment.hidden", optional=False)
def comment_hidden(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the author, who may since have left: the reason is his to know."""
    found = Comment.unguarded.filter(pk=data["comment"], author_id=reader.user_id).first()
    if found is None or found.state != CommentState.HIDDEN:
        return None
    return Message(
        subject=_("Votre commentaire a été masqué"),
        paragraphs=(_("Le secrétariat a masqué l’un de vos commentaires, pour la raison suivante."),),
        quote=found.hidden_reason,
        closing=(_("Vous pouvez répondre au secrétariat."),),
    )
