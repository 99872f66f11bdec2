"""The links of letters: preferences without signing in, and one click to say no, which only a POST does."""

import pytest
from django.core import signing
from django.test import Client

from mailing import tokens
from mailing.topics import TOPICS


def unsubscribe_url(user, topic="digest") -> str:
    return f"/fr/desabonnement/{tokens.for_unsubscribe(user.pk, [topic])}/"


def preferences_url(user) -> str:
    return f"/fr/lettres/{tokens.for_preferences(user.pk)}/"


@pytest.mark.parametrize("method", ["get", "head"])
def test_following_the_link_changes_nothing(client, liege_editor, method):
    response = getattr(client, method)(unsubscribe_url(liege_editor))
    assert response.status_code == 200
    liege_editor.refresh_from_db()
    assert liege_editor.digest == "weekly"


def chosen(user) -> dict[str, str]:
    return dict(user.letter_choices.values_list("topic", "way"))


@pytest.mark.parametrize(
    ("topic", "rhythm", "choices"),
    [
        ("digest", "off", {}),
        ("comments", "weekly", {"comments": "never"}),
        ("exchanges", "weekly", {"exchanges": "digest"}),  # another city waits for an answer
    ],
)
def test_one_click_says_no_without_cookie_and_twice_is_fine(liege_editor, topic, rhythm, choices):
    mail_program = Client(enforce_csrf_checks=True)
    for _ in range(2):
        response = mail_program.post(unsubscribe_url(liege_editor, topic), {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert "C’est fait" in response.content.decode()
    liege_editor.refresh_from_db()
    assert (liege_editor.digest, chosen(liege_editor)) == (rhythm, choices)
    assert not mail_program.cookies.get("sessionid")


def test_a_link_from_before_the_topics_still_stops_them_all(client, liege_editor):
    old = signing.dumps([liege_editor.pk, "letters"], salt="mailing.unsubscribe")
    assert client.post(f"/fr/desabonnement/{old}/").status_code == 200
    ways = chosen(liege_editor)
    assert set(ways) == set(TOPICS)
    assert "now" not in ways.values()


def test_an_old_letter_still_says_no_but_opens_no_preferences(client, liege_editor, monkeypatch):
    address = unsubscribe_url(liege_editor)
    assert "/fr/lettres/" in client.get(address).content.decode()
    monkeypatch.setattr(tokens, "_HALF_A_YEAR", -1)
    page = client.post(address).content.decode()
    assert "C’est fait" in page
    assert "/fr/lettres/" not in page
    assert 'href="/fr/compte/lettres/"' in page


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
    token = tokens.for_unsubscribe(liege_editor.pk, ["digest"])
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
        "way_comments": "digest",
        "way_adoptions": "never",
        "email": "thief@ailleurs.example",
        "name": "Thief",
        "is_staff": "on",
    }
    response = client.post(preferences_url(liege_editor), given)
    assert response.status_code == 302
    assert response["Location"].startswith("/ar/lettres/")
    before = (liege_editor.email, liege_editor.name)
    liege_editor.refresh_from_db()
    assert (liege_editor.digest, liege_editor.language) == ("off", "ar")
    assert chosen(liege_editor) == {"comments": "digest", "adoptions": "never"}
    assert (liege_editor.email, liege_editor.name, liege_editor.is_staff) == (*before, False)


def test_a_choice_that_does_not_exist_is_refused(client, liege_editor):
    response = client.post(preferences_url(liege_editor), {"digest": "hourly", "language": "xx"})
    assert response.status_code == 200
    liege_editor.refresh_from_db()
    assert (liege_editor.digest, liege_editor.language) == ("weekly", "fr")


def test_what_somebody_waits_for_is_never_refused_altogether(client, liege_editor):
    kept = {"digest": "weekly", "digest_weekday": "0", "digest_hour": "8", "language": "fr"}
    response = client.post(preferences_url(liege_editor), kept | {"way_exchanges": "never", "way_comments": "never"})
    assert response.status_code == 200
    assert "<title>Erreur" in response.content.decode()
    assert chosen(liege_editor) == {}


def test_the_same_page_opens_for_who_is_signed_in(client_of, liege_editor):
    browser = client_of(liege_editor)
    assert "way_comments" in browser.get("/fr/compte/lettres/").content.decode()
    kept = {"digest": "daily", "digest_weekday": "0", "digest_hour": "8", "language": "fr"}
    assert browser.post("/fr/compte/lettres/", kept | {"way_comments": "never"}).status_code == 302
    liege_editor.refresh_from_db()
    assert (liege_editor.digest, chosen(liege_editor)) == ("daily", {"comments": "never"})


def test_preferences_of_a_closed_account_do_not_open(client, liege_editor):
    url = preferences_url(liege_editor)
    liege_editor.is_active = False
    liege_editor.save()
    assert client.get(url).status_code == 404
