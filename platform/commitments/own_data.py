"""What this room holds about a person: acts of cities, which stay to them."""

from accounts.own_data import Part, Rows
from commitments.models import ArticleLink, YearlyAnswer

PART = Part(
    "commitments",
    rows=(
        Rows("articles_linked", ArticleLink, "linked_by", ("linked_at",)),
        Rows("yearly_answers", YearlyAnswer, "written_by", ("question_id", "anchor", "text", "written_at")),
    ),
)
