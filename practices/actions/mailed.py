"""Answers that come by mail: taken once, published through the same verb as on the page, or kept for their reader."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cities.viewer import Viewer, viewer_of
from common import clock
from common.errors import NotAllowed, NotPossible, Refusal
from mailing import returns
from mailing.addresses import ReplyAddress
from mailing.receiving.letters import Received
from practices import mails
from practices.actions import exchange
from practices.models import Comment, MailedReply, MailedState

MOST_WAITING = 20  # answers that wait for one reader: no stranger can fill their page
MOST_AN_HOUR = 20  # published for one reader; those after them wait, in case a machine was not recognised
KEPT_WAITING = timedelta(days=30)
KEPT_SETTLED = timedelta(days=90)


def take_reply(*, reader: User, address: ReplyAddress, received: Received) -> MailedReply | None:
    """Take an answer once; None when it was taken before, or was written by a machine.

    It is published at once when the reader's own domain stands behind it, and waits for their agreement otherwise.
    """
    if received.is_automatic or len(address.thread) != 2:
        return None
    city_id, comment_id = address.thread
    with transaction.atomic():
        if not Comment.unguarded.filter(pk=comment_id).exists():
            return None
        written = exchange.shortened(received.new_text)
        row, is_new = MailedReply.objects.get_or_create(
            reader=reader,
            letter_key=received.key,
            defaults={
                "city_id": city_id,
                "answered_id": comment_id,
                "sender": received.sender[:254],
                "body": written,
                "had_files": received.has_files,
            },
        )
        if not is_new:
            return None
        _settle_or_wait(row, reader, is_trusted=received.is_proven and received.sender == reader.email.lower())
    return row


def _settle_or_wait(row: MailedReply, reader: User, *, is_trusted: bool) -> None:
    mine = MailedReply.objects.filter(reader=reader)
    lately = mine.filter(state=MailedState.PUBLISHED, settled_at__gt=clock.now() - timedelta(hours=1))
    try:
        exchange.checked(row.body)
        if is_trusted and lately.count() < MOST_AN_HOUR:
            _publish(row)
            returns.heal(reader, actor_id=None)  # whoever answers a letter has received it
        elif mine.filter(state=MailedState.WAITING).count() > MOST_WAITING:
            raise NotPossible(_("Trop de réponses attendent déjà votre accord. Publiez-les ou écartez-les d’abord."))
    except Refusal as refusal:
        _settle(row, MailedState.REFUSED, reason=str(refusal.sentence))
    mails.tell_of_mailed(row)


def publish_reply(*, by: Viewer, reply_id: int) -> MailedReply:
    """The reader agrees that an answer is theirs. Twice is one comment."""
    with transaction.atomic():
        row = _lock(by, reply_id)
        if row.state == MailedState.WAITING:
            _publish(row)
        elif row.state != MailedState.PUBLISHED:
            raise NotPossible(_("Cette réponse a déjà été écartée."))
    return row


def discard_reply(*, by: Viewer, reply_id: int) -> MailedReply:
    """The reader does not want an answer, or did not write it; its words are erased."""
    with transaction.atomic():
        row = _lock(by, reply_id)
        if row.state == MailedState.PUBLISHED:
            raise NotPossible(_("Cette réponse est déjà publiée. Supprimez le commentaire sur la page de la fiche."))
        if row.state == MailedState.WAITING:
            _settle(row, MailedState.DISCARDED)
    return row


def forget_replies() -> None:
    """Discard what nobody agreed to in time, and forget what was settled long ago."""
    now = clock.now()
    waiting = MailedReply.objects.filter(state=MailedState.WAITING, received_at__lt=now - KEPT_WAITING)
    waiting.update(state=MailedState.DISCARDED, body="", settled_at=now)
    MailedReply.objects.filter(settled_at__lt=now - KEPT_SETTLED).delete()


def _lock(by: Viewer, reply_id: int) -> MailedReply:
    row = MailedReply.objects.select_for_update(of=("self",)).filter(pk=reply_id, reader_id=by.user_id or 0).first()
    if row is None:
        raise NotAllowed
    return row


def _publish(row: MailedReply) -> None:
    """Write the comment with the rights of this very moment, in the name of the city that the letter was written to."""
    by = viewer_of(row.reader_id, row.city_id)
    if by.city_id != row.city_id:
        raise NotAllowed
    answered = Comment.unguarded.get(pk=row.answered_id)
    made = exchange.comment(
        by=by,
        practice_id=answered.practice_id,
        body=row.body,
        parent_id=answered.parent_id or answered.pk,
        is_answer=True,
    )
    _settle(row, MailedState.PUBLISHED, comment=made)


def _settle(row: MailedReply, state: MailedState, *, reason: str = "", comment: Comment | None = None) -> None:
    row.state, row.reason, row.comment = state, reason, comment
    row.body, row.settled_at = "", clock.now()
    row.save(update_fields=["state", "reason", "comment", "body", "settled_at"])
