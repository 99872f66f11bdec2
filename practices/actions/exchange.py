"""What members say to each other about a published practice."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cities.models import City
from cities.viewer import Viewer
from common import clock
from common.errors import Invalid, NotAllowed, NotPossible
from common.text import clean
from practices import mails, mentions, permissions
from practices.actions import questions
from practices.actions.locking import clean_note, lock_practice
from practices.actions.telling import published_audience, tell_of_comment
from practices.models import Comment, CommentKind, CommentReport, CommentState, Follow, Mention, Mute, Practice

LONGEST = 3000
MOST_MENTIONS = 5
LONGEST_REASON = 600
TIME_TO_EDIT = timedelta(minutes=10)


def comment(
    *,
    by: Viewer,
    practice_id: int,
    body: str,
    parent_id: int | None = None,
    is_question: bool = False,
    is_answer: bool = False,
) -> Comment:
    """Write about a published practice in the name of the city acted for, or reply once deep.

    ``is_question``: the practice's city is asked for an answer. ``is_answer``: it gives it in this reply.
    """
    with transaction.atomic():
        practice = lock_practice(practice_id)
        if by.city_id is None or by.user_id is None or not permissions.can_comment(by, practice):
            raise NotAllowed
        written = checked(body)
        named = _named(written)
        parent = _parent(practice, parent_id)
        if is_question and (parent is not None or not permissions.can_ask(by, practice)):
            raise NotPossible(_("Cette question ne peut pas être posée ici. Écrivez-la comme un commentaire."))
        if (same := _just_said(by, practice, parent, written)) is not None:
            return same
        made = Comment.unguarded.create(
            practice=practice,
            parent=parent,
            city_id=by.city_id,
            author_id=by.user_id,
            body=written,
            kind=CommentKind.QUESTION if is_question else CommentKind.COMMENT,
        )
        _mention(made, named)
        if is_answer and parent is not None and permissions.can_mark(by, practice, parent):
            questions.answered(by, parent, made)
        entry = tell_of_comment("comment.posted", by, made, audience=published_audience(practice))
        mails.tell_commented(entry, practice, made)
    return made


def _just_said(by: Viewer, practice: Practice, parent: Comment | None, body: str) -> Comment | None:
    """Return the same words said a moment ago: a form sent twice is one comment. The practice's lock orders the two."""
    recent = Comment.unguarded.filter(
        practice=practice, parent=parent, author=by.user_id, city=by.city_id or 0, state=CommentState.VISIBLE
    )
    return recent.filter(body=body, created_at__gt=clock.now() - TIME_TO_EDIT).first()


def edit_comment(*, by: Viewer, comment_id: int, body: str) -> Comment:
    """Change one's own comment, within ten minutes."""
    with transaction.atomic():
        practice, found = _lock(by, comment_id)
        if not permissions.can_edit_comment(by, found):
            raise NotAllowed
        now = clock.now()
        if now - found.created_at > TIME_TO_EDIT:
            raise NotPossible(_("Les dix minutes pour modifier ce commentaire sont passées. Ajoutez une réponse."))
        found.body = checked(body)
        new = _mention(found, _named(found.body))
        found.edited_at = now
        found.save(update_fields=["body", "edited_at"])
        entry = tell_of_comment("comment.edited", by, found)
        mails.tell_mentioned(entry, practice, found, new)
    return found


def delete_comment(*, by: Viewer, comment_id: int) -> Comment:
    """Take one's own words away; their place stays, so that replies keep their sense."""
    with transaction.atomic():
        _practice, found = _lock(by, comment_id)
        if not permissions.is_comment_author(by, found):
            raise NotAllowed
        found.body = ""
        found.state = CommentState.REMOVED
        found.save(update_fields=["body", "state"])
        _mention(found, [])
        questions.no_longer_answers(found)
        _handle_reports(found, by)
        tell_of_comment("comment.removed", by, found)
    return found


def report_comment(*, by: Viewer, comment_id: int, reason: str) -> CommentReport:
    """Ask the secretariat to look at a comment. A second report by the same person changes nothing."""
    with transaction.atomic():
        practice, found = _lock(by, comment_id)
        if found.state != CommentState.VISIBLE:
            raise NotPossible
        why = _reason(reason)
        # One waiting report is enough from all who are not signed in: nobody can flood the secretariat
        waiting = CommentReport.objects.filter(comment=found, reporter_id=by.user_id, handled_at__isnull=True).first()
        if waiting is not None:
            return waiting
        made = CommentReport.objects.create(comment=found, reporter_id=by.user_id, reason=why)
        entry = tell_of_comment("comment.reported", by, found)
        mails.tell_reported(entry, practice, made)
    return made


