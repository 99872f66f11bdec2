"""One function for each question. Each asks the rule of rows, then the table of moves.

``may(viewer, "publish", practice, revision)`` answers for any move of ``workflow.MOVES``; the others have names.
"""

from cities.models import Role
from cities.queries import people_of
from cities.viewer import Viewer
from practices import workflow
from practices.models import (
    OPEN,
    Adoption,
    Appeal,
    Comment,
    CommentKind,
    CommentState,
    ContactRequest,
    Origin,
    Practice,
    PracticeState,
    Revision,
    RevisionState,
)
from practices.workflow import Who


def can_create(viewer: Viewer) -> bool:
    """Editors and coordinators, for the city they act for."""
    return viewer.can_write and viewer.city_id is not None


def can_start_from(viewer: Viewer, practice: Practice) -> bool:
    """Those who write for another city start a draft of theirs from what they read."""
    return can_create(viewer) and practice.is_readable and viewer.city_id != practice.city_id


def can_read(viewer: Viewer, practice: Practice) -> bool:
    """Whether the viewer may open the page of the practice; one statement."""
    return Practice.objects.visible_to(viewer).filter(pk=practice.pk).exists()


def can_edit(viewer: Viewer, practice: Practice) -> bool:
    """Editors and coordinators of the practice's city write its drafts."""
    return viewer.can_write and viewer.city_id == practice.city_id


def can_close_version(viewer: Viewer, practice: Practice) -> bool:
    """Coordinators of the practice's city, or the secretariat, while the practice can be read."""
    return practice.is_readable and holds(viewer, Who.COORDINATORS, practice)


def is_author(viewer: Viewer, revision: Revision) -> bool:
    """The viewer wrote in this revision, or submitted it: nobody approves their own."""
    if viewer.user_id is None:
        return False
    return viewer.user_id in {revision.author_id, revision.submitted_by_id, *revision.contributors}


def holds(viewer: Viewer, who: Who, practice: Practice) -> bool:
    """Whether the viewer is one of those whose move it is."""
    if who == Who.PLATFORM:
        return False
    if who == Who.SECRETARIAT:
        return viewer.is_secretariat
    if who == Who.WRITERS:
        return can_edit(viewer, practice)
    return viewer.is_secretariat or (viewer.coordinates and viewer.city_id == practice.city_id)


def may(viewer: Viewer, name: str, practice: Practice, revision: Revision | None = None) -> bool:
    """Whether the viewer may make a move now: the right person, from the present state."""
    move = workflow.MOVES[name]
    if not holds(viewer, move.who, practice):
        return False
    if move.subject == "practice":
        return practice.state in move.states and _sensible(name, practice, revision)
    if revision is None or revision.state not in move.states or not _sensible(name, practice, revision):
        return False
    return not (move.who == Who.SECRETARIAT and is_author(viewer, revision))


def _sensible(name: str, practice: Practice, revision: Revision | None) -> bool:
    """What a state does not say: where the record comes from, and whether a version is already under way."""
    if name == "confirm":
        return practice.origin == Origin.CITY
    if name == "start_revision":
        return revision is None or revision.state not in OPEN
    if name == "publish_from_sources":
        return practice.origin == Origin.PUBLIC_SOURCES and revision is not None and from_sources(revision)
    if name == "discard":
        return revision is not None and revision.author_id is not None
    return True


def from_sources(revision: Revision) -> bool:
    """Nobody of the city wrote in it, and it may be shown as drawn from public sources."""
    return revision.author_id is None and not revision.contributors and "amalgam_risk" not in revision.moderation_flags


def is_last(revision: Revision) -> bool:
    """No later version has been begun since; the draft that a request for changes opened is part of that decision."""
    later = Revision.unguarded.filter(practice_id=revision.practice_id, number__gt=revision.number)
    if revision.state == RevisionState.CHANGES_REQUESTED:
        later = later.exclude(state=RevisionState.DRAFT)
    return not later.exists()


def can_appeal(viewer: Viewer, practice: Practice, revision: Revision) -> bool:
    """The city asks once that somebody else read a refusal or a request for changes, until its next version leaves."""
    asked = Appeal.objects.filter(revision=revision).exists
    return may(viewer, "appeal", practice, revision) and is_last(revision) and not asked()


def can_decide_appeal(viewer: Viewer, appeal: Appeal, revision: Revision) -> bool:
    """Somebody of the secretariat who neither took the decision nor wrote the version."""
    return viewer.is_secretariat and viewer.user_id != appeal.first_decider_id and not is_author(viewer, revision)


