"""« Effacer mon compte »: asked with a recent proof of identity, seven days during which one click cancels."""

from datetime import timedelta

import pytest
from django.test import Client
from members import PASSWORD, make_member

from accounts import erasing
from accounts.models import Erasure
from cities.models import Role
from common import clock
from common.errors import NotAllowed, NotPossible
from journal.models import Entry
from tests.cities.helpers import letters, link_of

pytestmark = pytest.mark.django_db

ERASE = "/fr/compte/donnees/effacer/"
CANCEL = "/fr/compte/donnees/effacer/annuler/"


@pytest.fixture
def proved(client_of):
    def browser(user):
        made = client_of(user)
        made.post("/fr/compte/reauthenticate/", {"password": PASSWORD})
        return made

    return browser


@pytest.fixture
def asked(proved, liege_editor, liege_coordinator):
    proved(liege_editor).post(ERASE)
    return Erasure.objects.get()


def test_signed_in_is_not_enough(client_of, liege_editor):
    assert client_of(liege_editor).post(ERASE)["Location"].startswith("/fr/compte/reauthenticate/")
    assert not Erasure.objects.exists()


def test_the_page_says_what_goes_and_what_stays(proved, liege_editor):
    text = proved(liege_editor).get(ERASE).content.decode()
    assert "Ce qui disparaît" in text
    assert "Ce qui reste" in text


def test_asked_twice_is_one_request_one_entry_one_letter(asked, proved, liege_editor):
    proved(liege_editor).post(ERASE)
    assert Erasure.objects.get() == asked
    assert asked.due_at - clock.now() > timedelta(days=6, hours=23)
    assert Entry.objects.filter(verb="account.erasure_requested").count() == 1
    assert [letter.address for letter in letters("account.erasure_requested")] == [liege_editor.email]


def test_before_its_day_nothing_is_erased(asked, liege_editor):
    assert erasing.erase_due() == 0
    liege_editor.refresh_from_db()
    assert liege_editor.is_active


def test_the_link_of_the_letter_shows_then_cancels_then_is_closed(asked, liege_editor):
    link = link_of(letters("account.erasure_requested")[0])
    browser = Client()
    assert browser.get(link).status_code == 200
    assert Erasure.objects.filter(cancelled_at=None).exists(), "a link scanner changes nothing"
    browser.post(link)
    assert not Erasure.objects.filter(cancelled_at=None).exists()
    assert browser.post(link).status_code == 404
    Erasure.objects.update(due_at=clock.now() - timedelta(days=1))
    assert erasing.erase_due() == 0
    liege_editor.refresh_from_db()
    assert liege_editor.is_active


def test_one_click_on_the_page_cancels_and_twice_is_a_sentence(asked, proved, liege_editor):
    browser = proved(liege_editor)
    assert "Garder mon compte" in browser.get("/fr/compte/donnees/").content.decode()
    browser.post(CANCEL)
    assert Erasure.objects.get().cancelled_at
    assert "Il n’y a rien à annuler" in browser.post(CANCEL, follow=True).content.decode()
    assert Entry.objects.filter(verb="account.erasure_cancelled").count() == 1


def test_nobody_cancels_what_another_asked(asked, proved, liege_coordinator):
    proved(liege_coordinator).post(CANCEL)
    assert Erasure.objects.get().cancelled_at is None
    assert Client().post(f"{CANCEL}a-link-of-nobody/").status_code == 404


def test_the_last_to_coordinate_names_a_successor_first(proved, liege_coordinator):
    answer = proved(liege_coordinator).post(ERASE, follow=True)
    assert "Confiez d’abord la coordination" in answer.content.decode()
    assert not Erasure.objects.exists()
    make_member("suite@liege.example", "Suzanne Suite", "liege", Role.COORDINATOR)
    proved(liege_coordinator).post(ERASE)
    assert Erasure.objects.get().user == liege_coordinator


def test_who_became_the_last_meanwhile_waits_and_is_told_once(proved, liege_coordinator, secretariat):
    successor = make_member("suite@liege.example", "Suzanne Suite", "liege", Role.COORDINATOR)
    proved(liege_coordinator).post(ERASE)
    Erasure.objects.update(due_at=clock.now())
    successor.is_active = False
    successor.save()
    assert (erasing.erase_due(), erasing.erase_due()) == (0, 0)
    liege_coordinator.refresh_from_db()
    assert liege_coordinator.is_active
    assert [letter.recipient_id for letter in letters("account.erasure_waits")] == [liege_coordinator.pk]
    assert [letter.recipient_id for letter in letters("account.erasure_waits_for_you")] == [secretariat.pk]
    successor.is_active = True
    successor.save()
    assert erasing.erase_due() == 1


def test_the_secretariat_takes_over_what_waits(proved, liege_coordinator, secretariat):
    successor = make_member("suite@liege.example", "Suzanne Suite", "liege", Role.COORDINATOR)
    proved(liege_coordinator).post(ERASE)
    Erasure.objects.update(due_at=clock.now())
    successor.memberships.update(ended_at=clock.now())
    assert erasing.erase_due() == 0
    erasing.request_erasure(user_id=liege_coordinator.pk, by=secretariat)
    assert erasing.erase_due() == 1


def test_the_secretariat_asks_through_somebody_else(proved, secretariat, client_of):
    answer = proved(secretariat).post(ERASE, follow=True)
    assert "demandez à une autre personne du secrétariat" in answer.content.decode()
    assert not Erasure.objects.exists()


def test_only_the_secretariat_asks_for_another(liege_editor, liege_coordinator):
    with pytest.raises(NotAllowed):
        erasing.request_erasure(user_id=liege_editor.pk, by=liege_coordinator)


def test_what_has_begun_cannot_be_cancelled(asked):
    Erasure.objects.update(started_at=clock.now())
    with pytest.raises(NotPossible):
        erasing.cancel_erasure(erasure_id=asked.pk, by_id=None)
