"""The page of a practice says what its city did, and a task says since when in words."""

from datetime import timedelta

import pytest

from common import clock
from common.templatetags.ui import since
from practices.models import Practice

pytestmark = pytest.mark.django_db


def test_a_first_publication_is_told_as_a_publication(client, published_practice):
    page = client.get(f"/fr/pratiques/{published_practice().slug}/").content.decode()
    assert "Publiée par la ville" in page
    assert "Confirmée par la ville" not in page


def test_what_the_city_confirmed_since_is_told_as_a_confirmation(client, published_practice):
    practice = published_practice()
    published = clock.now() - timedelta(days=400)
    Practice.unguarded.filter(pk=practice.pk).update(published_at=published, first_published_at=published)
    page = client.get(f"/fr/pratiques/{practice.slug}/").content.decode()
    assert "<b>Confirmée par la ville</b>" in page
    assert "Publiée par la ville" not in page


def test_what_has_just_begun_to_wait_is_said_without_a_number():
    assert since(clock.now()) == "à l’instant"
    assert since(clock.now() - timedelta(minutes=3, seconds=5)) == "depuis 3\u00a0minutes"
