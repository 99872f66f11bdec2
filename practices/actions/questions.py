"""A question and its answer, and the letters that a person no longer wants about a practice."""

from django.db import transaction
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common.errors import NotAllowed, NotPossible
from journal.models import Entry
from practices import mails, permissions
from practices.actions.locking import lock_practice
from practices.actions.telling import tell_of_comment
from practices.models import Comment, CommentKind, CommentState, Follow, Mute, Practice


def mark_answer(*, by: Viewer, reply_id: int) -> Comment:
    """The city of the practice says which reply answers a question; another one marked before leaves its place."""
    with transaction.atomic():
        practice, reply = _lock(by, reply_id)
        question = _question(reply.parent_id)
        if reply.state != CommentState.VISIBLE:
            raise NotPossible(_("Cette réponse n’est plus affichée. Choisissez-en une autre."))
        if question.answer_id == reply.pk:
            return question
        entry = answered(by, question, reply)
        mails.tell_answered(entry, practice, question)
    return question


def unmark_answer(*, by: Viewer, question_id: int) -> Comment:
    """The city of the practice says that a question still waits for its answer."""
    with transaction.atomic():
        _practice, question = _lock(by, question_id)
        if question.kind != CommentKind.QUESTION:
            raise NotPossible
        if question.answer_id is not None:
            question.answer = None
            question.save(update_fields=["answer"])
            tell_of_comment("comment.answer_taken_back", by, question)
    return question


def mute(*, by: Viewer, practice_id: int) -> Mute:
    """Receive no letter about a practice any more, whatever the reason it would be sent for."""
    with transaction.atomic():
        practice = lock_practice(practice_id)
        if by.user_id is None or not permissions.can_mute(by, practice):
            raise NotAllowed
        Follow.objects.filter(practice=practice, user_id=by.user_id).delete()
        return Mute.objects.get_or_create(practice=practice, user_id=by.user_id)[0]


def unmute(*, by: Viewer, practice_id: int) -> None:
    """Receive letters about a practice again."""
    if by.user_id is None:
        raise NotAllowed
    Mute.objects.filter(practice_id=practice_id, user_id=by.user_id).delete()


def answered(by: Viewer, question: Comment, reply: Comment) -> Entry:
    """Write down which reply answers a question whose row is locked."""
    question.answer = reply
    question.save(update_fields=["answer"])
    return tell_of_comment("comment.answered", by, question, answer=reply.pk)


def no_longer_answers(found: Comment) -> None:
    """A reply that leaves the page answers nothing: its question waits again."""
    Comment.unguarded.filter(answer=found).update(answer=None)


def _lock(by: Viewer, comment_id: int) -> tuple[Practice, Comment]:
    """Lock the practice, then a comment on it, for somebody who writes for its city."""
    practice_id = Comment.objects.visible_to(by).filter(pk=comment_id).values_list("practice_id", flat=True).first()
    if practice_id is None:
        raise NotAllowed
    practice = lock_practice(practice_id)
    if not permissions.can_answer(by, practice):
        raise NotAllowed
    return practice, Comment.unguarded.select_for_update(of=("self",)).get(pk=comment_id)


def _question(comment_id: int | None) -> Comment:
    rows = Comment.unguarded.select_for_update(of=("self",))
    found = rows.filter(pk=comment_id or 0, kind=CommentKind.QUESTION).first()
    if found is None:
        raise NotPossible(_("Ce commentaire ne répond pas à une question."))
    return found
