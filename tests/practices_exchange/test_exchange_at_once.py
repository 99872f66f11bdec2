"""Several people at once: one request, one answer, one pair of letters."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from members import make_member, make_user

from cities.models import Role
from cities.viewer import Viewer, viewer_of
from common.errors import Refusal
from journal.models import Entry
from mailing.models import Letter
from practices import actions
from practices.models import Adoption, ContactRequest, IndexEntry, Practice


def at_once(*verbs: Callable[[], Any]) -> list[Any]:
    """Run verbs on connections of their own, together, and return what each answered."""
    start = Barrier(len(verbs))

    def one(verb: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=20)
            return verb()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(one, verbs))


@pytest.fixture
def people(real_commits: Any) -> dict[str, Viewer]:
    made = {
        "writer": make_member("editrice@liege.example", "Élise", "liege", Role.EDITOR),
        "coordinator": make_member("coordination@liege.example", "Colin", "liege", Role.COORDINATOR),
        "dakar": make_member("coordination@dakar.example", "Cheikh", "dakar", Role.COORDINATOR),
        "namur": make_member("coordination@namur.example", "Nadia", "namur", Role.COORDINATOR),
        "office": make_user("secretariat@aimf.example", "Sacha", is_staff=True),
    }
    return {name: viewer_of(user.pk) for name, user in made.items()}


@pytest.fixture
def practice(people: dict[str, Viewer]) -> Practice:
    import samples

    return samples.publish(people["writer"], people["office"], samples.write_draft(people["writer"]))


def ask(people: dict[str, Viewer], practice: Practice, **changes: Any) -> ContactRequest:
    given = {"kind": "call", "purpose": "Comprendre vos horaires.", "proposed_time": "Un matin", **changes}
    return actions.ask_exchange(by=people["dakar"], to_city_id=practice.city_id, practice_id=practice.pk, **given)


def test_the_same_request_eight_times_at_once_is_one(people, practice) -> None:
    answers = at_once(*(lambda: ask(people, practice) for _ in range(8)))
    assert len({answer.pk for answer in answers}) == ContactRequest.unguarded.count() == 1
    assert Entry.objects.filter(verb="contact.asked").count() == 1


def test_accepted_by_one_while_another_declines(people, practice) -> None:
    for kind in ("call", "visit", "documents"):
        made = ask(people, practice, kind=kind)
        answers = at_once(
            lambda made=made: actions.accept_exchange(by=people["writer"], request_id=made.pk),
            lambda made=made: actions.decline_exchange(by=people["coordinator"], request_id=made.pk, answer="Non."),
            lambda made=made: actions.take_back_exchange(by=people["dakar"], request_id=made.pk),
        )
        assert sum(isinstance(answer, Refusal) for answer in answers) == 2
        made.refresh_from_db()
        letters = Letter.objects.filter(kind="contact.accepted", data={"request": made.pk}).count()
        assert letters == (2 if made.state == "accepted" else 0)


def test_a_declaration_sent_twice_at_once_and_two_cities_at_once(people, practice) -> None:
    def adopt(who: str) -> Callable[[], Adoption]:
        values = {"state": "running", "since": "2026"}
        return lambda: actions.declare_adoption(by=people[who], practice_id=practice.pk, values=values)

    answers = at_once(*(adopt(who) for who in ("dakar", "dakar", "dakar", "namur", "namur")))
    assert not [answer for answer in answers if isinstance(answer, Refusal)]
    assert Adoption.unguarded.count() == 2
    row = IndexEntry.objects.get(practice=practice, scope="public")
    assert row.adoptions == 2
    assert sorted(row.adopters) == ["running:dakar", "running:namur"]
