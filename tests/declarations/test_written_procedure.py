"""Adoption in writing: every city of the body is asked; silence until the end of the last day adopts, once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction

from accounts.models import User
from cities.viewer import Viewer
from common import clock
from common.errors import Invalid, NotAllowed, NotPossible
from declarations import actions
from declarations.actions import asking
from declarations.models import AdoptionAct, Declaration, Objection, Procedure, Text
from declarations.workflow import Phase, State
from journal.models import Entry
from mailing.compose import Dropped, compose
from mailing.models import Letter
from tests.declarations.cast import adopt, open_it, prepare
from tests.declarations.preparing import ask, by_office, read_again, ready

ViewerOf = Callable[[User], Viewer]
At = Callable[[str], None]
LAST = date(2026, 12, 15)
IN_TIME, TOO_LATE = "2026-12-15T22:59:59", "2026-12-15T23:00:00"  # the day ends in Paris


class Killed(BaseException):
    """A worker that is no more."""


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Set the hour, in universal time."""

    def move(moment: str) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(moment).replace(tzinfo=UTC))

    return move


@pytest.fixture
def asked(
    draft: Declaration, liege_coordinator: User, dakar_signatory: User, dakar_coordinator: User, at: At
) -> Procedure:
    at("2026-11-23T09:00:00")
    return ask(ready(draft), "liege", "dakar", ends_on=LAST)


def object_to(procedure: Procedure, by: Viewer, reason: str = "L’article 2 nous gêne.") -> Objection:
    return actions.object_to(by=by, procedure_id=procedure.pk, reason=reason)


def test_every_member_of_the_body_is_asked(
    asked: Procedure, liege_coordinator: User, dakar_signatory: User, dakar_coordinator: User, at: At
) -> None:
    letters = Letter.objects.filter(kind="procedure.asked")
    people = {liege_coordinator.pk, dakar_signatory.pk, dakar_coordinator.pk}
    assert {one.recipient_id for one in letters} == people
    said = str(compose(letters.get(recipient_id=liege_coordinator.pk)).body)
    assert "15 décembre 2026 compris, heure de Paris" in said
    assert f"/fr/declarations/{asked.declaration.slug}/procedure/" in said
    at(TOO_LATE)
    with pytest.raises(Dropped):
        compose(letters.get(recipient_id=dakar_signatory.pk))


def test_silence_adopts_once_at_the_end(asked: Procedure, secretariat: User, at: At) -> None:
    at(IN_TIME)
    assert actions.end_procedures() == 0
    at(TOO_LATE)
    assert [actions.end_procedures() for _twice in range(2)] == [1, 0]
    declaration = read_again(asked.declaration)
    assert (declaration.state, declaration.version, declaration.phase) == (State.ADOPTED, 1, Phase.WRITING)
    assert (declaration.adopted_on, declaration.adoption_mode) == (LAST, "written_procedure")
    act = AdoptionAct.objects.get()
    text = Text.objects.get(declaration=declaration)
    assert (act.procedure_id, act.text_sha256, act.adopted_on) == (asked.pk, text.sha256, LAST)
    assert text.adopted_at is not None
    assert Entry.objects.filter(verb="declaration.adopted").count() == 1
    letters = Letter.objects.filter(kind="procedure.ended")
    assert letters.count() == 4  # three people of the body, and the secretariat
    assert "Personne ne s’est opposé" in str(compose(letters.get(recipient_id=secretariat.pk)).body)
    assert open_it(declaration).is_open


def test_one_objection_and_it_is_not_adopted(
    asked: Procedure, dakar_signatory: User, secretariat: User, viewer_for: ViewerOf, at: At
) -> None:
    at(IN_TIME)
    for _twice in range(2):
        object_to(asked, viewer_for(dakar_signatory))
    assert Objection.objects.count() == 1
    at(TOO_LATE)
    assert [actions.end_procedures() for _twice in range(2)] == [1, 0]
    asked.refresh_from_db()
    declaration = read_again(asked.declaration)
    assert (asked.outcome, declaration.phase, declaration.version) == ("objected", Phase.SETTLING, 0)
    assert not AdoptionAct.objects.exists()
    said = str(compose(Letter.objects.get(kind="procedure.ended", recipient_id=secretariat.pk)).body)
    assert "1 ville s’est opposée" in said
    ask(ready(declaration), "liege", ends_on=LAST + timedelta(days=30))  # settled, it is asked again


def test_an_objection_at_the_very_end_is_too_late(
    asked: Procedure, dakar_signatory: User, viewer_for: ViewerOf, at: At
) -> None:
    at(TOO_LATE)
    with pytest.raises(NotPossible, match="délai est passé"):
        object_to(asked, viewer_for(dakar_signatory))
    assert actions.end_procedures() == 1
    with pytest.raises(DatabaseError, match="while the procedure runs"), transaction.atomic():
        Objection.objects.create(
            procedure=asked, city_id=viewer_for(dakar_signatory).city_id, reason="Tard.", made_by=dakar_signatory
        )


