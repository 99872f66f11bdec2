"""What a person has opened lately, for their own digest and for nothing else: no page, count or export reads it."""

from datetime import timedelta

from django.db import connection

from cities.viewer import Viewer
from common import clock
from practices.models import Practice, Reading

KEPT = timedelta(weeks=9)  # a letter that merges missed months reaches no further back

# One statement, which writes nothing for who has no digest nor for a page opened again within ten minutes
_MARK = """
INSERT INTO practices_reading (practice_id, user_id, read_at)
SELECT %s, id, clock_timestamp() FROM accounts_user WHERE id = %s AND digest <> 'off'
ON CONFLICT (user_id, practice_id) DO UPDATE SET read_at = excluded.read_at
WHERE practices_reading.read_at < excluded.read_at - interval '10 minutes'
"""


def mark(viewer: Viewer, practice: Practice) -> None:
    """Keep that this person opened a published practice now."""
    if viewer.user_id is not None:
        with connection.cursor() as cursor:
            cursor.execute(_MARK, [practice.pk, viewer.user_id])


def forget() -> int:
    """Erase what no letter will need; return how many marks."""
    return Reading.objects.filter(read_at__lt=clock.now() - KEPT).delete()[0]
