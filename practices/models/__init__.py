"""Practices, their revisions, what is said about them, and the vocabularies.

Rows are reached through a viewer: ``Practice.objects.visible_to(viewer)``, ``.editable_by(viewer)``, the same on
``Revision``, and ``Comment`` or ``Adoption.objects.visible_to(viewer)``. ``unguarded`` is for actions, migrations and
commands.
Lists, search, statistics, the API and the digest read ``IndexEntry.objects.visible_to(viewer)`` or ``in_scope(scope)``.
A revision's content is read through ``practices.record.view`` and nothing else.
"""

from practices.models.adoption import ACTIVE, Adoption, AdoptionAnswer, AdoptionState, AdoptionStep, AnswerKind
from practices.models.attachment import Attachment, AttachmentKind
from practices.models.exchange import (
    Claim,
    ClaimKind,
    Comment,
    CommentKind,
    CommentReport,
    CommentState,
    Follow,
    Mention,
    Mute,
    Reading,
)
from practices.models.freshness import Answer, ConfirmationRound, LinkCheck, LinkState
from practices.models.index import FacetCount, IndexEntry
from practices.models.mailed import MailedReply, MailedState
from practices.models.offline import OfflineFile
from practices.models.practice import QUESTIONS_TO_REVIEW, READABLE, Origin, Practice, PracticeState
from practices.models.rates import ExchangeRate
from practices.models.relay import ContactKind, ContactRequest, ContactState
from practices.models.review import (
    Appeal,
    Assignment,
    DecisionReason,
    Decline,
    ExpertComment,
    ExpertReading,
    InternalNote,
    Outcome,
    Point,
    PointReply,
    SecondReading,
    WatchedWording,
)
from practices.models.revision import OPEN, Revision, RevisionState, Translation
from practices.models.saving import Saving
from practices.models.term import Term

__all__ = [
    "ACTIVE",
    "OPEN",
    "QUESTIONS_TO_REVIEW",
    "READABLE",
    "Adoption",
    "AdoptionAnswer",
    "AdoptionState",
    "AdoptionStep",
    "Answer",
    "AnswerKind",
    "Appeal",
    "Assignment",
    "Attachment",
    "AttachmentKind",
    "Claim",
    "ClaimKind",
    "Comment",
    "CommentKind",
    "CommentReport",
    "CommentState",
    "ConfirmationRound",
    "ContactKind",
    "ContactRequest",
    "ContactState",
    "DecisionReason",
    "Decline",
    "ExchangeRate",
    "ExpertComment",
    "ExpertReading",
    "FacetCount",
    "Follow",
    "IndexEntry",
    "InternalNote",
    "LinkCheck",
    "LinkState",
    "MailedReply",
    "MailedState",
    "Mention",
    "Mute",
    "OfflineFile",
    "Origin",
    "Outcome",
    "Point",
    "PointReply",
    "Practice",
    "PracticeState",
    "Reading",
    "Revision",
    "RevisionState",
    "Saving",
    "SecondReading",
    "Term",
    "Translation",
    "WatchedWording",
]
