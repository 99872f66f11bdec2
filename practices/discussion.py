"""What a viewer reads of the exchange about a practice: words that stand, and persons for members only."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from cities.models import City
from cities.viewer import Viewer
from common import clock
from practices import mentions, permissions, record
from practices.actions.exchange import TIME_TO_EDIT
from practices.models import Comment, CommentKind, CommentState, Follow, Mention, Mute, Practice


@dataclass
class Voice:
    """A comment as one viewer reads it. ``body`` is empty unless it stands; ``person`` is for members only."""

    comment: Comment
    city: City
    body: str | SafeString  # with links to the cities that it names
    person: str
    can_edit: bool
    can_delete: bool
    can_hide: bool
    can_mark: bool = False  # as the answer
    can_unmark: bool = False
    is_answer: bool = False
    replies: list["Voice"] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        return self.comment.state == CommentState.VISIBLE

    @property
    def is_question(self) -> bool:
        return self.stands and self.comment.kind == CommentKind.QUESTION

    @property
    def waits(self) -> bool:
        """A question that has no answer yet."""
        return self.is_question and self.comment.answer_id is None


def thread(practice: Practice, viewer: Viewer) -> list[Voice]:
    """Return what was said about a practice that this viewer reads: questions that wait, then the rest, oldest first.

    One statement, one for the cities named, and one for the time.
    """
    if not practice.around.comments or not _is_read(practice, viewer):
        return []
    comments = list(Comment.objects.on(practice).order_by("created_at", "id"))
    if not comments:
        return []
    named = _named(comments)
    now = clock.now() if viewer.user_id is not None else None
    answers = permissions.can_answer(viewer, practice)
    voices: dict[int, Voice] = {}
    top: list[Voice] = []
    for comment in comments:
        voice = _voice(comment, viewer, named[comment.pk])
        voice.can_edit = (
            permissions.can_edit_comment(viewer, comment)
            and now is not None
            and now - comment.created_at <= TIME_TO_EDIT
        )
        voices[comment.pk] = voice
        parent = voices.get(comment.parent_id) if comment.parent_id else None
        (parent.replies if parent else top).append(voice)
        if parent is not None and parent.is_question:
            voice.is_answer = parent.comment.answer_id == comment.pk
            voice.can_mark = answers and voice.stands and not voice.is_answer
            voice.can_unmark = answers and voice.is_answer
    for voice in top:
        voice.replies.sort(key=lambda reply: not reply.is_answer)
    return sorted(top, key=lambda voice: not voice.waits)


def _is_read(practice: Practice, viewer: Viewer) -> bool:
    """Ask the gate again, of rows already loaded: a caller that forgot to shows nothing."""
    if practice.published is None:
        return False
    practice.published.practice = practice
    return bool(record.title(practice.published, viewer))


def _voice(comment: Comment, viewer: Viewer, named: list[City]) -> Voice:
    stands = comment.state == CommentState.VISIBLE
    return Voice(
        comment=comment,
        city=comment.city,
        body=mentions.linked(comment.body, named) if stands else "",
        person=comment.author.name if stands and (viewer.is_member or viewer.is_secretariat) else "",
        can_edit=False,
        can_delete=permissions.is_comment_author(viewer, comment),
        can_hide=permissions.can_hide(viewer, comment),
    )


def _named(comments: list[Comment]) -> dict[int, list[City]]:
    found: dict[int, list[City]] = defaultdict(list)
    if any("@" in comment.body for comment in comments):
        for mention in Mention.objects.filter(comment__in=comments).select_related("city"):
            found[mention.comment_id].append(mention.city)
    return found


def follows(viewer: Viewer, practice: Practice) -> bool:
    """Whether the viewer follows a practice."""
    if viewer.user_id is None:
        return False
    return Follow.objects.filter(practice=practice, user_id=viewer.user_id).exists()


def mutes(viewer: Viewer, practice: Practice) -> bool:
    """Whether the viewer refuses the letters about a practice."""
    if viewer.user_id is None:
        return False
    return Mute.objects.filter(practice=practice, user_id=viewer.user_id).exists()
