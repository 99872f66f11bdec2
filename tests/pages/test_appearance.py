"""Light, dark, or as the device says: a form without JavaScript, remembered in a cookie that holds one word."""

import pytest

pytestmark = pytest.mark.django_db


def _choose(client, theme, back="/fr/villes/?q=a"):
    return client.post("/fr/apparence/", {"theme": theme, "next": back})


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_choice_is_remembered_and_leads_back(client, theme):
    response = _choose(client, theme)
    assert (response.status_code, response["Location"]) == (302, "/fr/villes/?q=a")
    cookie = response.cookies["theme"]
    assert (cookie.value, cookie["samesite"], bool(cookie["httponly"])) == (theme, "Lax", True)
    html = client.get("/fr/villes/").content.decode()
    assert f'<html lang="fr" dir="ltr" data-theme="{theme}">' in html
    assert f'value="{theme}" checked' in html


@pytest.mark.parametrize("other", ["auto", "", "purple", '"><script>'])
def test_anything_else_forgets_it(client, other):
    _choose(client, "dark")
    _choose(client, other)
    assert '<html lang="fr" dir="ltr">' in client.get("/fr/").content.decode()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_it_leads_nowhere_else(client, back):
    assert _choose(client, "dark", back)["Location"] == "/fr/"


def test_a_forged_cookie_writes_nothing_in_the_page(client):
    client.cookies["theme"] = "dark x=1"
    assert '<html lang="fr" dir="ltr">' in client.get("/fr/").content.decode()


def test_reading_the_address_changes_nothing(client):
    assert client.get("/fr/apparence/").status_code == 405
