"""A budget in a currency without a rate of reference is told to the secretariat, until the rate is there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practices import actions
from practices.money import missing_rates

pytestmark = pytest.mark.django_db

YEARLY = {"budget_amount": 500_000, "budget_scope": "annual", "budget_duration_months": None}


@pytest.fixture
def desk(client_of, secretariat, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    return client_of(secretariat)


def test_the_desk_names_the_currencies_and_years_that_lack_a_rate(published_practice, submitted, desk):
    for title, currency, year in (("Un", "MAD", 2019), ("Deux", "MAD", 2019), ("Trois", "XOF", 2019)):
        published_practice(title=title, budget_currency=currency, budget_year=year, **YEARLY)
    submitted(title="Quatre", budget_currency="HTG", budget_year=2021, **YEARLY)
    grant = {"budget_amount": 500_000, "budget_scope": "grant_only", "budget_duration_months": 12}
    published_practice(title="Cinq", budget_currency="KHR", budget_year=2020, **grant)
    assert [(one.currency, one.year, one.records) for one in missing_rates()] == [("HTG", 2021, 1), ("MAD", 2019, 2)]
    for page in ("/admin/", "/admin/practices/exchangerate/"):
        text = desk.get(page).content.decode()
        assert "MAD, 2019</a> – 2 fiches" in text
        assert "HTG, 2021</a> – 1 fiche" in text
        assert "KHR, 2020" not in text


def test_a_rate_that_is_added_leaves_the_warning_and_reaches_the_page(published_practice, desk, client):
    practice = published_practice(budget_currency="MAD", budget_year=2019, **YEARLY)
    address = f"/fr/pratiques/{practice.slug}/"
    assert "aucun taux enregistré pour 2019" in client.get(address).content.decode()
    given = {"currency": "MAD", "year": 2019, "rate": "10,8", "source": "Banque centrale du Maroc"}
    assert desk.post("/admin/practices/exchangerate/set/", given).status_code == 302
    assert "Taux de change à ajouter" not in desk.get("/admin/").content.decode()
    page = client.get(address).content.decode()
    assert "aucun taux enregistré" not in page
    assert "Banque centrale du Maroc, 2019" in page


def test_comparing_reads_the_rates_once(published_practice, client):
    slugs = [
        published_practice(title=title, budget_currency="CAD", budget_year=2015, **YEARLY).slug
        for title in ("Un", "Deux", "Trois")
    ]
    with CaptureQueriesContext(connection) as told:
        client.get(f"/fr/pratiques/comparer/?p={'&p='.join(slugs)}")
    assert sum("practices_exchangerate" in one["sql"] for one in told.captured_queries) == 1


@pytest.fixture
def submitted(draft_practice, liege_editor, viewer_for):
    def made(**changes):
        draft = draft_practice(**changes)
        return actions.submit(by=viewer_for(liege_editor), revision_id=draft.pk, seen_version=draft.lock_version)

    return made
