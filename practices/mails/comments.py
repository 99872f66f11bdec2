"""Letters of the comments: posted, reported, hidden."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from cities.queries import people_of, secretariat
from common.links import page
from journal.models import Entry
from mailing.message import Action, Message
from mailing.registry import Reader, letter
from practices.mails.reading import WRITERS, open_practice, own_practice, queue, title_of
from practices.models import Comment, CommentReport, CommentState, Follow, Practice


def tell_commented(entry: Entry, practice: Practice, comment: Comment) -> None:
    """Those who write for the practice's city, its followers, and whoever is replied to."""
    followers = User.objects.filter(is_active=True, pk__in=Follow.objects.filter(practice=practice).values("user_id"))
    people = [*people_of(practice.city_id, WRITERS), *followers]
    if comment.parent is not None:
        people += list(User.objects.filter(is_active=True, pk=comment.parent.author_id))
    queue("comment.posted", entry, people, practice, comment=comment.pk)


def tell_reported(entry: Entry, practice: Practice, report: CommentReport) -> None:
    """The secretariat: somebody asks it to look at a comment."""
    queue("comment.reported", entry, secretariat(), practice, report=report.pk)


def tell_hidden(entry: Entry, practice: Practice, comment: Comment) -> None:
    """The author of the comment, with the reason."""
    queue("comment.hidden", entry, User.objects.filter(pk=comment.author_id), practice, comment=comment.pk)


@letter("comment.posted")
def comment_posted(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the practice's city, its followers, and whoever is replied to."""
    opened = open_practice(reader, data)
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
            _("%(city)s a commenté la fiche « %(title)s ».") % {"city": found.city.name, "title": title_of(*opened)},
        ),
        quote=found.body,
        action=Action(_("Lire et répondre"), f"{page('practices:detail', practice.slug)}#comment-{found.pk}"),
    )


@letter("comment.reported")
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
