"""What lists read is what the gate gives, and can be written again at any time."""

from io import StringIO

from django.core.management import call_command

from practices import actions
from practices.models import IndexEntry


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
