"""What this room holds about a person: acts in the name of a city stay to the city, by number; the rest goes."""

from accounts.own_data import Part, Rows
from practices.models import (
    Adoption,
    AdoptionAnswer,
    Appeal,
    Assignment,
    Attachment,
    Claim,
    Comment,
    CommentReport,
    ConfirmationRound,
    ContactRequest,
    ExpertReading,
    Follow,
    InternalNote,
    MailedReply,
    Mute,
    OfflineFile,
    Point,
    PointReply,
    Reading,
    Revision,
    Saving,
    SecondReading,
    Translation,
)

_VERSION = ("practice__slug", "number", "title", "state")
_OF_VERSION = ("revision__practice__slug", "revision__number")

OWN = (
    Rows("follows", Follow, "user", ("practice__slug", "created_at"), goes=True),
    Rows("muted", Mute, "user", ("practice__slug", "created_at"), goes=True),
    Rows("opened", Reading, "user", ("practice__slug", "read_at"), goes=True),
    Rows("offline_files", OfflineFile, "user", ("practice__slug", "name", "created_at", "expires_at"), goes=True),
    Rows(
        "answers_by_mail",
        MailedReply,
        "reader",
        ("city__slug", "sender", "body", "state", "received_at", "settled_at"),
        goes=True,
    ),
)
WRITTEN = (
    Rows("versions_started", Revision, "author", (*_VERSION, "created_at")),
    Rows("versions_submitted", Revision, "submitted_by", (*_VERSION, "submitted_at")),
    Rows("savings", Saving, "user", (*_OF_VERSION, "revision__state", "screen", "saved_at")),
    Rows("translations", Translation, "author", (*_OF_VERSION, "language", "saved_at")),
    Rows("files", Attachment, "added_by", (*_OF_VERSION, "added_at")),
    Rows("comments", Comment, "author", ("practice__slug", "city__slug", "kind", "body", "state", "created_at")),
    Rows("reports", CommentReport, "reporter", ("comment_id", "reason", "created_at")),
    Rows("claims", Claim, "user", ("practice__slug", "kind", "note", "created_at")),
    Rows("confirmations", ConfirmationRound, "answered_by", ("practice__slug", "asked_at", "answered_at")),
    Rows("adoptions", Adoption, "author", ("practice__slug", "city__slug", "state", "created_at")),
    Rows("answers_to_adoptions", AdoptionAnswer, "author", ("adoption_id", "kind", "body", "created_at")),
    Rows("exchanges_asked", ContactRequest, "asked_by", ("to_city__slug", "kind", "purpose", "state", "created_at")),
    Rows("exchanges_answered", ContactRequest, "answered_by", ("from_city__slug", "kind", "answer", "answered_at")),
    Rows("points_done", Point, "done_by", ("practice__slug", "section", "done_at")),
    Rows("answers_to_points", PointReply, "author", ("point_id", "body", "created_at")),
    Rows("appeals", Appeal, "author", ("reason", "created_at")),
)
SECRETARIAT = (
    Rows("versions_decided", Revision, "decided_by", (*_VERSION, "decided_at")),
    Rows("reports_handled", CommentReport, "handled_by", ("comment_id", "handled_at")),
    Rows("claims_handled", Claim, "handled_by", ("practice__slug", "handled_at")),
    Rows("adoptions_handled", AdoptionAnswer, "handled_by", ("adoption_id", "handled_at")),
    Rows("reviews", Assignment, "reviewer", ("practice__slug",)),
    Rows("reviews_assigned", Assignment, "by", ("practice__slug",)),
    Rows("internal_notes", InternalNote, "author", ("practice__slug", "body", "created_at")),
    Rows("points", Point, "author", ("practice__slug", "section", "body", "created_at")),
    Rows("points_accepted", Point, "accepted_by", ("practice__slug", "section", "accepted_at")),
    Rows("second_readings", SecondReading, "reader", (*_OF_VERSION, "note")),
    Rows("appeals_decided", Appeal, "decided_by", ("answer", "decided_at")),
    Rows("experts_invited", ExpertReading, "invited_by", (*_OF_VERSION, "created_at")),
)

PART = Part(
    "practices",
    rows=(*OWN, *WRITTEN, *SECRETARIAT),
    kept={"practices.Appeal.first_decider": "repeats Revision.decided_by of the decision that is appealed"},
)
