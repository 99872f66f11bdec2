"""What lists read is what the gate gives, and can be written again at any time."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from practices import actions
from practices.models import IndexEntry, Origin, Practice


def rows() -> list[dict[str, object]]:
    return [{**row, "id": None} for row in IndexEntry.objects.order_by("practice_id", "scope").values()]


def test_the_index_can_be_written_again(published_practice, office):
    published_practice(title="Une")
    gone = published_practice(title="Deux")
    before = rows()
    IndexEntry.objects.all().delete()
    out = StringIO()
    call_command("reindex_practices", stdout=out)
    assert out.getvalue() == "2 practices read again\n"
    assert rows() == before
    actions.withdraw(by=office, practice_id=gone.pk, note="Erreur")
    call_command("reindex_practices", stdout=out)
    assert IndexEntry.objects.filter(practice=gone).count() == 0


@pytest.mark.parametrize(
    ("origin", "confirmed", "expected"),
    [
        (Origin.CITY, date(2026, 1, 1), False),
        (Origin.CITY, date(2024, 11, 1), True),
        (Origin.CITY, None, False),
        (Origin.PUBLIC_SOURCES, date(2020, 1, 1), False),
    ],
)
def test_to_review_is_derived_from_the_last_confirmation(origin, confirmed, expected):
    assert Practice(origin=origin, last_confirmed_on=confirmed).is_to_review(date(2026, 11, 23)) is expected
