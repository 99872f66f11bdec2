"""What the desk exports holds no live formula, and only what the list shows."""

import csv
import io

import pytest
from django.urls import reverse

from common.cells import csv_of, inert

LIVE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1",
    "\u00a0=1",
    "＝1",
    "|cmd",
    "%0a=1",
    '=HYPERLINK("http://x")',
]


@pytest.mark.parametrize("text", LIVE)
def test_what_a_spreadsheet_would_run_is_kept_as_text(text):
    assert inert(text).startswith("'")
    assert inert(text)[1:] == text


@pytest.mark.parametrize("text", ["", "Liège", "l’été", "3 = trois", " ", "مدينة"])
def test_what_is_only_text_stays_as_it_is(text):
    assert inert(text) == text


def test_numbers_stay_numbers():
    assert inert(-3.5) == "-3.5"
    assert inert(None) == ""


def test_a_file_reads_back():
    file = csv_of(["a", "b"], [["=x", "deux; « mots »"], [1, None]]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(file), delimiter=";")) == [["a", "b"], ["'=x", "deux; « mots »"], ["1", ""]]


def test_the_list_of_practices(desk, published_practice):
    published_practice(title="=cmd|'/C calc'!A0")
    answer = desk.get(reverse("admin:practices_practice_export"))
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert "Titre" in rows[0]
    assert "'=cmd|'/C calc'!A0" in rows[1]
    assert desk.post(reverse("admin:practices_practice_export")).status_code == 404


def test_filters_and_search_hold_in_the_file(desk, published_practice):
    published_practice(title="Médiation")
    published_practice(title="Bibliothèques")
    address = reverse("admin:practices_practice_export")
    found = desk.get(f"{address}?q=Biblio").content.decode()
    assert "Bibliothèques" in found
    assert "Médiation" not in found


def test_cities(desk):
    rows = desk.get(reverse("admin:cities_city_export")).content.decode("utf-8-sig").splitlines()
    assert len(rows) == 124


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["no_such=1", "city__id__exact=x", "p=999999", "state__exact=x", "q=%00"])
def test_an_address_written_by_hand_breaks_no_export(secretariat, client_of, query):
    """The list says that the filter is wrong; the file is not there."""
    answer = client_of(secretariat).get(f"/admin/practices/practice/export/?{query}")
    assert answer.status_code in {200, 400, 404}


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["at__year=99999999999999999999", "at__year=0", "at__month=13", "p=x", "o=99.x"])
def test_an_address_written_by_hand_breaks_no_list(secretariat, client_of, query):
    answer = client_of(secretariat).get(f"/admin/journal/entry/?{query}")
    assert answer.status_code in {200, 302, 400, 404}
