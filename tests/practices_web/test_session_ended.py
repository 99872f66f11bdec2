"""A session that ends loses no word: the text waits for who typed it, and for nobody else."""

from datetime import timedelta

import pytest
from django.test import Client
from members import PASSWORD

from accounts import kept
from accounts.models import KeptText
from accounts.tasks import clear_sessions
from common import clock
from practices.models import Comment, Practice, Revision

pytestmark = pytest.mark.django_db

WAITS = "Voici le texte que vous aviez envoyé. Il n’est pas encore enregistré."


@pytest.fixture
def section(client_of, liege_editor, draft_practice):
    revision = draft_practice()
    return client_of(liege_editor), revision, f"/fr/pratiques/{revision.practice.slug}/modifier/essentiel/"


def _sign_in(browser: Client, user, answer) -> Client:
    """Follow the answer to the sign-in page, and sign in there."""
    page = browser.get(answer["Location"])
    assert page.status_code == 200
    sent = {"login": user.email, "password": PASSWORD, "next": page.context["redirect_field_value"]}
    return browser.post(answer["Location"], sent, follow=True)


def test_what_was_typed_comes_back_after_signing_in(section, typed, liege_editor) -> None:
    editor, revision, address = section
    sent = typed(editor.get(address), "seen_version", context="Une heure de travail.", do="save")
    editor.session.flush()
    answer = editor.post(address, sent)
    assert answer["Location"].startswith("/fr/compte/login/?next=")
    assert "votre texte est gardé" in editor.get(answer["Location"]).content.decode()
    back = _sign_in(editor, liege_editor, answer)
    assert back.request["PATH_INFO"] == address
    assert WAITS in back.content.decode()
    assert typed(back, "seen_version")["context"] == ["Une heure de travail."]
    assert Revision.unguarded.get(pk=revision.pk).context != "Une heure de travail."

    saved = editor.post(address, typed(back, "seen_version", do="save"))
    assert saved.status_code == 302
    assert Revision.unguarded.get(pk=revision.pk).context == "Une heure de travail."
    assert KeptText.objects.count() == 0
    assert WAITS not in editor.get(address).content.decode()


def test_a_sign_that_the_database_refuses_loses_nothing_else(section, typed, liege_editor) -> None:
    editor, _revision, address = section
    sent = typed(editor.get(address), "seen_version", context="Une heure\0 de travail.", do="save")
    editor.session.flush()
    back = _sign_in(editor, liege_editor, editor.post(address, sent))
    assert typed(back, "seen_version")["context"] == ["Une heure de travail."]


def test_it_is_given_to_nobody_else(section, typed, client_of, liege_coordinator) -> None:
    editor, _revision, address = section
    sent = typed(editor.get(address), "seen_version", context="Seulement pour Élise.", do="save")
    editor.session.flush()
    answer = editor.post(address, sent)
    # A colleague signs in on the same machine, where the cookies are
    page = _sign_in(editor, liege_coordinator, answer).content.decode()
    assert "Seulement pour Élise." not in page
    assert WAITS not in page
    assert "Seulement pour Élise." not in client_of(liege_coordinator).get(address).content.decode()


def test_a_form_of_another_person_is_not_sent_in_ones_own_name(
    section, typed, client_of, liege_coordinator, liege_editor
) -> None:
    editor, revision, address = section
    sent = typed(editor.get(address), "seen_version", context="D’Élise.", do="save")
    colleague = client_of(liege_coordinator)
    answer = colleague.post(address, sent, follow=True).content.decode()
    assert "Rien n’a été enregistré en votre nom." in answer
    assert "D’Élise." not in answer
    assert Revision.unguarded.get(pk=revision.pk).context != "D’Élise."
    assert typed(client_of(liege_editor).get(address), "seen_version")["context"] == ["D’Élise."]


def test_it_can_be_left(section, typed) -> None:
    editor, _revision, address = section
    sent = typed(editor.get(address), "seen_version", context="À oublier.", do="save")
    Client().post(address, sent)
    page = editor.get(address)
    left = editor.post(address, {"do": "forget", "form_token": sent["form_token"]}, follow=True)
    assert "À oublier." in page.content.decode()
    assert "À oublier." not in left.content.decode()
    assert KeptText.objects.count() == 0


