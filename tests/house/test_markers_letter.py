"""A marker word in every field: the letter on the site, its archive and its feed show what their reader may read."""

import re

import pytest
from django.test import Client
from marking import MARKER, SHOWN_TO, marker

from common.clock import now
from digests import due
from mailing import delivery
from practices import actions

HOME = "/fr/lettre-de-synthese/"


@pytest.fixture
def period(marked, dakar_coordinator, liege_editor, viewer_for):
    """The letters of this week have left; the record was commented on."""
    practice, _audiences = marked
    actions.comment(by=viewer_for(dakar_coordinator), practice_id=practice.pk, body=f"Mot {marker('comment')}.")
    year, week, _day = now().isocalendar()
    name = f"{year}-W{week:02d}"
    due.queue(due.of_period(name))
    delivery.deliver()
    return name


@pytest.mark.parametrize("reader", ["member", "named", "own"])
def test_the_page_and_the_archive_show_no_more_than_the_practice(marked, readers, period, reader):
    _practice, audiences = marked
    allowed = {word for word, audience in audiences.items() if audience in SHOWN_TO[reader]}
    for address in (HOME, f"{HOME}{period}/", f"/ar/lettre-de-synthese/{period}/"):
        shown = set(MARKER.findall(readers[reader].get(address).content.decode()))
        assert shown <= allowed, address
    assert marker("title") in readers[reader].get(f"{HOME}{period}/").content.decode()


def test_a_stranger_meets_neither(readers, period):
    for address in (HOME, f"{HOME}{period}/"):
        assert not MARKER.findall(readers["stranger"].get(address, follow=True).content.decode())


@pytest.mark.parametrize("reader", ["member", "named"])
def test_the_feed_shows_titles_that_everybody_reads(marked, readers, period, reader):
    _practice, audiences = marked
    readers[reader].post(f"{HOME}adresse/", {"edition": "0"})
    page = readers[reader].get(HOME).content.decode()
    address = re.search(r'href="(http://testserver/fr/lettre-de-synthese/flux/[^"]+)"', page)[1]
    shown = set(MARKER.findall(Client().get(address).content.decode()))
    assert shown == {marker("title")}
    assert audiences[marker("title")] == "public"
