"""A change of address: both addresses confirm, in either order, and nothing tells which addresses have an account."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from members import PASSWORD

from accounts.models import EmailChange, User
from common import clock
from journal.models import Entry
from tests.cities.helpers import letters, link_of

pytestmark = pytest.mark.django_db

PAGE = "/fr/compte/adresse/"
NEW = "elise@liege.example"


@pytest.fixture
def browser(client_of, liege_editor):
    """A browser whose person has just proved who they are."""
    browser = client_of(liege_editor)
    browser.post("/fr/compte/reauthenticate/", {"password": PASSWORD})
    return browser


@pytest.fixture
def links(browser):
    """The link of the new address and the link of the old one."""
    assert browser.post(PAGE, {"email": NEW}).headers["Location"] == "/fr/compte/"
    return link_of(letters("account.email_change_new")[-1]), link_of(letters("account.email_change_old")[-1])


def address(user):
    return User.objects.get(pk=user.pk).email


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_both_addresses_confirm(links, order, liege_editor):
    first, second = (links[place] for place in order)
    assert "il reste" in Client().post(first, follow=True).content.decode().lower()
    assert address(liege_editor) == "editrice@liege.example"
    Client().post(second)
    assert address(liege_editor) == NEW
    assert [row.email for row in liege_editor.emailaddress_set.all()] == [NEW]
    assert {letter.address for letter in letters("account.email_changed")} == {NEW, "editrice@liege.example"}
    assert Client().post("/fr/compte/login/", {"login": NEW, "password": PASSWORD}).status_code == 302


def test_one_address_twice_is_not_both(links, liege_editor):
    Client().post(links[0])
    assert Client().post(links[0]).status_code == 404
    assert address(liege_editor) == "editrice@liege.example"


def test_looking_at_a_link_confirms_nothing(links, liege_editor):
    for link in links:
        assert "Confirmer le changement" in Client().get(link).content.decode()
    assert EmailChange.objects.get().confirmed_new_at is None


def test_it_asks_for_a_recent_proof(client_of, liege_editor):
    browser = client_of(liege_editor)
    assert "/reauthenticate/" in browser.get(PAGE).headers["Location"]
    assert "/reauthenticate/" in browser.post(PAGE, {"email": NEW}).headers["Location"]
    assert not EmailChange.objects.exists()
    # the proof given, what was posted goes through
    browser.post("/fr/compte/reauthenticate/", {"password": PASSWORD, "next": PAGE})
    assert EmailChange.objects.get().new_email == NEW


def test_an_address_already_used_gets_the_same_answer_and_a_letter(browser, dakar_coordinator):
    said = [
        browser.post(PAGE, {"email": wanted}, follow=True).content.decode().replace(wanted, "…")
        for wanted in (NEW, dakar_coordinator.email)
    ]
    assert "Deux lettres sont parties" in said[1]
    assert "Changement d’adresse en attente" in said[1]
    assert "…" in main_of(said[0])
    assert main_of(said[0]) == main_of(said[1])
    assert [letter.address for letter in letters("account.address_in_use")] == [dakar_coordinator.email]
    assert [letter.address for letter in letters("account.email_change_new")] == [NEW]
    assert len(letters("account.email_change_old")) == 2  # the person reads this one: it must not tell them either


def main_of(page: str) -> str:
    """Return what a page says, without the tokens and the days that differ from one request to the next."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return re.sub(r'value="[^"]+"|<time.*?</time>', "", main, flags=re.DOTALL)


def test_an_address_that_looks_like_another_is_refused(browser):
    assert "en lettres latines" in browser.post(PAGE, {"email": "elise@liegе.example"}).content.decode()
    assert not EmailChange.objects.exists()


def test_an_address_taken_meanwhile_is_refused(links, liege_editor):
    Client().post(links[0])
    User.objects.create_user(NEW, name="Autre")
    page = Client().post(links[1], follow=True).content.decode()
    assert "déjà celle d’un autre compte" in page
    assert address(liege_editor) == "editrice@liege.example"


def test_links_last_two_days(links, liege_editor):
    EmailChange.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert [Client().post(link).status_code for link in links] == [404, 404]


def test_it_can_be_dropped_and_a_new_one_replaces_it(browser, links):
    browser.post(PAGE, {"email": "autre@liege.example"})
    assert [Client().get(link).status_code for link in links] == [404, 404]
    browser.post("/fr/compte/adresse/annuler/")
    assert not EmailChange.objects.filter(cancelled_at=None).exists()


def test_the_journal_keeps_no_address(links):
    for link in links:
        Client().post(link)
    told = str(list(Entry.objects.filter(subject_type="user").values()))
    assert "account.email_changed" in told
    assert "liege.example" not in told


def test_the_library_s_own_page_leads_here(browser):
    assert browser.get("/fr/compte/email/").headers["Location"] == PAGE