def test_it_goes_after_a_day(section, typed) -> None:
    editor, _revision, address = section
    Client().post(address, typed(editor.get(address), "seen_version", context="Hier.", do="save"))
    KeptText.objects.update(kept_at=clock.now() - timedelta(days=1, minutes=1))
    assert "Hier." not in editor.get(address).content.decode()
    clear_sessions()
    assert KeptText.objects.count() == 0


def test_a_stranger_leaves_nothing(section, typed, liege_editor) -> None:
    editor, _revision, address = section
    sent = typed(editor.get(address), "seen_version", context="Rien.", do="save")
    for mark in ("", str(liege_editor.pk), f"{liege_editor.pk}:abc", kept.signed(liege_editor.pk) + "x"):
        assert Client().post(address, {**sent, "written_by": mark}).status_code == 302
    Client().post("/fr/compte/", {**sent, "written_by": kept.signed(liege_editor.pk)})
    assert KeptText.objects.count() == 0


def test_no_more_than_twenty_for_one_person(section, typed, liege_editor) -> None:
    editor, _revision, address = section
    sent = typed(editor.get(address), "seen_version", do="save")
    for number in range(23):
        Client().post(address, {**sent, "form_token": f"token-{number}"})
    assert KeptText.objects.filter(user=liege_editor).count() == 20
    Client().post(address, {**sent, "form_token": "long", "context": "x" * 200_001})
    assert not KeptText.objects.filter(token="long").exists()


def test_somebody_who_wrote_meanwhile_is_still_seen(section, typed, client_of, liege_coordinator) -> None:
    editor, revision, address = section
    sent = typed(editor.get(address), "seen_version", context="D’Élise.", do="save")
    Client().post(address, sent)
    colleague = client_of(liege_coordinator)
    colleague.post(address, typed(colleague.get(address), "seen_version", context="De Colin.", do="save"))
    answer = editor.post(address, typed(editor.get(address), "seen_version", do="save"))
    assert answer.status_code == 409
    assert "<del>d’Élise</del>" in answer.content.decode() or "De Colin" in answer.content.decode()
    assert Revision.unguarded.get(pk=revision.pk).context == "De Colin."


def test_a_comment_and_a_new_record_come_back_too(client_of, liege_editor, published_practice, typed) -> None:
    practice = published_practice()
    editor = client_of(liege_editor)
    page = editor.get(f"/fr/pratiques/{practice.slug}/")
    Client().post(f"/fr/pratiques/{practice.slug}/commentaires/", typed(page, "body", body="Une longue question."))
    back = editor.get(f"/fr/pratiques/{practice.slug}/commentaires/")
    assert WAITS in back.content.decode()
    assert typed(back, "body")["body"] == ["Une longue question."]
    editor.post(f"/fr/pratiques/{practice.slug}/commentaires/", typed(back, "body"))
    assert Comment.unguarded.get().body == "Une longue question."

    sent = typed(editor.get("/fr/pratiques/nouvelle/"), "title", title="Maison des familles")
    Client().post("/fr/pratiques/nouvelle/", sent)
    again = editor.get("/fr/pratiques/nouvelle/")
    assert typed(again, "title")["title"] == ["Maison des familles"]
    editor.post("/fr/pratiques/nouvelle/", typed(again, "title"))
    assert Practice.unguarded.filter(city__slug="liege").count() == 2
    assert KeptText.objects.count() == 0


def test_a_page_opened_before_signing_in_again_loses_nothing(section, typed, liege_editor) -> None:
    _editor, _revision, address = section
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(liege_editor)
    sent = typed(browser.get(address), "seen_version", context="Dans l’ancien onglet.", do="save")
    browser.cookies.pop("csrftoken")
    browser.get("/fr/ma-ville/")  # another tab: a new session, and a new token
    answer = browser.post(address, sent, follow=True)
    assert WAITS in answer.content.decode()
    assert typed(answer, "seen_version")["context"] == ["Dans l’ancien onglet."]


def test_our_script_is_told_where_to_go(section, typed) -> None:
    editor, _revision, address = section
    sent = typed(editor.get(address), "seen_version", context="Par le script.", do="next")
    told = editor.post(address, sent, headers={"x-from-script": "1"})
    assert told.json() == {"next": address.replace("essentiel", "classement")}
    ended = Client().post(address, sent, headers={"x-from-script": "1"})
    assert ended.json()["next"].startswith("/fr/compte/login/?next=")
