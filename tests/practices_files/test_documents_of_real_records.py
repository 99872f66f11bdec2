"""Every real practice that is published can be taken away: as PDF, as DOCX, and as a council's note of one page."""

import pytest

from practices.models import IndexEntry


@pytest.mark.django_db
def test_every_real_practice_can_be_taken_away(client, real_records):
    slugs = sorted(IndexEntry.objects.filter(scope="public").values_list("slug", flat=True))
    assert len(slugs) >= 50
    for number, slug in enumerate(slugs):
        language = ("fr", "ar", "en")[number % 3]
        for kind in ("pdf", "docx", "note/pdf"):
            address = f"/{language}/pratiques/{slug}/{kind}/"
            assert client.get(address).status_code == 200, address
