"""The one queue of all that waits, oldest first, with its age."""

from datetime import timedelta

import pytest

from cities import actions as cities
from common import clock
from practices import actions


@pytest.fixture
def waiting(editor, draft_practice):
    draft = draft_practice(title="La fiche qui attend")
    return actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)


def test_an_empty_desk_says_so(desk):
    assert "Rien n’attend." in desk.get("/admin/").content.decode()


def test_what_waits_is_there_with_its_age_until_it_is_decided(desk, office, waiting, monkeypatch):
    now = clock.now() + timedelta(days=9)
    monkeypatch.setattr("desk.queue.clock.now", lambda: now)
    page = desk.get("/admin/").content.decode()
    assert "La fiche qui attend" in page
    assert "9 jours" in page
    assert 'class="late"' in page
    actions.decline(by=office, revision_id=waiting.pk, seen_version=waiting.lock_version, note="Non.")
    assert "La fiche qui attend" not in desk.get("/admin/").content.decode()


def test_the_oldest_comes_first(desk, waiting):
    cities.ask_for_city(
        city_name="Bizerte", country="TN", name="A. B.", office="Maire", email="a@b.example", message=""
    )
    page = desk.get("/admin/").content.decode()
    assert page.index("La fiche qui attend") < page.index("Bizerte")


def test_mail_that_does_not_leave_is_said(desk, liege_editor):
    from mailing.models import Letter

    assert "aucune lettre n’attend" in desk.get("/admin/").content.decode()
    letter = Letter.objects.create(key="x/0", kind="x", recipient_id=liege_editor.pk, message_id="<w@y>")
    assert "1 lettre va partir." in desk.get("/admin/").content.decode()
    Letter.objects.filter(pk=letter.pk).update(next_try_at=clock.now() - timedelta(minutes=25))
    assert "depuis 25 minutes" in desk.get("/admin/").content.decode()


def test_letters_that_failed_wait_too(desk, liege_editor, published_practice):
    from mailing.models import Letter, State

    published_practice()
    Letter.objects.filter(kind="practice.published", recipient_id=liege_editor.pk).update(state=State.FAILED)
    page = desk.get("/admin/").content.decode()
    assert ">Fiche publiée<" in page
    assert "practice.published" not in page


def test_a_letter_with_a_secret_link_does_not_leave_again(desk, liege_editor):
    from mailing.models import Letter, State

    failed = Letter.objects.create(
        key="x/2",
        kind="account/email/password_reset_key",
        address="a@b.example",
        message_id="<z@y>",
        state=State.FAILED,
    )
    assert desk.post(f"/admin/mailing/letter/{failed.pk}/resend/", {"seen_version": 0}).status_code == 409
    failed.refresh_from_db()
    assert failed.state == State.FAILED
