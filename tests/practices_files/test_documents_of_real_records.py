"""Every real practice that is published can be taken away: as PDF, as DOCX, and as a council's note of one page."""

import pytest
from django.conf import settings
from django.core.management import call_command

from practices.models import IndexEntry

DATA = settings.ROOT / "practices" / "data" / "practices.json"


@pytest.mark.django_db
def test_every_real_practice_can_be_taken_away(client, secretariat):
    call_command("import_practices", str(DATA), publish_as=secretariat.email, verbosity=0)
    slugs = sorted(IndexEntry.objects.filter(scope="public").values_list("slug", flat=True))
    assert len(slugs) >= 50
    for number, slug in enumerate(slugs):
        language = ("fr", "ar", "en")[number % 3]
        for kind in ("pdf", "docx", "note/pdf"):
            address = f"/{language}/pratiques/{slug}/{kind}/"
            assert client.get(address).status_code == 200, address
