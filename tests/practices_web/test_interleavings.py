"""Two writers in one section, two hundred random orders of opening, writing, sending and sending again: no text lost.

Each word that is typed is of its own. After every step, each word that was sent is in the record, or in the page that
answered its writer, or was replaced by a person whose page showed it.
"""

import random
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import samples
from django.conf import settings
from django.db import connections
from django.test import Client
from members import make_member

from cities.models import Role
from cities.viewer import viewer_of
from practices import actions
from practices.models import Revision

FIELDS = ("sustainability", "transferability", "request_to_peers")
ORDERS = 200
WORD = re.compile(r"mot[0-9]+x")


class Writer:
    """A person, the page before them with what they typed there, and the words it has shown them."""

    def __init__(self, user, address, typed):
        self.client = Client()
        self.client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        self.address, self.typed = address, typed
        self.page, self.shown, self.last = None, set(), None

    def open(self):
        self._show(self.client.get(self.address))

    def _show(self, answer):
        self.page = self.typed(answer, "seen_version", do="save")
        self.shown |= set(WORD.findall(answer.content.decode()))

    def send(self, changes):
        self.last = {**self.page, **changes}
        return self._post()

    def again(self):
        return self._post()

    def _post(self):
        answer = self.client.post(self.address, self.last)
        if answer.status_code == 302:
            self.page = self.last  # the back button: what was typed is still there
        else:
            self._show(answer)
        return answer.status_code


@pytest.fixture
def two(real_commits, typed):
    """Return a maker of two writers before a new draft; everything they do is committed."""
    users = [make_member(f"{name}@namur.example", name, "namur", Role.EDITOR) for name in ("une", "deux")]
    by = viewer_of(users[0].pk)

    def made(number):
        draft = samples.write(by, actions.create(by=by, title=f"Pratique {number}"))
        address = f"/fr/pratiques/{draft.practice.slug}/modifier/transfert/"
        return [Writer(user, address, typed) for user in users], draft.pk

    return made


def _text(pk):
    stored = Revision.unguarded.get(pk=pk)
    return " ".join(str(getattr(stored, field)) for field in FIELDS)


def _play(writers, pk, rng, number):
    """Play one random order: nothing goes that its writer had not seen, nothing sent is nowhere."""
    conflicts = 0
    for step in range(rng.randint(3, 4)):
        writer = rng.choice(writers)
        act = rng.choice(("open", "send", "send", "send", "again"))
        if writer.last is None or act == "open":
            writer.open()
            writer.last = writer.last or dict(writer.page)
            continue
        before, seen = set(WORD.findall(_text(pk))), set(writer.shown)
        word = f"mot{number}0{step}x"
        if act == "send":
            field = rng.choice(FIELDS)
            choices = {f"choice-{key}": rng.choice(("mine", "theirs")) for key in FIELDS if key != field}
            status = writer.send({field: f"Texte {word}.", **choices, f"choice-{field}": "mine"})
            writer.shown.add(word)
        else:
            status = writer.again()
        after = set(WORD.findall(_text(pk)))
        assert before - after <= seen, (number, step, act, before - after)
        if act == "send":
            assert word in after or (status == 409 and word in str(writer.page)), (number, step, status)
        conflicts += status == 409
    return conflicts


def test_two_hundred_orders_lose_no_text(two):
    rng = random.Random(20261123)
    conflicts = 0
    for number in range(ORDERS):
        if number % 20 == 0:
            writers, pk = two(number)
        conflicts += _play(writers, pk, rng, number)
    assert conflicts > ORDERS // 10, "the orders must meet"


def test_two_sendings_at_the_same_moment(two):
    (one, other), pk = two(0)
    for turn in range(8):
        one.open()
        other.open()
        start = Barrier(2)

        def send(writer, word, start=start):
            try:
                start.wait(20)
                return writer.send({"sustainability": f"Texte {word}."})
            finally:
                connections.close_all()

        words = [f"mot9{turn}1x", f"mot9{turn}2x"]
        with ThreadPoolExecutor(2) as pool:
            statuses = list(pool.map(send, (one, other), words))
        assert sorted(statuses) == [302, 409]
        loser = (one, other)[statuses.index(409)]
        assert set(words) <= loser.shown
        assert words[statuses.index(302)] in _text(pk)
