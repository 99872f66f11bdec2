"""Cities are consulted from one day to another, in the hour of a named place; the timetable keeps both, once."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from accounts.models import User
from cities.viewer import Viewer
from common import clock
from common.errors import Invalid, NotAllowed, NotPossible
from declarations import actions
from declarations.models import Consultation, Declaration
from declarations.workflow import Phase
from journal.models import Entry
from mailing.compose import Dropped, compose
from mailing.models import Letter
from tests.declarations.cast import adopt
from tests.declarations.preparing import by_office, consult, propose, read_again, ready

ViewerOf = Callable[[User], Viewer]
At = Callable[[str], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Set the hour, in universal time."""

    def move(moment: str) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(moment).replace(tzinfo=UTC))

    return move


# Paris puts its clocks back on 25 October 2026 and forward on 28 March 2027; Beirut goes forward at midnight itself
@pytest.mark.parametrize(
    ("last", "zone", "still", "over"),
    [
        (date(2026, 10, 25), "Europe/Paris", "2026-10-25T22:59:59", "2026-10-25T23:00:00"),
        (date(2027, 3, 27), "Europe/Paris", "2027-03-27T22:59:59", "2027-03-27T23:00:00"),
        (date(2027, 3, 28), "Europe/Paris", "2027-03-28T21:59:59", "2027-03-28T22:00:00"),
        (date(2027, 3, 27), "Asia/Beirut", "2027-03-27T21:59:59", "2027-03-27T22:00:00"),
        (date(2027, 1, 10), "America/Toronto", "2027-01-11T04:59:59", "2027-01-11T05:00:00"),
    ],
)
def test_the_last_day_ends_where_it_was_said_to(
    draft: Declaration, liege_editor: User, viewer_for: ViewerOf, at: At, last: date, zone: str, still: str, over: str
) -> None:
    at("2026-10-20T08:00:00")
    consult(draft, date(2026, 10, 20), last, zone)
    by = viewer_for(liege_editor)
    at(still)
    assert actions.keep_consultations() == 0
    propose(draft, by)
    at(over)
    with pytest.raises(NotPossible, match="close"):  # before the timetable has passed
        propose(draft, by, text="Trop tard.")
    assert [actions.keep_consultations() for _twice in range(2)] == [1, 0]
    assert read_again(draft).phase == Phase.SETTLING
    assert Entry.objects.filter(verb="declaration.consultation_ended").count() == 1


def test_it_begins_on_its_first_day_and_cities_are_told_once(
    draft: Declaration,
    liege_coordinator: User,
    dakar_signatory: User,
    tunis_reader: User,
    viewer_for: ViewerOf,
    at: At,
) -> None:
    at("2026-11-01T08:00:00")
    consult(draft, date(2026, 11, 10), date(2026, 11, 20))
    assert not Letter.objects.exists()
    with pytest.raises(NotPossible, match="pas encore commencé"):
        propose(draft, viewer_for(liege_coordinator))
    at("2026-11-09T23:30:00")  # the tenth has begun in Paris
    assert [actions.keep_consultations() for _twice in range(2)] == [1, 0]
    letters = Letter.objects.filter(kind="declaration.consultation")
    assert {one.recipient_id for one in letters} == {liege_coordinator.pk, dakar_signatory.pk}
    message = compose(letters.get(recipient_id=liege_coordinator.pk))
    assert "20 novembre 2026 compris, heure de Paris" in str(message.body)
    assert f"/fr/declarations/{draft.slug}/preparation/" in str(message.body)
    at("2026-11-21T08:00:00")
    with pytest.raises(Dropped):
        compose(letters.get(recipient_id=dakar_signatory.pk))


def test_an_end_before_the_beginning_is_refused(draft: Declaration) -> None:
    with pytest.raises(Invalid) as refused:
        consult(draft, date(2030, 2, 1), date(2030, 1, 31))
    assert set(refused.value.fields) == {"ends_on"}
    with pytest.raises(Invalid):
        consult(draft, date(2020, 1, 1), date(2020, 2, 1))
    consult(draft)
    with pytest.raises(DatabaseError, match="consultation_ends_after_it_starts"), transaction.atomic():
        Consultation.objects.update(ends_on=date(2020, 1, 1))


def test_one_at_a_time(draft: Declaration) -> None:
    made = consult(draft)
    with pytest.raises(NotPossible):
        consult(draft)
    made.pk = None
    with pytest.raises(DatabaseError, match="one_consultation_at_a_time"), transaction.atomic():
        made.save(force_insert=True)


def test_the_text_is_ready_once_each_amendment_has_its_answer(
    draft: Declaration, liege_editor: User, viewer_for: ViewerOf
) -> None:
    consult(draft)
    made = propose(draft, viewer_for(liege_editor))
    actions.end_consultation(**by_office(draft))
    with pytest.raises(NotPossible, match="répondez d’abord"):
        ready(draft)
    actions.write_again(**by_office(draft))
    with pytest.raises(NotPossible, match="répondez d’abord"):
        adopt(read_again(draft))
    actions.reject(by=by_office(draft)["by"], amendment_id=made.pk, note="Déjà dit.")  # at any time before it is ready
    assert ready(draft).phase == Phase.READY
    assert actions.write_again(**by_office(draft)).phase == Phase.WRITING


def test_a_text_in_consultation_is_not_adopted(draft: Declaration) -> None:
    consult(draft)
    with pytest.raises(NotPossible, match="Consultation des villes"):
        adopt(read_again(draft))


def test_only_the_secretariat_opens_and_ends_it(
    draft: Declaration, dakar_signatory: User, viewer_for: ViewerOf
) -> None:
    by = {**by_office(draft), "by": viewer_for(dakar_signatory)}
    for verb in (actions.end_consultation, actions.make_ready, actions.write_again):
        with pytest.raises(NotAllowed):
            verb(**by)
