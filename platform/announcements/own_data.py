"""What this room holds about a person."""

from accounts.own_data import Part, Rows
from announcements.models import Addressee, Announcement

PART = Part(
    "announcements",
    rows=(
        Rows("announcements_written", Announcement, "author", ("subject_fr", "created_at", "started_at")),
        Rows("announcements_received", Addressee, "reader", ("announcement_id",), goes=True),
    ),
)
