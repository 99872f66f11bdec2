"""The last day ends at midnight of the zone that was announced; a city that comes later supports, apart."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from cities.models import City
from cities.viewer import Viewer
from common import clock
from common.errors import NotAllowed, NotPossible
from declarations import actions, ledger, queries, verifier
from declarations.models import Declaration, Event, Support
from declarations.workflow import State
from tests.declarations.cast import SECRETARIAT, authentic, close_it

Browser = Callable[[User], Client]
ViewerOf = Callable[[User], Viewer]


def ending(declaration: Declaration, day: date, zone: str = "UTC") -> Declaration:
    Declaration.unguarded.filter(pk=declaration.pk).update(closes_on=day, closes_zone=zone)
    return Declaration.unguarded.get(pk=declaration.pk)


def test_the_day_ends_where_it_was_said_to(opened: Declaration, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = {"2026-12-31T21:59:59": True, "2026-12-31T22:00:00": True, "2026-12-31T23:00:00": False}
    paris = ending(opened, date(2026, 12, 31), "Europe/Paris")
    for moment, is_open in moments.items():
        monkeypatch.setattr(clock, "now", lambda moment=moment: datetime.fromisoformat(moment).replace(tzinfo=UTC))
        assert paris.is_open is is_open
    montreal = ending(opened, date(2026, 12, 31), "America/Montreal")
    assert montreal.is_open


def test_nobody_signs_after_it_and_the_ledger_says_so_once(
    opened: Declaration, dakar_signatory: User, viewer_for: ViewerOf, client: Client
) -> None:
    over = ending(opened, clock.now().date() - timedelta(days=1))
    with pytest.raises(NotPossible):
        actions.sign(by=viewer_for(dakar_signatory), declaration_id=over.pk, seen_text=authentic(over).sha256)
    assert [actions.close_overdue() for _twice in range(2)] == [1, 0]
    over.refresh_from_db()
    assert over.state == State.CLOSED
    assert list(Event.objects.filter(declaration=over).values_list("kind", flat=True)) == ["opened", "closed"]
    assert verifier.verify(ledger.export(over))["events"] == 2


def test_the_page_says_until_when(opened: Declaration, client: Client) -> None:
    ending(opened, date(2030, 6, 30), "Africa/Dakar")
    page = client.get(f"/fr/declarations/{opened.slug}/").content.decode()
    assert "30 juin 2030 compris, heure de Dakar" in page


def test_it_is_not_opened_after_its_own_last_day(adopted: Declaration) -> None:
    past = ending(adopted, date(2020, 1, 1))
    with pytest.raises(NotPossible, match="dernier jour"):
        actions.open_for_signature(by=SECRETARIAT, declaration_id=past.pk, seen_edition=past.edition)


def test_a_late_city_supports_apart(
    opened: Declaration, dakar_signatory: User, proved: Browser, viewer_for: ViewerOf, client: Client
) -> None:
    with pytest.raises(NotPossible):
        actions.support(by=viewer_for(dakar_signatory), declaration_id=opened.pk)
    close_it(opened)
    browser = proved(dakar_signatory)
    form = {"acting_city": str(City.objects.get(slug="dakar").pk)}
    for _twice in range(2):
        assert browser.post(f"/fr/declarations/{opened.slug}/soutenir/", form).status_code == 302
    assert Support.objects.count() == 1
    page = client.get(f"/fr/declarations/{opened.slug}/").content.decode()
    assert "Soutiens après la clôture" in page
    assert "Dakar" in page
    assert "Aucune ville signataire" in page
    assert queries.count(opened) == 0
    assert verifier.verify(ledger.export(opened))["cities"] == 0


def test_who_supports(opened: Declaration, dakar_coordinator: User, client_of: Browser, viewer_for: ViewerOf) -> None:
    close_it(opened)
    with pytest.raises(NotAllowed):
        actions.support(by=viewer_for(dakar_coordinator), declaration_id=opened.pk)
    assert client_of(dakar_coordinator).get(f"/fr/declarations/{opened.slug}/soutenir/").status_code == 403


def test_a_city_that_signed_in_time_supports_nothing(
    opened: Declaration, dakar_signatory: User, viewer_for: ViewerOf
) -> None:
    by = viewer_for(dakar_signatory)
    actions.sign(by=by, declaration_id=opened.pk, seen_text=authentic(opened).sha256)
    close_it(Declaration.unguarded.get(pk=opened.pk))
    with pytest.raises(NotPossible, match="a signé"):
        actions.support(by=by, declaration_id=opened.pk)
