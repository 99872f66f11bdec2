"""Who no longer reads the address of the account: a delay, a notice to it, the secretariat; the old one can stop it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from members import PASSWORD

from accounts import lost_address
from accounts.models import EmailChange, User
from common import clock
from common.errors import NotAllowed, NotPossible
from journal.models import Entry
from mailing.models import Letter
from tests.cities.helpers import letters, link_of

pytestmark = pytest.mark.django_db

PAGE = "/fr/compte/adresse/"
OLD, NEW = "editrice@liege.example", "elise@liege.example"


@pytest.fixture
def browser(client_of, liege_editor):
    """A browser whose person has just proved who they are."""
    browser = client_of(liege_editor)
    browser.post("/fr/compte/reauthenticate/", {"password": PASSWORD})
    return browser


@pytest.fixture
def asked(browser, secretariat):
    page = browser.post(PAGE, {"email": NEW, "is_lost": "on"}, follow=True).content.decode()
    assert "Le secrétariat vérifie ensuite votre identité" in page
    return EmailChange.objects.get()


def confirm():
    assert Client().post(link_of(letters("account.lost_address_new")[0])).status_code == 302


def let_the_delay_pass():
    EmailChange.objects.update(ready_at=clock.now() - timedelta(seconds=1))


def address(user):
    return User.objects.get(pk=user.pk).email


def grant(client_of, secretariat, asked):
    return client_of(secretariat).post(reverse("admin:accounts_emailchange_grant", args=[asked.pk]))


def test_both_addresses_and_the_secretariat_are_told(asked, secretariat):
    assert [letter.address for letter in letters("account.lost_address_new")] == [NEW]
    assert [letter.address for letter in letters("account.lost_address_old")] == [OLD]
    assert [letter.recipient_id for letter in letters("account.lost_address_to_grant")] == [secretariat.pk]


def test_the_same_request_twice_is_one(asked, browser):
    browser.post(PAGE, {"email": NEW, "is_lost": "on"})
    assert EmailChange.objects.get().pk == asked.pk
    assert len(letters("account.lost_address_old")) == 1


def test_granted_after_the_delay_and_the_confirmation_of_the_new_address(asked, client_of, secretariat, liege_editor):
    other = Client()
    other.post("/fr/compte/login/", {"login": OLD, "password": PASSWORD})
    assert other.get("/fr/compte/").status_code == 200
    assert grant(client_of, secretariat, asked).status_code == 409
    confirm()
    assert grant(client_of, secretariat, asked).status_code == 409
    assert address(liege_editor) == OLD
    let_the_delay_pass()
    queue = client_of(secretariat).get("/admin/").content.decode()
    assert "Adresse signalée perdue" in queue
    for status in (302, 409):
        assert grant(client_of, secretariat, asked).status_code == status
    assert address(liege_editor) == NEW
    assert {letter.address for letter in letters("account.email_changed")} == {NEW, OLD}
    assert "/login/" in other.get("/fr/compte/").headers["Location"]
    told = Entry.objects.get(verb="account.email_changed")
    assert (told.actor_id, told.subject_id) == (secretariat.pk, liege_editor.pk)
    assert Client().post("/fr/compte/login/", {"login": NEW, "password": PASSWORD}).status_code == 302


def test_the_delay_alone_is_not_enough(asked, client_of, secretariat, liege_editor):
    let_the_delay_pass()
    assert grant(client_of, secretariat, asked).status_code == 409
    assert address(liege_editor) == OLD


def test_the_old_address_stops_it_on_post_only(asked, secretariat):
    confirm()
    let_the_delay_pass()
    link = link_of(letters("account.lost_address_old")[0])
    assert OLD in Client().get(link).content.decode()
    assert EmailChange.objects.get().cancelled_at is None
    Client().post(link)
    assert Client().post(link).status_code == 404
    with pytest.raises(NotPossible):
        lost_address.grant(by=secretariat, change_id=asked.pk)
    assert Entry.objects.filter(verb="account.lost_address_stopped").count() == 1


def test_whoever_reads_the_lost_address_can_stop_the_change_and_not_make_it(asked, liege_editor):
    confirm()
    token = link_of(letters("account.lost_address_old")[0]).rstrip("/").rpartition("/")[2]
    assert Client().post(reverse("accounts:confirm_email_change", args=[token])).status_code == 404
    assert address(liege_editor) == OLD


def test_neither_the_coordination_nor_the_person_grants_it(asked, secretariat, liege_coordinator, liege_editor):
    confirm()
    let_the_delay_pass()
    for by in (liege_coordinator, liege_editor):
        with pytest.raises(NotAllowed):
            lost_address.grant(by=by, change_id=asked.pk)
    EmailChange.objects.update(user=secretariat)
    with pytest.raises(NotAllowed):
        lost_address.grant(by=secretariat, change_id=asked.pk)
    assert address(liege_editor) == OLD


def test_the_database_refuses_a_change_that_nobody_consented_to(asked):
    with pytest.raises(IntegrityError, match="email_change_has_both_consents"):
        EmailChange.objects.update(confirmed_new_at=clock.now(), done_at=clock.now())


def test_a_change_that_both_addresses_make_is_not_on_the_desk(browser, client_of, secretariat):
    browser.post(PAGE, {"email": NEW})
    change = EmailChange.objects.get()
    assert grant(client_of, secretariat, change).status_code == 404
    with pytest.raises(NotPossible):
        lost_address.grant(by=secretariat, change_id=change.pk)


def test_an_address_already_used_gets_the_same_answer_and_a_letter(browser, dakar_coordinator):
    response = browser.post(PAGE, {"email": dakar_coordinator.email, "is_lost": "on"}, follow=True)
    assert "La demande est faite" in response.content.decode()
    assert [letter.address for letter in letters("account.address_in_use")] == [dakar_coordinator.email]
    assert not letters("account.lost_address_new")


def test_asked_again_it_sends_another_link_and_the_delay_goes_on(asked, browser, liege_editor):
    first = link_of(letters("account.lost_address_new")[0])
    browser.post(PAGE, {"email": NEW, "is_lost": "on"})
    again = EmailChange.objects.get()
    assert (again.pk, again.ready_at) == (asked.pk, asked.ready_at)
    assert Client().post(first).status_code == 404
    assert Client().post(link_of(letters("account.lost_address_new")[1])).status_code == 302
    browser.post(PAGE, {"email": NEW, "is_lost": "on"})
    assert len(letters("account.lost_address_new")) == 2  # confirmed: nothing more to send
    assert len(letters("account.lost_address_old")) == 1


def test_the_page_that_says_that_an_address_rests_leads_to_the_way_out(browser, liege_editor):
    User.objects.filter(pk=liege_editor.pk).update(address_rests_until=clock.now() + timedelta(days=30))
    assert f'href="{PAGE}"' in browser.get("/fr/compte/").content.decode()
    page = browser.get(PAGE).content.decode()
    assert "cochez la case" in page
    assert 'name="is_lost"' in page


def test_the_journal_keeps_no_address(asked):
    confirm()
    told = str(list(Entry.objects.values()))
    assert "account.lost_address_reported" in told
    assert "liege.example" not in told
    assert not Letter.objects.filter(kind="account.email_change_old").exists()