def moves(viewer: Viewer, practice: Practice, revision: Revision | None = None) -> list[workflow.Move]:
    """Return the moves the viewer may make now, in the order of the table: the buttons of a page."""
    return [move for name, move in workflow.MOVES.items() if may(viewer, name, practice, revision)]


def can_comment(viewer: Viewer, practice: Practice) -> bool:
    """Members comment on what is published for them, in the name of the city they act for."""
    return viewer.is_member and practice.state == PracticeState.PUBLISHED and can_read(viewer, practice)


def can_ask(viewer: Viewer, practice: Practice) -> bool:
    """Members ask a question to another city, when somebody there has an account to answer it."""
    return can_comment(viewer, practice) and is_answered_elsewhere(viewer, practice)


def is_answered_elsewhere(viewer: Viewer, practice: Practice) -> bool:
    """The practice is of another city than the viewer's, and somebody writes for it; one statement."""
    if viewer.city_id == practice.city_id:
        return False
    return people_of(practice.city_id, [Role.COORDINATOR, Role.EDITOR]).exists()


def can_answer(viewer: Viewer, practice: Practice) -> bool:
    """Those who write for the practice's city say which reply answers a question."""
    return can_edit(viewer, practice) and practice.is_readable


def can_mark(viewer: Viewer, practice: Practice, question: Comment) -> bool:
    """The question stands and waits, and it is for the viewer's city to answer it."""
    waits = question.kind == CommentKind.QUESTION and question.answer_id is None
    return waits and question.state == CommentState.VISIBLE and can_answer(viewer, practice)


def can_mute(viewer: Viewer, practice: Practice) -> bool:
    """Members refuse the letters about one practice; those of the secretariat are its work."""
    return viewer.is_member and not viewer.is_secretariat and can_read(viewer, practice)


def can_follow(viewer: Viewer, practice: Practice) -> bool:
    """Members and the secretariat follow what they read."""
    return (viewer.is_member or viewer.is_secretariat) and practice.is_readable and can_read(viewer, practice)


def is_comment_author(viewer: Viewer, comment: Comment) -> bool:
    """The viewer wrote the comment, and it still stands."""
    return viewer.user_id == comment.author_id and comment.state == CommentState.VISIBLE


def can_edit_comment(viewer: Viewer, comment: Comment) -> bool:
    """Its author changes it while acting for the city in whose name it was written; anybody deletes their own words."""
    return is_comment_author(viewer, comment) and viewer.city_id == comment.city_id


def can_hide(viewer: Viewer, comment: Comment) -> bool:
    """The secretariat hides a comment that stands."""
    return viewer.is_secretariat and comment.state == CommentState.VISIBLE


def can_claim(viewer: Viewer, practice: Practice) -> bool:
    """A city takes up, or asks to withdraw, the record drawn about it from public sources."""
    return practice.origin == Origin.PUBLIC_SOURCES and practice.is_readable and can_edit(viewer, practice)


def can_adopt(viewer: Viewer, practice: Practice) -> bool:
    """Editors and coordinators say that their city takes up the published practice of another."""
    return (
        can_create(viewer)
        and viewer.city_id != practice.city_id
        and practice.is_readable
        and can_read(viewer, practice)
    )


def declared_by(viewer: Viewer, adoption: Adoption) -> bool:
    """Editors and coordinators of the city that declared it."""
    return viewer.can_write and viewer.city_id == adoption.city_id


def can_answer_adoption(viewer: Viewer, adoption: Adoption) -> bool:
    """Editors and coordinators of the practice's city thank or correct."""
    return can_edit(viewer, adoption.practice)


def can_ask_exchange(viewer: Viewer, city_id: int) -> bool:
    """Any member asks another city for an exchange, when somebody there has an account to answer."""
    if not viewer.is_member or viewer.user_id is None or viewer.city_id == city_id:
        return False
    return people_of(city_id, [Role.COORDINATOR, Role.EDITOR]).exists()


def may_contact(viewer: Viewer, name: str, request: ContactRequest) -> bool:
    """Whether the viewer may make a move on a request for an exchange now: the right person, from the present state."""
    move = workflow.CONTACT_MOVES[name]
    if request.state not in move.states:
        return False
    if move.who == Who.ASKED:
        return viewer.can_write and viewer.city_id == request.to_city_id
    if move.who == Who.ASKER and viewer.city_id == request.from_city_id:
        return viewer.user_id == request.asked_by_id or viewer.coordinates
    return False
