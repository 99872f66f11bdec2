"""What publishing asks for is said while the record is written: what goes with an amount, consent of partners."""

import pytest
import samples

pytestmark = pytest.mark.django_db
PARTNER = {"name": "Maison des jeunes", "partner_type": "youth_organisation", "role": "accueil"}


@pytest.fixture
def page(client_of, liege_editor):
    def read(revision):
        return client_of(liege_editor).get(f"/fr/pratiques/{revision.practice.slug}/modifier/").content.decode()

    return read


def test_what_goes_with_an_amount_is_said_before_the_amount_is_typed(draft_practice, page):
    money = ("budget_amount", "budget_currency", "budget_year", "budget_scope", "budget_duration_months")
    without = page(draft_practice(**dict.fromkeys(money, None)))
    for words in ("Devise", "Année du budget", "Ce que couvre le montant", "Durée couverte par le montant"):
        assert words in without
    assert "Devise" not in page(draft_practice(title="Une autre fiche"))


def test_a_consent_that_is_missing_is_told_to_the_city_that_writes(draft_practice, page, liege_editor, viewer_for):
    revision = draft_practice(partners=[PARTNER, {**PARTNER, "name": "École", "consent": True}])
    assert "L’accord de 1 partenaire manque." in page(revision)
    rows = [{**PARTNER, "consent": True}]
    assert "partenaire manque" not in page(samples.write(viewer_for(liege_editor), revision, partners=rows))
