"""What a budget says of one year, in euros, and how: never of a grant, never to somebody who may not read it."""

from decimal import Decimal

import pytest
import samples
from django.core.management import call_command
from django.utils.translation import override

from cities.viewer import STRANGER
from common.errors import Invalid, NotAllowed
from common.numbers import counted
from practices import actions, money, record
from practices.models import ExchangeRate, IndexEntry, Revision

pytestmark = pytest.mark.django_db

BUDGET = {
    "budget_amount": 120_000,
    "budget_currency": "EUR",
    "budget_year": 2024,
    "budget_scope": "annual",
    "budget_duration_months": None,
}


def _drafted(draft_practice, viewer, **budget):
    """Return what a draft says to its city: a notice from public sources lacks as much."""
    draft = draft_practice(**{**BUDGET, "budget_note": "", **budget})
    shown = record.view(Revision.unguarded.select_related("practice__city").get(pk=draft.pk), viewer)
    return money.yearly(shown)


def _said(published_practice, viewer=STRANGER, **budget):
    practice = published_practice(**{**BUDGET, "budget_note": "", **budget})
    revision = Revision.unguarded.select_related("practice__city").get(pk=practice.published_id)
    shown = record.view(revision, viewer)
    return money.yearly(shown), money.band(shown, money.yearly(shown)), practice


def test_an_annual_budget_in_euros_says_nothing_more(published_practice):
    found, band, _practice = _said(published_practice)
    assert (found.amount, found.euros, band) == (120_000, 120_000, "50k_150k")
    assert not found.is_computed
    assert found.in_euros == ""


def test_a_project_of_several_months_is_brought_to_one_year(published_practice):
    found, band, _practice = _said(
        published_practice,
        budget_amount=2_000_000,
        budget_currency="CAD",
        budget_year=2015,
        budget_scope="total_project",
        budget_duration_months=24,
    )
    assert found.amount == 1_000_000
    assert round(found.euros) == round(Decimal(1_000_000) / Decimal("1.4186"))
    assert band == "500k_2m"
    assert "1\u202f000\u202f000\xa0$\xa0CA par an" in found.how
    assert "2\u202f000\u202f000\xa0$\xa0CA pour 24\u00a0mois" in found.how
    assert "705\u202f000\xa0€ par an, au taux de 1 € pour 1,42\xa0$\xa0CA" in found.in_euros
    assert "Banque centrale européenne" in found.in_euros
    assert "2015" in found.in_euros


@pytest.mark.parametrize("scope", ["launch_grant", "grant_only", "capital"])
def test_what_is_not_a_year_is_never_brought_to_one(published_practice, scope):
    found, band, practice = _said(published_practice, budget_scope=scope, budget_duration_months=12)
    assert (found, band) == (None, "")
    assert set(IndexEntry.objects.filter(practice=practice).values_list("cost_band", flat=True)) == {""}


def test_a_project_without_months_is_not_comparable(draft_practice, liege_editor, viewer_for):
    assert _drafted(draft_practice, viewer_for(liege_editor), budget_scope="total_project") is None


def test_a_fixed_parity_holds_for_every_year(draft_practice, liege_editor, viewer_for):
    budget = {"budget_amount": 6_559_570, "budget_currency": "XOF", "budget_year": None}
    found = _drafted(draft_practice, viewer_for(liege_editor), **budget)
    assert (round(found.euros, 2), found.band) == (10_000, "10k_50k")
    assert "Parité fixe du franc CFA" in found.in_euros


def test_without_a_rate_the_page_says_so(published_practice, client):
    found, band, practice = _said(published_practice, budget_currency="MAD")
    assert (found.euros, band) == (None, "")
    page = client.get(f"/fr/pratiques/{practice.slug}/").content.decode()
    assert "Équivalent en euros non disponible : aucun taux enregistré pour 2024." in page


def test_without_a_year_no_rate_is_guessed(draft_practice, liege_editor, viewer_for):
    budget = {"budget_currency": "CAD", "budget_year": None}
    found = _drafted(draft_practice, viewer_for(liege_editor), **budget)
    assert found.euros is None
    assert "l’année du budget n’est pas connue" in found.in_euros


