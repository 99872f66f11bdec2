"""Two hands at once on one preparation: one success, one clear answer, one journal entry, one letter."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from members import make_member

from cities.models import Role
from cities.viewer import Viewer, viewer_of
from common import clock
from common.errors import Refusal
from declarations import actions
from declarations.models import AdoptionAct, AmendmentSupport, Declaration, Objection
from journal.models import Entry
from mailing.models import Letter
from tests.declarations.cast import SECRETARIAT, prepare
from tests.declarations.preparing import ask, by_office, coming, consult, propose, ready


def at_once(*verbs: Callable[[], Any]) -> list[Any]:
    """Call each on a connection of its own, at the same instant; a refusal is an answer."""
    start = Barrier(len(verbs))

    def call(verb: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait()
            return verb()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(call, verbs))


@pytest.fixture
def liege(real_commits: Any) -> Viewer:
    return viewer_of(make_member("c@liege.example", "C", "liege", Role.COORDINATOR).pk)


@pytest.fixture
def draft(liege: Viewer) -> Declaration:
    return prepare("Déclaration à plusieurs mains")


def test_accepted_and_rejected_at_once(draft: Declaration, liege: Viewer) -> None:
    consult(draft)
    made = propose(draft, liege)
    answers = at_once(
        *(lambda: actions.accept(by=SECRETARIAT, amendment_id=made.pk, note="Oui."),) * 2,
        *(lambda: actions.reject(by=SECRETARIAT, amendment_id=made.pk, note="Non."),) * 2,
    )
    assert Counter(isinstance(one, Refusal) for one in answers) == {True: 3, False: 1}
    verbs = ("declaration.amendment_accepted", "declaration.amendment_rejected")
    assert Entry.objects.filter(verb__in=verbs).count() == 1
    assert Letter.objects.filter(kind="amendment.decided").count() == 1
    made.refresh_from_db()
    assert (coming(draft).articles[1]["text"] == made.text) == (made.state == "accepted")


def test_two_on_one_article_accepted_at_once(draft: Declaration, liege: Viewer) -> None:
    consult(draft)
    made = [propose(draft, liege, text=f"Texte {number}.") for number in range(4)]
    answers = at_once(
        *(lambda one=one: actions.accept(by=SECRETARIAT, amendment_id=one.pk, note="Oui.") for one in made)
    )
    kept = [one for one in answers if not isinstance(one, Refusal)]
    assert len(kept) == 1
    assert coming(draft).articles[1]["text"] == kept[0].text


def test_proposed_and_supported_by_many_hands(draft: Declaration, liege: Viewer) -> None:
    consult(draft)
    made = at_once(*(lambda: propose(draft, liege),) * 4)
    assert len({one.pk for one in made}) == 1
    dakar = viewer_of(make_member("c@dakar.example", "C", "dakar", Role.COORDINATOR).pk)
    at_once(*(lambda: actions.support_amendment(by=dakar, amendment_id=made[0].pk),) * 4)
    assert AmendmentSupport.objects.count() == 1
    assert Entry.objects.filter(verb="declaration.amendment_supported").count() == 1


def test_adopted_by_two_hands(draft: Declaration) -> None:
    seen = by_office(draft)
    answers = at_once(*(lambda: actions.adopt(**seen),) * 4)
    assert sum(isinstance(one, Declaration) for one in answers) == 1
    assert AdoptionAct.objects.count() == 1
    assert Entry.objects.filter(verb="declaration.adopted").count() == 1


def test_an_objection_and_the_end_of_the_delay_at_once(
    draft: Declaration, liege: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever comes first under the lock, text and objection never both stand."""
    found = ask(ready(draft), "liege")
    true_now, end = clock.now, found.ends_at
    started = true_now()
    # The delay ends a fifth of a second after the start: both sides of it are met
    monkeypatch.setattr(clock, "now", lambda: end - timedelta(seconds=0.2) + (true_now() - started))
    objecting = [lambda: actions.object_to(by=liege, procedure_id=found.pk, reason="Non.")] * 2

    def scheduler() -> int:
        done = 0
        while not done:
            done = actions.end_procedures()
        return done

    at_once(*objecting, scheduler)
    found.refresh_from_db()
    standing = Objection.objects.filter(withdrawn_at__isnull=True).count()
    assert (standing, AdoptionAct.objects.count()) in {(0, 1), (1, 0)}
    assert found.outcome == ("objected" if standing else "adopted")
