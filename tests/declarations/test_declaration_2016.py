"""The declaration of 8 April 2016: what its press release says, and nothing more."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from cities.models import City
from cities.viewer import Viewer
from common.errors import NotPossible
from declarations import actions, ledger, queries, verifier
from declarations.models import Declaration, Event, Signatory, Signature, Text
from journal.models import Entry
from tests.declarations.cast import SECRETARIAT

SLUG = "paris-2016-terrorisme-prevention"


@pytest.fixture
def declaration(db: None) -> Declaration:
    return Declaration.unguarded.get(slug=SLUG)


def test_twenty_five_cities_are_recorded_without_a_text_or_a_name(declaration: Declaration) -> None:
    events = Event.objects.filter(declaration=declaration)
    assert [event.sequence for event in events] == list(range(1, 26))
    assert {(event.kind, event.text_hash, event.commitment) for event in events} == {("recorded", None, None)}
    cities = set(events.values_list("city__slug", flat=True))
    assert cities == set(City.objects.filter(signatory_2016=True).values_list("slug", flat=True))
    assert not Text.objects.filter(declaration=declaration).exists()
    assert not Signatory.objects.exists()
    assert verifier.verify(ledger.export(declaration))["cities"] == 25


def test_loading_again_changes_nothing(declaration: Declaration) -> None:
    before = (Event.objects.count(), Signature.objects.count(), Entry.objects.count(), declaration.edition)
    call_command("load_reference", verbosity=0)
    declaration.refresh_from_db()
    assert (Event.objects.count(), Signature.objects.count(), Entry.objects.count(), declaration.edition) == before


def test_a_line_found_to_be_an_error_is_not_written_again(declaration: Declaration) -> None:
    line = Signature.objects.get(declaration=declaration, city__slug="dakar")
    actions.correct(by=SECRETARIAT, signature_id=line.pk, note="Essai")
    call_command("load_reference", verbosity=0)
    assert queries.count(declaration) == 24


def test_its_page_says_what_is_known_and_what_is_not(client: Client) -> None:
    page = client.get(f"/fr/declarations/{SLUG}/").content.decode()
    assert "25 villes signataires" in page
    assert "au 8\u00a0avril 2016" in page or "au 8 avril 2016" in page
    assert "signataire 2016" in page
    assert "Communiqué de presse Ville de Paris / AIMF, avril 2016" in page
    assert "europeorient.com" in page
    assert "Texte officiel non connu" in page
    assert page.count('<li data-stop="reported">') == 25
    assert " pays" not in page


@pytest.mark.parametrize("language", ["en", "ar"])
def test_its_facts_are_there_in_each_language(client: Client, language: str) -> None:
    page = client.get(f"/{language}/declarations/{SLUG}/").content.decode()
    title = {"en": "Paris Declaration (2016)", "ar": "إعلان باريس (2016)"}[language]
    assert f"<h1>{title}</h1>" in page


def test_it_cannot_be_opened_nor_signed(
    declaration: Declaration,
    dakar_signatory: User,
    viewer_for: Callable[[User], Viewer],
    proved: Callable[[User], Client],
) -> None:
    with pytest.raises(NotPossible):
        actions.open_for_signature(by=SECRETARIAT, declaration_id=declaration.pk, seen_edition=declaration.edition)
    with pytest.raises(NotPossible):
        actions.sign(by=viewer_for(dakar_signatory), declaration_id=declaration.pk, seen_text="")
    browser = proved(dakar_signatory)
    assert "/signer/" not in browser.get(f"/fr/declarations/{SLUG}/").content.decode()
    assert browser.post(f"/fr/declarations/{SLUG}/signer/").status_code == 409


def test_a_city_that_does_not_exist_refuses_the_whole_source(db: None) -> None:
    from common.errors import Invalid
    from declarations.facts import Facts

    with pytest.raises(Invalid, match="atlantide"):
        actions.record_from_source(
            by=SECRETARIAT,
            slug="autre",
            facts=Facts(short_title={"fr": "Autre"}),
            cities=["dakar", "atlantide"],
            signed_on=None,
            source="Essai",
        )
    assert not Declaration.unguarded.filter(slug="autre").exists()
