"""What a viewer reads of the exchange about a practice: words that stand, and persons for members only."""

from dataclasses import dataclass, field

from cities.models import City
from cities.viewer import Viewer
from common import clock
from practices import permissions
from practices.actions.exchange import TIME_TO_EDIT
from practices.models import Comment, CommentState, Follow, Practice


@dataclass
class Voice:
    """A comment as one viewer reads it. ``body`` is empty unless it stands; ``person`` is for members only."""

    comment: Comment
    city: City
    body: str
    person: str
    can_edit: bool
    can_delete: bool
    can_hide: bool
    replies: list["Voice"] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        return self.comment.state == CommentState.VISIBLE


def thread(practice: Practice, viewer: Viewer) -> list[Voice]:
    """Return the comments of a practice with their replies, oldest first; one statement, and one for the time."""
    rows = Comment.objects.visible_to(viewer).filter(practice=practice).select_related("city", "author")
    comments = list(rows.order_by("created_at", "id"))
    if not comments:
        return []
    now = clock.now() if viewer.user_id is not None else None
    voices: dict[int, Voice] = {}
    top: list[Voice] = []
    for comment in comments:
        stands = comment.state == CommentState.VISIBLE
        own = permissions.is_comment_author(viewer, comment)
        voice = Voice(
            comment=comment,
            city=comment.city,
            body=comment.body if stands else "",
            person=comment.author.name if stands and (viewer.is_member or viewer.is_secretariat) else "",
            can_edit=permissions.can_edit_comment(viewer, comment)
            and now is not None
            and now - comment.created_at <= TIME_TO_EDIT,
            can_delete=own,
            can_hide=permissions.can_hide(viewer, comment),
        )
        voices[comment.pk] = voice
        parent = voices.get(comment.parent_id) if comment.parent_id else None
        (parent.replies if parent else top).append(voice)
    return top


def follows(viewer: Viewer, practice: Practice) -> bool:
    """Whether the viewer follows a practice."""
    if viewer.user_id is None:
        return False
    return Follow.objects.filter(practice=practice, user_id=viewer.user_id).exists()
