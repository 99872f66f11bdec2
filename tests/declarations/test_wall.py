"""The wall as it is asked for: on a day, of a country, in the language's order; as files, in a frame, as a badge."""

import csv
import gzip
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from members import make_user

from accounts.models import User
from cities.models import City
from cities.viewer import Viewer
from common import clock
from declarations import actions, ledger, queries, wall
from declarations.models import Declaration, Event, Kind, Signatory, Signature
from declarations.workflow import LineState
from tests.declarations.cast import SECRETARIAT, authentic

ViewerOf = Callable[[User], Viewer]
PARIS = "/fr/declarations/paris-2016-terrorisme-prevention/"
BUDGET = 14_336


def names(lines: list[queries.Line]) -> list[str]:
    return [line.city.name for line in lines]


@pytest.fixture
def counted(opened: Declaration, dakar_coordinator: User, dakar_signatory: User, viewer_for: ViewerOf) -> Signature:
    signed = actions.sign(
        by=viewer_for(dakar_signatory), declaration_id=opened.pk, seen_text=authentic(opened).sha256
    ).signature
    return actions.confirm(by=viewer_for(dakar_coordinator), signature_id=signed.pk)


def test_the_count_of_any_day(db: None, client: Client) -> None:
    declaration = Declaration.unguarded.get(slug="paris-2016-terrorisme-prevention")
    assert len(queries.signatures(declaration, date(2016, 4, 8))) == 25
    assert queries.signatures(declaration, date(2016, 4, 7)) == []
    page = client.get(f"{PARIS}?au=2016-04-07").content.decode()
    assert "Aucune ville signataire" in page
    assert "au 7 avril 2016" in page
    assert "25 villes signataires" in client.get(f"{PARIS}?au=2016-12-31").content.decode()


def test_what_was_withdrawn_since_counted_then(counted: Signature) -> None:
    actions.withdraw(by=SECRETARIAT, signature_id=counted.pk)
    today = clock.now().date()
    (line,) = queries.signatures(counted.declaration)
    assert queries.on_day([line], today - timedelta(days=1)) == []  # it was not signed yet
    older = replace(line, counted_on=today - timedelta(days=9))
    assert [then.counts for then in queries.on_day([older], today - timedelta(days=1))] == [True]
    assert [then.counts for then in queries.on_day([older], today)] == [False]


def test_of_a_country_or_with_reservations_only(db: None, client: Client) -> None:
    page = client.get(f"{PARIS}?pays=SN").content.decode()
    assert "2 lignes affichées" in page
    assert "Ziguinchor" in page
    assert "/villes/liege/" not in page
    assert "25 villes signataires" in page  # the count is the declaration's, whatever is shown
    assert "<li data-stop" not in client.get(f"{PARIS}?reserves=1").content.decode()


@pytest.mark.parametrize("query", ["au=demain", "au=99999-01-01", "pays=%00", "page=9999", "pays=ZZ", "reserves=x"])
def test_a_strange_address_answers(db: None, client: Client, query: str) -> None:
    assert client.get(f"{PARIS}?{query}").status_code == 200


def test_each_language_has_its_own_order(db: None) -> None:
    from django.utils import translation

    lines = queries.signatures(Declaration.unguarded.get(slug="paris-2016-terrorisme-prevention"))
    with translation.override("ar"):
        arabic = names(wall.in_order(lines))
    assert names(wall.in_order(lines))[0] == "Abidjan"
    assert arabic == sorted(arabic, key=wall.fold)
    assert {name[0] for name in arabic[:2]} <= set("أابإ")


def test_the_files_hold_the_list(counted: Signature, client: Client) -> None:
    base = f"/fr/declarations/{counted.declaration.slug}/signatures"
    rows = list(csv.reader(io.StringIO(client.get(f"{base}.csv").content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][0] == "Dakar"
    assert "Simone Signe" in rows[1]
    found = client.get(f"{base}.json").json()
    assert (found["count"], found["signatures"][0]["city"]) == (1, "dakar")
    assert client.get(f"{base}.json?au=2020-01-01").json()["count"] == 0


def test_a_spreadsheet_runs_nothing(counted: Signature, client: Client) -> None:
    Signatory.objects.filter(event=counted.event).update(name="=1+1")
    body = client.get(f"/fr/declarations/{counted.declaration.slug}/signatures.csv").content.decode()
    assert '"\'=1+1"' in body


def test_the_frame_sets_no_cookie_and_runs_no_script(counted: Signature, client: Client) -> None:
    answer = client.get(f"/fr/declarations/{counted.declaration.slug}/integrer/")
    page = answer.content.decode()
    assert "1 ville signataire" in page
    assert not answer.cookies
    assert "<script" not in page
    assert "X-Frame-Options" not in answer
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert (
        "frame-ancestors 'none'"
        in client.get(f"/fr/declarations/{counted.declaration.slug}/")["Content-Security-Policy"]
    )


def test_the_frame_says_the_same_to_everybody(draft: Declaration, client_of: Callable[[User], Client]) -> None:
    office = make_user("bureau@aimf.example", "Bruno", is_staff=True)
    assert client_of(office).get(f"/fr/declarations/{draft.slug}/integrer/").status_code == 404


def test_the_badge_is_for_signatory_cities(counted: Signature, client: Client) -> None:
    base = f"/fr/declarations/{counted.declaration.slug}/signatures"
    drawing = client.get(f"{base}/dakar/insigne.svg")
    assert drawing["Content-Type"] == "image/svg+xml"
    assert "Ville signataire" in drawing.content.decode()
    assert client.get(f"{base}/liege/insigne.svg").status_code == 404
    reported = client.get(f"{PARIS}signatures/dakar/insigne.svg").content.decode()
    assert "Citée comme signataire par la source" in reported
    actions.withdraw(by=SECRETARIAT, signature_id=counted.pk)
    assert client.get(f"{base}/dakar/insigne.svg").status_code == 404


def test_three_hundred_signatures_travel_in_one_flight(
    opened: Declaration, client: Client, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for number in range(300):
        name = f"Ville d’essai numéro {number:03d}"
        city = City.objects.create(
            slug=f"essai-{number:03d}", name_fr=name, name_en=name, name_ar=name, sort_key=name.lower(), country="FR"
        )
        act = ledger.Act(Kind.RECORDED, ledger.SECRETARIAT, city=city, mode="in_session", source="Essai")
        event: Event = ledger.append(opened, act)
        Signature.objects.create(
            declaration=opened, version=0, city=city, state=LineState.RECORDED, event=event, signed_on=date(2026, 1, 1)
        )
    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]  # untyped by its library
        answer = client.get(f"/fr/declarations/{opened.slug}/", headers={"accept-encoding": "gzip"})
    page = gzip.decompress(answer.content).decode()
    assert "300 villes signataires" in page
    assert "Page 1 sur 5" in page
    assert len(answer.content) < BUDGET
