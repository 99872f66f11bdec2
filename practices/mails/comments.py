"""Letters of the comments: posted, reported, hidden."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cities.models import City
from cities.queries import people_of, secretariat
from cities.viewer import Viewer
from common.audience import Audience
from common.links import page
from journal.models import Entry
from mailing.message import Action, Message
from mailing.registry import Reader, letter
from practices import by_mail, permissions
from practices.mails.reading import WRITERS, open_practice, own_practice, queue, title_of
from practices.models import Comment, CommentKind, CommentReport, CommentState, Follow, Practice


def tell_commented(entry: Entry, practice: Practice, comment: Comment) -> None:
    """The cities it names; then who writes for the practice's city, its followers, and whoever is replied to."""
    named = tell_mentioned(entry, practice, comment, City.objects.filter(pk__in=comment.mentions.values("city_id")))
    followers = User.objects.filter(is_active=True, pk__in=Follow.objects.filter(practice=practice).values("user_id"))
    people = [*people_of(practice.city_id, WRITERS), *followers]
    if comment.parent is not None:
        people += list(User.objects.filter(is_active=True, pk=comment.parent.author_id))
    told = [person for person in people if person.pk not in named]
    queue("comment.posted", entry, told, practice, comment=comment.pk)


def tell_mentioned(entry: Entry, practice: Practice, comment: Comment, cities: Iterable[City]) -> set[int]:
    """The people of the cities that a comment names, where the practice may be read; return who is told."""
    told = set[int]()
    for city in cities:
        member = Viewer(city_id=city.pk, scope=Audience.MEMBERS)
        if city.pk == comment.city_id or not permissions.can_read(member, practice):
            continue
        people = [person for person in people_of(city.pk) if person.pk not in told]
        queue("comment.mentioned", entry, people, practice, comment=comment.pk, city=city.pk)
        told |= {person.pk for person in people}
    return told


def tell_answered(entry: Entry, practice: Practice, question: Comment) -> None:
    """Whoever asked: their question has its answer."""
    asker = User.objects.filter(is_active=True, pk=question.author_id)
    queue("comment.answered", entry, asker, practice, comment=question.pk)


def tell_reported(entry: Entry, practice: Practice, report: CommentReport) -> None:
    """The secretariat: somebody asks it to look at a comment."""
    queue("comment.reported", entry, secretariat(), practice, report=report.pk)


def tell_hidden(entry: Entry, practice: Practice, comment: Comment) -> None:
    """The author of the comment, with the reason."""
    queue("comment.hidden", entry, User.objects.filter(pk=comment.author_id), practice, comment=comment.pk)


def _standing(viewer: Viewer, practice: Practice, comment_id: int) -> Comment | None:
    """Return a comment that still stands, for somebody who still belongs to a city or to the secretariat."""
    if not (viewer.is_member or viewer.is_secretariat) or not practice.is_readable:
        return None
    rows = Comment.objects.visible_to(viewer).filter(pk=comment_id, state=CommentState.VISIBLE)
    return rows.select_related("city", "parent", "answer").first()


def _said(found: Comment, subject: str, sentence: str, viewer: Viewer, practice: Practice) -> Message:
    title = title_of(viewer, practice)
    return Message(
        subject=subject,
        paragraphs=(sentence % {"city": found.city.name, "title": title},),
        quote=found.body,
        action=Action(_("Lire et répondre"), f"{page('practices:detail', practice.slug)}#comment-{found.pk}"),
        reply_to=by_mail.address_of(viewer, practice, found),
        thread=f"{viewer.city_id}/{found.parent_id or found.pk}",
        reply_words=_(
            "Vous pouvez répondre à cette lettre : votre réponse paraîtra sous la fiche, au nom de votre ville."
        ),
    )


@letter("comment.posted", gettext_lazy("Commentaire"), topic="comments")
def comment_posted(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the practice's city, its followers, and whoever is replied to."""
    opened = open_practice(reader, data)
    found = _standing(*opened, data["comment"]) if opened else None
    if opened is None or found is None:
        return None
    viewer, practice = opened
    subject, sentence = _posted_words(found, to_its_city=viewer.city_id == practice.city_id)
    return _said(found, subject, sentence, viewer, practice)


def _posted_words(found: Comment, *, to_its_city: bool) -> tuple[str, str]:
    if found.kind == CommentKind.QUESTION:
        subject = _("Une question à votre ville") if to_its_city else _("Une nouvelle question sur une fiche")
        return subject, _("%(city)s pose une question sur la fiche « %(title)s ».")
    if found.parent is not None and found.parent.answer_id == found.pk:
        return _("Une réponse à une question"), _("%(city)s a répondu à une question sur la fiche « %(title)s ».")
    return _("Un nouveau commentaire sur une fiche"), _("%(city)s a commenté la fiche « %(title)s ».")


@letter("comment.mentioned", gettext_lazy("Commentaire qui nomme une ville"), topic="mentions")
def comment_mentioned(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the people of a city that a comment names."""
    opened = open_practice(reader, data, as_city=data["city"])
    found = _standing(*opened, data["comment"]) if opened else None
    if opened is None or found is None or opened[0].city_id != data["city"]:
        return None
    if not found.mentions.filter(city_id=data["city"]).exists():
        return None
    viewer, practice = opened
    sentence = _("%(city)s nomme votre ville dans un commentaire de la fiche « %(title)s ».")
    return _said(found, _("Un commentaire nomme votre ville"), sentence, viewer, practice)


@letter("comment.answered", gettext_lazy("Réponse à une question"), topic="answers")
def comment_answered(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To whoever asked."""
    opened = open_practice(reader, data)
    question = _standing(*opened, data["comment"]) if opened else None
    if opened is None or question is None or question.answer_id is None:
        return None
    answer = _standing(*opened, question.answer_id)
    if answer is None:
        return None
    viewer, practice = opened
    sentence = _("Votre question sur la fiche « %(title)s » a sa réponse.")
    return _said(answer, _("Une réponse à votre question"), sentence, viewer, practice)


@letter("comment.reported", gettext_lazy("Commentaire signalé au secrétariat"))
def comment_reported(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the secretariat."""
    opened = own_practice(reader, data)
    report = CommentReport.objects.filter(pk=data["report"], handled_at__isnull=True).first()
    if opened is None or report is None or not opened[0].is_secretariat:
        return None
    return Message(
        subject=_("Un commentaire est signalé"),
        paragraphs=(_("Un commentaire de la fiche « %(title)s » est signalé.") % {"title": title_of(*opened)},),
        quote=report.reason,
        action=Action(
            _("Lire le commentaire"), f"{page('practices:detail', opened[1].slug)}#comment-{report.comment_id}"
        ),
    )


@letter("comment.hidden", gettext_lazy("Commentaire masqué"), optional=False)
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
