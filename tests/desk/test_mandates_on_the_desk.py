"""The secretariat states a mandate for a person of a city, and its last day, as a city does."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sound
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from members import make_member

from accounts.models import User
from cities.models import Membership, Role
from declarations.models import Mandate
from tests.declarations.cast import adopt, prepare

ADDRESS = "admin:declarations_mandate_state"


@pytest.fixture
def mayor(db: None) -> Membership:
    user = make_member("maire@dakar.example", "Mame Maire", "dakar", Role.READER, can_sign=True, mandated=False)
    return user.memberships.get()


def given(mayor: Membership, **other: object) -> dict[str, object]:
    return {
        "membership": mayor.pk,
        "basis": "head",
        "office": "Maire",
        "starts_on": "2026-07-01",
        "ends_on": "",
        "deliberation": "2026-12 du 3 juin 2026",
        "declaration": "",
        **other,
    }


def test_a_mandate_with_its_dates_and_its_deliberation(desk: Client, mayor: Membership) -> None:
    assert "Dakar – Mame Maire" in desk.get(reverse(ADDRESS)).content.decode()
    for _press in range(2):
        assert desk.post(reverse(ADDRESS), given(mayor)).status_code == 302
    mandate = Mandate.objects.get()
    assert (mandate.starts_on, mandate.deliberation) == (date(2026, 7, 1), "2026-12 du 3 juin 2026")
    end = reverse("admin:declarations_mandate_end", args=[mandate.pk])
    assert "avant son début" in desk.post(end, {"ends_on": "2020-01-01"}).content.decode()
    soon = timezone.now().date() + timedelta(days=7)
    assert desk.post(end, {"ends_on": str(soon)}).status_code == 302
    mandate.refresh_from_db()
    assert mandate.ends_on == soon


def test_a_delegation_brings_its_file_and_waits_to_be_checked(desk: Client, mayor: Membership) -> None:
    declaration = adopt(prepare())
    refused = desk.post(reverse(ADDRESS), given(mayor, basis="delegation", declaration=declaration.pk))
    assert refused.status_code == 422
    assert "Ajoutez la délégation écrite" in refused.content.decode()
    file = SimpleUploadedFile("scan.pdf", sound.pdf(), "application/pdf")
    answer = desk.post(reverse(ADDRESS), given(mayor, basis="delegation", declaration=declaration.pk, document=file))
    assert answer.status_code == 302
    assert Mandate.objects.get().needs_check


def test_only_people_with_the_right_to_sign_are_offered(
    desk: Client, dakar_coordinator: User, client_of: Callable[[User], Client]
) -> None:
    page = desk.get(reverse(ADDRESS)).content.decode()
    assert dakar_coordinator.name not in page
    assert client_of(dakar_coordinator).get(reverse(ADDRESS)).status_code == 404