def test_staff_time_only_is_a_band_of_its_own(published_practice):
    assert _said(published_practice, budget_amount=0)[1] == "staff_time_only"
    assert _said(published_practice, title="Peu", budget_amount="0,40")[1] == "under_10k"


def test_a_band_chosen_by_hand_is_kept(published_practice):
    assert _said(published_practice, cost_band="undisclosed")[1] == "undisclosed"


def test_a_hidden_amount_gives_no_band_away(draft_practice, liege_editor, secretariat, viewer_for):
    by = viewer_for(liege_editor)
    draft = draft_practice(**BUDGET)
    draft = actions.save_section(
        by=by,
        revision_id=draft.pk,
        section="E",
        values={},
        audiences={"budget_amount": "members"},
        seen_version=draft.lock_version,
    )
    practice = samples.publish(by, viewer_for(secretariat), draft)
    bands = dict(IndexEntry.objects.filter(practice=practice).values_list("scope", "cost_band"))
    assert bands == {"public": "", "members": "50k_150k"}


def test_lists_and_the_api_tell_the_computed_band(published_practice, client):
    _found, _band, practice = _said(published_practice)
    entries = IndexEntry.objects.filter(practice=practice)
    assert set(entries.values_list("cost_band", flat=True)) == {"50k_150k"}
    assert client.get("/api/v1/practices/").json()["results"][0]["cost_band"]["slug"] == "50k_150k"


def test_an_annual_budget_need_not_say_its_months(draft_practice):
    draft = draft_practice(**BUDGET)
    keys = {field.key for field in record.missing(draft, "publish")}
    assert "budget_duration_months" not in keys
    draft.budget_scope = "total_project"
    assert "budget_duration_months" in {field.key for field in record.missing(draft, "publish")}


@pytest.mark.parametrize(
    ("language", "number", "takes"),
    [("fr", "0.5", 0), ("fr", "1.5", 1), ("fr", "2.5", 2), ("en", "1", 1), ("en", "0.5", 100), ("ar", "1.5", 100)],
)
def test_a_fraction_takes_the_plural_of_its_language(language, number, takes):
    with override(language):
        assert counted(Decimal(number)) == takes


# --- Rates of reference ---


def test_the_secretariat_sets_a_rate_and_lists_follow(published_practice, secretariat, viewer_for, liege_editor):
    _found, _band, practice = _said(published_practice, budget_amount=1_000_000, budget_currency="MAD")
    with pytest.raises(NotAllowed):
        actions.set_rate(by=viewer_for(liege_editor), currency="MAD", year=2024, rate=Decimal("10.7"), source="x")
    actions.set_rate(
        by=viewer_for(secretariat), currency="MAD", year=2024, rate=Decimal("10.7"), source="Bank Al-Maghrib"
    )
    entries = IndexEntry.objects.filter(practice=practice)
    assert set(entries.values_list("cost_band", flat=True)) == {"50k_150k"}


def test_loading_again_keeps_what_was_set_by_hand(secretariat, viewer_for):
    actions.set_rate(by=viewer_for(secretariat), currency="CAD", year=2024, rate=Decimal("1.5"), source="Essai")
    call_command("load_reference", verbosity=0)
    assert ExchangeRate.objects.get(currency="CAD", year=2024).rate == Decimal("1.5")
    assert ExchangeRate.objects.get(currency="CAD", year=2023).rate == Decimal("1.4595")
    assert ExchangeRate.objects.filter(currency="XAF").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"currency": "EUR"}, "currency"), ({"rate": Decimal(0)}, "rate"), ({"source": " "}, "source")],
)
def test_a_rate_is_checked(secretariat, viewer_for, wrong, field):
    given = {"currency": "CAD", "year": 2024, "rate": Decimal("1.5"), "source": "Essai"} | wrong
    with pytest.raises(Invalid) as refusal:
        actions.set_rate(by=viewer_for(secretariat), **given)
    assert set(refusal.value.fields) == {field}


def test_the_desk_has_its_page(client_of, secretariat, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    desk = client_of(secretariat)
    assert "655,957" in desk.get("/admin/practices/exchangerate/?currency=XOF").content.decode()
    desk.post("/admin/practices/exchangerate/set/", {"currency": "TND", "year": 2024, "rate": "3,3", "source": "BCT"})
    assert ExchangeRate.objects.get(currency="TND", year=2024).rate == Decimal("3.3")