def dismiss_report(*, by: Viewer, report_id: int) -> CommentReport:
    """The secretariat looked at a reported comment and leaves it."""
    if not by.is_secretariat:
        raise NotAllowed
    with transaction.atomic():
        found = CommentReport.objects.select_for_update(of=("self",)).filter(pk=report_id).first()
        if found is None or found.handled_at is not None:
            raise NotPossible
        found.handled_at = clock.now()
        found.handled_by_id = by.user_id
        found.save(update_fields=["handled_at", "handled_by"])
        reported = Comment.unguarded.select_related("practice").get(pk=found.comment_id)
        tell_of_comment("comment.report_dismissed", by, reported)
    return found


def hide_comment(*, by: Viewer, comment_id: int, reason: str) -> Comment:
    """The secretariat hides a comment; its author is told why."""
    with transaction.atomic():
        practice, found = _lock(by, comment_id)
        if not by.is_secretariat:
            raise NotAllowed
        if not permissions.can_hide(by, found):
            raise NotPossible
        found.hidden_reason = clean_note(reason, needed=True, longest=LONGEST_REASON)
        found.state = CommentState.HIDDEN
        found.save(update_fields=["hidden_reason", "state"])
        questions.no_longer_answers(found)
        _handle_reports(found, by)
        entry = tell_of_comment("comment.hidden", by, found, note=found.hidden_reason)
        mails.tell_hidden(entry, practice, found)
    return found


def follow(*, by: Viewer, practice_id: int) -> Follow:
    """Receive a letter when somebody comments on a practice."""
    with transaction.atomic():
        practice = lock_practice(practice_id)
        if by.user_id is None or not permissions.can_follow(by, practice):
            raise NotAllowed
        Mute.objects.filter(practice=practice, user_id=by.user_id).delete()
        return Follow.objects.get_or_create(practice=practice, user_id=by.user_id)[0]


def unfollow(*, by: Viewer, practice_id: int) -> None:
    """Receive no more letters about a practice."""
    if by.user_id is None:
        raise NotAllowed
    Follow.objects.filter(practice_id=practice_id, user_id=by.user_id).delete()


# --- Checks ---


def _lock(by: Viewer, comment_id: int) -> tuple[Practice, Comment]:
    """Lock a comment that the viewer reads; any other answers like one that does not exist."""
    if not Comment.objects.visible_to(by).filter(pk=comment_id).exists():
        raise NotAllowed
    found = Comment.unguarded.select_for_update(of=("self",)).select_related("practice__city").get(pk=comment_id)
    return found.practice, found


def _parent(practice: Practice, parent_id: int | None) -> Comment | None:
    if parent_id is None:
        return None
    rows = Comment.unguarded.select_for_update(of=("self",))
    parent = rows.filter(pk=parent_id, practice=practice, parent__isnull=True).first()
    if parent is None or parent.state == CommentState.HIDDEN:
        raise NotPossible(_("Ce commentaire ne peut pas recevoir de réponse."))
    return parent


def shortened(raw: str) -> str:
    """Return words cleaned, and cut where they are too long in any case: what was left out is not kept either."""
    return clean(raw)[: LONGEST + 1]


def checked(raw: str) -> str:
    """Return the words of a comment, cleaned; Invalid when there are none or too many."""
    written = clean(raw)
    if not written:
        sentence = _("Écrivez votre commentaire.")
        raise Invalid(sentence, fields={"body": [sentence]})
    if len(written) > LONGEST:
        sentence = _("Raccourcissez votre commentaire : %(max)d signes au plus.") % {"max": LONGEST}
        raise Invalid(sentence, fields={"body": [sentence]})
    return written


def _named(body: str) -> list[City]:
    if "@" not in body:
        return []
    named = mentions.cities_in(body, mentions.member_cities())
    if len(named) > MOST_MENTIONS:
        sentence = _("Nommez %(max)d villes au plus dans un commentaire.") % {"max": MOST_MENTIONS}
        raise Invalid(sentence, fields={"body": [sentence]})
    return named


def _mention(found: Comment, named: list[City]) -> list[City]:
    """Keep which cities a comment names; return those that it did not name before."""
    rows = Mention.objects.filter(comment=found)
    before = set(rows.values_list("city_id", flat=True))
    rows.exclude(city__in=named).delete()
    new = [city for city in named if city.pk not in before]
    Mention.objects.bulk_create([Mention(comment=found, city=city) for city in new])
    return new


def _reason(raw: str) -> str:
    written = clean(raw)
    if not written or len(written) > LONGEST_REASON:
        sentence = _("Dites en quelques mots ce qui pose problème : %(max)d signes au plus.") % {"max": LONGEST_REASON}
        raise Invalid(sentence, fields={"reason": [sentence]})
    return written


def _handle_reports(found: Comment, by: Viewer) -> None:
    CommentReport.objects.filter(comment=found, handled_at__isnull=True).update(
        handled_at=clock.now(), handled_by_id=by.user_id
    )
