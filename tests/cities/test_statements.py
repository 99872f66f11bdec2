"""Pages about people cost the same however many people there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cities.models import City, Membership, Role

pytestmark = pytest.mark.django_db


def test_the_team_page(client_of, liege_coordinator, liege_editor):
    browser = client_of(liege_coordinator)
    browser.get("/fr/villes/liege/equipe/")

    def statements():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert browser.get("/fr/villes/liege/equipe/").status_code == 200
        return len(captured)

    few = statements()
    liege = City.objects.get(slug="liege")
    for number in range(20):
        user = User.objects.create_user(f"p{number}@liege.example", name=f"Personne {number}")
        Membership.objects.create(user=user, city=liege, role=Role.READER)
    assert statements() == few
    assert few <= 15
