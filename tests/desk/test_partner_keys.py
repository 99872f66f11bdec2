"""A key is made on the desk, shown once, and revoked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from api.models import ApiKey
from cities.models import City
from common import clock


@pytest.fixture
def given():
    return {
        "owner": "Université",
        "contact": "api@universite.example",
        "purpose": "Cartographie",
        "scope": "public",
        "city": "",
        "expires_on": (clock.now() + timedelta(days=90)).date().isoformat(),
    }


def test_the_secret_is_shown_once_and_works(desk, client, given):
    shown = desk.post(reverse("admin:api_apikey_make"), given)
    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"]
    secret = shown.content.decode().partition('<p class="secret">')[2].partition("</p>")[0]
    key = ApiKey.objects.get()
    page = reverse("admin:api_apikey_change", args=[key.pk])
    assert client.get("/api/v1/cities/", headers={"Authorization": f"Api-Key {secret}"}).status_code == 200
    assert secret not in desk.get(page).content.decode()
    assert "Cartographie" in desk.get(page).content.decode()
    assert desk.post(reverse("admin:api_apikey_revoke", args=[key.pk]), {"note": ""}).status_code == 302
    assert client.get("/api/v1/cities/", headers={"Authorization": f"Api-Key {secret}"}).status_code == 401


def test_a_members_key_needs_a_member_city(desk, given, dakar_coordinator):
    dakar, tunis = City.objects.get(slug="dakar"), City.objects.get(slug="tunis")
    address = reverse("admin:api_apikey_make")
    assert desk.post(address, {**given, "scope": "members"}).status_code == 422
    assert desk.post(address, {**given, "scope": "members", "city": tunis.pk}).status_code == 422
    assert desk.post(address, {**given, "scope": "members", "city": dakar.pk}).status_code == 200
    assert ApiKey.objects.get().city == dakar


def test_a_key_ends(desk, given):
    for wrong in ("", "2020-01-01", "2099-01-01"):
        assert desk.post(reverse("admin:api_apikey_make"), {**given, "expires_on": wrong}).status_code == 422
    assert not ApiKey.objects.exists()
