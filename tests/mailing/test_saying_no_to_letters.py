"""The links of letters: preferences without signing in, and one click to say no, which only a POST does."""

import pytest
from django.core import signing
from django.test import Client

from mailing import tokens


def unsubscribe_url(user, preference="digest") -> str:
    return f"/fr/desabonnement/{tokens.for_unsubscribe(user.pk, preference)}/"


def preferences_url(user) -> str:
    return f"/fr/lettres/{tokens.for_preferences(user.pk)}/"


@pytest.mark.parametrize("method", ["get", "head"])
def test_following_the_link_changes_nothing(client, liege_editor, method):
    response = getattr(client, method)(unsubscribe_url(liege_editor))
    assert response.status_code == 200
    liege_editor.refresh_from_db()
    assert liege_editor.digest == "weekly"


@pytest.mark.parametrize(("preference", "off"), [("digest", "off"), ("letters", False)])
def test_one_click_says_no_without_cookie_and_twice_is_fine(liege_editor, preference, off):
    mail_program = Client(enforce_csrf_checks=True)
    for _ in range(2):
        response = mail_program.post(unsubscribe_url(liege_editor, preference), {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert "C’est fait" in response.content.decode()
    liege_editor.refresh_from_db()
    assert getattr(liege_editor, preference) == off
    untouched = {"digest": ("letters", True), "letters": ("digest", "weekly")}[preference]
    assert getattr(liege_editor, untouched[0]) == untouched[1]
    assert not mail_program.cookies.get("sessionid")


def test_the_page_shows_a_button_that_posts_to_itself(client, liege_editor):
    page = client.get(unsubscribe_url(liege_editor)).content.decode()
    assert '<form method="post">' in page
    assert liege_editor.email not in page


@pytest.mark.parametrize("page", ["desabonnement", "lettres"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_cut_short_or_changed_gets_a_kind_sentence(client, liege_editor, page, method):
    good = unsubscribe_url(liege_editor) if page == "desabonnement" else preferences_url(liege_editor)
    for bad in (f"{good[:-3]}/", f"/fr/{page}/{signing.dumps(liege_editor.pk, salt='other')}/", f"/fr/{page}/x/"):
        response = getattr(client, method)(bad)
        assert response.status_code == 404
        assert "Ce lien ne s’ouvre pas" in response.content.decode()
    liege_editor.refresh_from_db()
    assert liege_editor.digest == "weekly"


def test_one_link_does_not_open_the_other(client, liege_editor):
    token = tokens.for_unsubscribe(liege_editor.pk, "digest")
    assert client.get(f"/fr/lettres/{token}/").status_code == 404


def test_preferences_open_without_signing_in_and_show_nothing_else(client, liege_editor):
    page = client.get(preferences_url(liege_editor))
    assert page.status_code == 200
    text = page.content.decode()
    for hidden in (liege_editor.email, liege_editor.name, "Liège"):
        assert hidden not in text
    assert page["Cache-Control"].startswith("max-age=0")
    assert "_auth_user_id" not in client.session


def test_preferences_are_saved_and_the_page_comes_back_in_the_chosen_language(client, liege_editor):
    given = {
        "digest": "off",
        "digest_weekday": "6",
        "digest_hour": "7",
        "language": "ar",
        "email": "thief@ailleurs.example",
        "name": "Thief",
        "is_staff": "on",
    }
    response = client.post(preferences_url(liege_editor), given)
    assert response.status_code == 302
    assert response["Location"].startswith("/ar/lettres/")
    before = (liege_editor.email, liege_editor.name)
    liege_editor.refresh_from_db()
    assert (liege_editor.digest, liege_editor.letters, liege_editor.language) == ("off", False, "ar")
    assert (liege_editor.email, liege_editor.name, liege_editor.is_staff) == (*before, False)


def test_a_choice_that_does_not_exist_is_refused(client, liege_editor):
    response = client.post(preferences_url(liege_editor), {"digest": "hourly", "language": "xx"})
    assert response.status_code == 200
    liege_editor.refresh_from_db()
    assert (liege_editor.digest, liege_editor.language) == ("weekly", "fr")


def test_preferences_of_a_closed_account_do_not_open(client, liege_editor):
    url = preferences_url(liege_editor)
    liege_editor.is_active = False
    liege_editor.save()
    assert client.get(url).status_code == 404
