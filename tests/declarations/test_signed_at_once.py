"""Many at once: one signature for a city, no gap for many cities, whoever comes second is led to the same receipt."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from members import make_member

from accounts.models import User
from cities.models import City, Role
from cities.viewer import viewer_of
from common.errors import NotPossible
from declarations import actions, ledger, verifier
from declarations.models import Declaration, Event, Kind, Signature
from tests.declarations.cast import adopt, authentic, open_it, prepare

AT_ONCE = 25  # connections open together; each signs four times


def together(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run all acts on connections of their own, the first ones released at the same instant."""
    start = Barrier(AT_ONCE)

    def worker(mine: list[Callable[[], Any]]) -> list[Any]:
        try:
            connection.ensure_connection()
            start.wait()
            return [act() for act in mine]
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        shares = [acts[number::AT_ONCE] for number in range(AT_ONCE)]
        return [answer for answers in pool.map(worker, shares) for answer in answers]


@pytest.fixture
def opened(real_commits: Any) -> Declaration:
    return open_it(adopt(prepare("Déclaration simultanée")))


def test_a_hundred_signatures_for_one_city_are_one(opened: Declaration) -> None:
    people = [make_member(f"s{n}@dakar.example", f"S{n}", "dakar", Role.READER, can_sign=True) for n in range(4)]
    viewers, text = [viewer_of(person.pk) for person in people], authentic(opened).sha256

    def one(number: int) -> Callable[[], actions.Outcome]:
        return lambda: actions.sign(by=viewers[number % 4], declaration_id=opened.pk, seen_text=text)

    outcomes = together([one(number) for number in range(100)])
    assert sum(outcome.is_new for outcome in outcomes) == 1
    assert len({outcome.signature.pk for outcome in outcomes}) == 1
    assert Event.objects.filter(declaration=opened, kind=Kind.SIGNED).count() == 1
    assert Signature.objects.filter(declaration=opened).count() == 1
    assert verifier.verify(ledger.export(opened))["events"] == 2


def test_browsers_that_come_second_are_led_to_the_same_receipt(
    opened: Declaration, proved: Callable[[User], Client]
) -> None:
    people = [make_member(f"s{n}@dakar.example", f"S{n}", "dakar", Role.READER, can_sign=True) for n in range(AT_ONCE)]
    browsers, text = [proved(person) for person in people], authentic(opened).sha256
    form = {"acting_city": str(City.objects.get(slug="dakar").pk), "seen_text": text, "mandate": "on"}
    form |= {"seen_statement": actions.signing.NOTHING_READ, "typed_city": "Dakar"}

    def one(number: int) -> Callable[[], tuple[str, str]]:
        def post() -> tuple[str, str]:
            answer = browsers[number].post(f"/fr/declarations/{opened.slug}/signer/", form)
            said = " ".join(str(message) for message in get_messages(answer.wsgi_request))
            return answer.headers.get("Location", str(answer.status_code)), said

        return post

    answers = together([one(number) for number in range(AT_ONCE)])
    assert {where for where, _said in answers} == {f"/fr/declarations/{opened.slug}/signatures/dakar/recu/"}
    assert sum("Vous avez signé" in said for _where, said in answers) == 1
    assert sum("déjà signée" in said for _where, said in answers) == AT_ONCE - 1
    assert Event.objects.filter(declaration=opened, kind=Kind.SIGNED).count() == 1


def test_a_hundred_cities_at_once_leave_no_gap(opened: Declaration) -> None:
    cities = list(City.objects.order_by("pk")[:100])
    people = [make_member(f"s@{c.slug}.example", c.slug, c.slug, Role.READER, can_sign=True) for c in cities]
    viewers, text = [viewer_of(person.pk) for person in people], authentic(opened).sha256

    def one(number: int) -> Callable[[], actions.Outcome]:
        return lambda: actions.sign(by=viewers[number], declaration_id=opened.pk, seen_text=text)

    outcomes = together([one(number) for number in range(100)])
    assert all(outcome.is_new for outcome in outcomes)
    sequences = list(Event.objects.filter(declaration=opened).order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(1, 102))
    assert verifier.verify(ledger.export(opened))["events"] == 101


def test_two_people_confirming_at_once_are_one_event(opened: Declaration) -> None:
    signatory = make_member("s@dakar.example", "S", "dakar", Role.READER, can_sign=True)
    others = [make_member(f"c{n}@dakar.example", f"C{n}", "dakar", Role.COORDINATOR) for n in range(AT_ONCE)]
    signature = actions.sign(
        by=viewer_of(signatory.pk), declaration_id=opened.pk, seen_text=authentic(opened).sha256
    ).signature

    def one(number: int) -> Callable[[], str]:
        def confirm() -> str:
            try:
                actions.confirm(by=viewer_of(others[number].pk), signature_id=signature.pk)
            except NotPossible:
                return "refused"
            return "confirmed"

        return confirm

    answers = together([one(number) for number in range(AT_ONCE)])
    assert sorted(answers) == ["confirmed"] + ["refused"] * (AT_ONCE - 1)
    assert Event.objects.filter(declaration=opened, kind=Kind.CONFIRMED).count() == 1
