"""What the account itself holds about a person, and the two rooms below it: the outbox and the journal."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry

from accounts.models import EmailChange, Erasure, KeptText, RecoveryRequest, User
from accounts.own_data import Part, Rows
from journal.models import Entry
from mailing.models import Choice, Letter, Return

_USER = (
    *("email", "name", "office", "language", "time_zone", "digest", "digest_weekday", "digest_hour"),
    *("address_rests_until", "replies_refused_before", "is_staff", "is_active"),
    *("charter_accepted_at", "created_at", "last_login"),
)

JOURNAL = Part(
    "journal",
    rows=(Rows("entries", Entry, "actor_id", ("at", "verb", "subject_type", "subject_id", "city_id", "note", "data")),),
)
_LETTER = ("kind", "state", "created_at", "finished_at")
MAILING = Part(
    "mailing",
    rows=(
        Rows("letters", Letter, "recipient_id", _LETTER, goes=True),
        Rows("letters_to_the_address", Letter, "address", _LETTER, goes=True, by_address=True),
        Rows("letters_returned", Return, "address", ("kind", "received_at"), goes=True, by_address=True),
        Rows("choices", Choice, "user", ("topic", "way"), goes=True),
    ),
)
ACCOUNT = Part(
    "account",
    rows=(
        Rows("account", User, "pk", _USER),
        Rows("addresses", EmailAddress, "user", ("email", "verified", "primary"), goes=True),
        Rows("second_factors", Authenticator, "user", ("type", "created_at", "last_used_at"), goes=True),
        Rows("sessions", UserSession, "user", ("created_at", "last_seen_at", "ip", "user_agent"), goes=True),
        Rows(
            "address_changes",
            EmailChange,
            "user",
            ("old_email", "new_email", "created_at", "ready_at", "done_at", "cancelled_at"),
            goes=True,
        ),
        Rows("lost_addresses_granted", EmailChange, "granted_by", ("done_at",)),
        Rows(
            "lost_factors", RecoveryRequest, "user", ("created_at", "ready_at", "cancelled_at", "granted_at"), goes=True
        ),
        Rows("lost_factors_granted", RecoveryRequest, "granted_by", ("granted_at",)),
        Rows("erasures", Erasure, "user", ("created_at", "due_at", "cancelled_at")),
        Rows("erasures_asked", Erasure, "asked_by", ("user_id", "created_at")),
        Rows("kept_texts", KeptText, "user", ("place", "typed", "kept_at"), goes=True),
        Rows("desk_log", LogEntry, "user", ("action_time", "object_repr"), goes=True),
    ),
)
