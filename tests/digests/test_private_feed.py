"""The private feed: valid Atom, public titles and links only, an address that its reader gives, replaces and closes."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from members import make_member

from cities.models import Role
from cities.viewer import viewer_of
from digests import actions
from digests.models import Feed
from practices import actions as practices

HOME, RENEW = "/fr/lettre-de-synthese/", "/fr/lettre-de-synthese/adresse/"
ATOM = "{http://www.w3.org/2005/Atom}"


def address_on(page):
    found = re.search(r'href="(http://testserver/fr/lettre-de-synthese/flux/[^"]+)"', page)
    return found and found[1]


@pytest.fixture
def reader(dakar_coordinator, client_of):
    return client_of(dakar_coordinator)


@pytest.fixture
def address(reader):
    reader.post(RENEW, {"edition": "0"})
    return address_on(reader.get(HOME).content.decode())


def entries(address):
    answer = Client().get(address)
    assert answer.status_code == 200
    return [entry.findtext(f"{ATOM}title") for entry in ET.fromstring(answer.content).iter(f"{ATOM}entry")]


def test_a_valid_feed_that_nobody_keeps_or_indexes(published_practice, address):
    practice = published_practice(title="Médiation de rue")
    answer = Client().get(address)
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert "private" in answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert "Disallow: /*/lettre-de-synthese/" in Client().get("/robots.txt").content.decode()
    root = ET.fromstring(answer.content)
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert root.findtext(f"{ATOM}{name}")
    (entry,) = root.iter(f"{ATOM}entry")
    for name in ("id", "title", "updated"):
        assert entry.findtext(f"{ATOM}{name}")
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver/fr/pratiques/{practice.slug}/"
    hrefs = [link.get("href") for link in root.iter(f"{ATOM}link")]
    assert all(href.startswith("http://testserver/fr/") for href in hrefs)
    assert not entry.findtext(f"{ATOM}summary")


def test_only_what_everybody_reads(published_practice, address):
    published_practice(title="Publique")
    published_practice(title="Pour les villes membres", visibility="members")
    assert entries(address) == ["Publique"]


def test_what_is_withdrawn_leaves_the_feed(published_practice, address, secretariat):
    practice = published_practice(title="Publique")
    assert entries(address) == ["Publique"]
    practices.withdraw(by=viewer_of(secretariat.pk), practice_id=practice.pk, note="Essai")
    assert entries(address) == []


def test_links_come_from_the_site_and_not_from_the_host_that_is_asked(published_practice, address, settings):
    settings.ALLOWED_HOSTS = ["*"]
    published_practice(title="Publique")
    assert "evil.example" not in Client().get(address, headers={"host": "evil.example"}).content.decode()


def test_a_replaced_address_answers_as_what_does_not_exist(reader, address):
    reader.post(RENEW, {"edition": "1"})
    other = address_on(reader.get(HOME).content.decode())
    assert other != address
    assert Client().get(other).status_code == 200
    absent = Client().get("/fr/lettre-de-synthese/flux/nulle-part/")
    assert Client().get(address).status_code == absent.status_code == 404


def test_sent_twice_it_is_replaced_once(reader, address):
    reader.post(RENEW, {"edition": "1"})
    once = address_on(reader.get(HOME).content.decode())
    reader.post(RENEW, {"edition": "1"})
    assert address_on(reader.get(HOME).content.decode()) == once


@pytest.mark.parametrize("edition", ["", "x", "-1", "9" * 40])
def test_a_form_that_was_changed_by_hand_changes_nothing(reader, address, edition):
    assert reader.post(RENEW, {"edition": edition}).status_code == 302
    assert address_on(reader.get(HOME).content.decode()) == address


def test_a_closed_address_and_a_closed_account_open_nothing(reader, address, dakar_coordinator):
    dakar_coordinator.is_active = False
    dakar_coordinator.save()
    assert Client().get(address).status_code == 404
    dakar_coordinator.is_active = True
    dakar_coordinator.save()
    assert Client().get(address).status_code == 200
    for _ in range(2):
        reader.post("/fr/lettre-de-synthese/adresse/fermer/")
    assert Client().get(address).status_code == 404
    assert not Feed.objects.exists()


def test_an_address_is_not_in_the_database(reader, address):
    assert Feed.objects.get().name not in address


def test_two_first_addresses_asked_at_once_are_one(real_commits):
    user = make_member("deux@dakar.example", "Deux Clics", "dakar", Role.READER)
    barrier = Barrier(4)

    def ask(_number):
        barrier.wait()
        try:
            return actions.renew_address(user_id=user.pk, seen=0).name
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(4)))) == 1
    assert Feed.objects.get().edition == 1
