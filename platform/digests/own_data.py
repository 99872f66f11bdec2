"""What this room holds about a person: all of it is theirs alone."""

from accounts.own_data import Part, Rows
from digests.models import Feed, Run, Subject

PART = Part(
    "digests",
    rows=(
        Rows("digests", Run, "reader", ("kind", "period", "starts_at", "ends_at", "told"), goes=True),
        Rows("subjects", Subject, "user", ("kind", "value"), goes=True),
        Rows("feeds", Feed, "reader", ("edition", "made_at"), goes=True),
    ),
)