def test_an_objection_is_withdrawn_in_time(
    asked: Procedure, dakar_signatory: User, dakar_coordinator: User, viewer_for: ViewerOf, at: At
) -> None:
    object_to(asked, viewer_for(dakar_signatory))
    by = viewer_for(dakar_coordinator)
    answers = [actions.withdraw_objection(by=by, procedure_id=asked.pk) for _twice in range(2)]
    assert answers == [True, False]
    object_to(asked, by, "Finalement, nous nous opposons.")
    at(TOO_LATE)
    with pytest.raises(NotPossible):
        actions.withdraw_objection(by=by, procedure_id=asked.pk)
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        Objection.objects.filter(withdrawn_at__isnull=True).update(reason="Autre.")


# Paris: 25 hours on 25 October 2026, 23 on 28 March 2027. Beirut goes forward at midnight of the 28th itself
@pytest.mark.parametrize(
    ("last", "zone", "still", "over"),
    [
        (date(2026, 10, 25), "Europe/Paris", "2026-10-25T22:59:59", "2026-10-25T23:00:00"),
        (date(2026, 10, 24), "Europe/Paris", "2026-10-24T21:59:59", "2026-10-24T22:00:00"),
        (date(2027, 3, 28), "Europe/Paris", "2027-03-28T21:59:59", "2027-03-28T22:00:00"),
        (date(2027, 3, 27), "Europe/Paris", "2027-03-27T22:59:59", "2027-03-27T23:00:00"),
        (date(2027, 3, 27), "Asia/Beirut", "2027-03-27T21:59:59", "2027-03-27T22:00:00"),
    ],
)
def test_the_delay_ends_where_it_was_said_to_when_clocks_change(
    draft: Declaration,
    liege_coordinator: User,
    viewer_for: ViewerOf,
    at: At,
    last: date,
    zone: str,
    still: str,
    over: str,
) -> None:
    at("2026-10-20T08:00:00")
    found = ask(ready(draft), "liege", ends_on=last, zone=zone)
    at(still)
    assert actions.end_procedures() == 0
    by = viewer_for(liege_coordinator)
    object_to(found, by)
    actions.withdraw_objection(by=by, procedure_id=found.pk)
    at(over)
    with pytest.raises(NotPossible):
        object_to(found, by)
    assert actions.end_procedures() == 1
    assert AdoptionAct.objects.get().adopted_on == last


def test_who_objects(
    asked: Procedure, tunis_reader: User, liege_editor: User, secretariat: User, viewer_for: ViewerOf
) -> None:
    for person in (tunis_reader, liege_editor, secretariat):
        with pytest.raises(NotAllowed):
            object_to(asked, viewer_for(person))
    with pytest.raises(DatabaseError, match="only a city of the body"), transaction.atomic():
        Objection.objects.create(
            procedure=asked, city_id=viewer_for(tunis_reader).city_id, reason="Non.", made_by=tunis_reader
        )


def test_a_city_that_nobody_answers_for_is_not_asked(draft: Declaration, liege_coordinator: User) -> None:
    with pytest.raises(Invalid) as refused:
        ask(ready(draft), "liege", "tunis")
    assert "Tunis" in str(refused.value.fields["cities"][0])
    with pytest.raises(Invalid):
        ask(draft, "liege", ends_on=date(2020, 1, 1))
    with pytest.raises(Invalid):
        ask(draft)


def test_what_is_asked_does_not_change_meanwhile(asked: Procedure) -> None:
    declaration = asked.declaration
    for verb in (actions.make_ready, actions.write_again, actions.archive):
        with pytest.raises(NotPossible):
            verb(**by_office(declaration))
    with pytest.raises(NotPossible):
        adopt(read_again(declaration))


def test_it_is_stopped_with_a_reason(asked: Procedure, dakar_signatory: User, at: At) -> None:
    with pytest.raises(Invalid):
        actions.stop_procedure(**by_office(asked.declaration, note=" "))
    actions.stop_procedure(**by_office(asked.declaration, note="Une erreur dans le titre."))
    letter = Letter.objects.get(kind="procedure.ended", recipient_id=dakar_signatory.pk)
    assert "Une erreur dans le titre." in str(compose(letter).body)
    at(TOO_LATE)
    assert actions.end_procedures() == 0
    assert not AdoptionAct.objects.exists()


def test_a_worker_that_dies_leaves_nothing_half_done(asked: Procedure, at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    at(TOO_LATE)

    def dies(*_args: Any) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(asking.mails, "tell_procedure_ended", dies)
        with pytest.raises(Killed), transaction.atomic():
            actions.end_procedures()
    asked.refresh_from_db()
    assert asked.is_running
    assert not AdoptionAct.objects.exists()
    assert Text.objects.get(declaration=asked.declaration).adopted_at is None
    assert actions.end_procedures() == 1


def test_four_schedulers_at_once_record_one_act(real_commits: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from members import make_member

    from cities.models import Role

    make_member("c@liege.example", "C", "liege", Role.COORDINATOR)
    ask(ready(prepare("Déclaration de nuit")), "liege")
    late = clock.now() + timedelta(days=60)
    monkeypatch.setattr(clock, "now", lambda: late)
    together, found = Barrier(4), []

    def scheduler() -> None:
        together.wait()
        found.append(actions.end_procedures())
        connections.close_all()

    threads = [Thread(target=scheduler) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, 0, 0, 1]
    assert AdoptionAct.objects.count() == 1
    assert Entry.objects.filter(verb="declaration.adopted").count() == 1
