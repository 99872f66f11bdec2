"""A reservation stands wherever the name of its city does: in no list, file, letter or drawing is one alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from reading_pdf import text_of

from accounts.models import User
from cities.viewer import Viewer
from common import clock
from declarations import actions, ledger
from declarations.models import Declaration, Signature, Statement
from digests import mails as digest
from tests.declarations.cast import adopt, authentic, open_it, prepare

WORDS = "Sous réserve du budget."


@pytest.fixture
def reserved(
    db: None, dakar_signatory: User, dakar_coordinator: User, viewer_for: Callable[[User], Viewer]
) -> Signature:
    declaration = prepare()
    Declaration.unguarded.filter(pk=declaration.pk).update(reservations_allowed=True)
    declaration.refresh_from_db()
    declaration = open_it(adopt(declaration))
    by, text, statement = viewer_for(dakar_signatory), authentic(declaration).sha256, Statement(WORDS, 2, "")
    actions.prepare_signature(by=by, declaration_id=declaration.pk, seen_text=text, statement=statement)
    seen = ledger.fingerprint_of(statement)
    signed = actions.sign(by=by, declaration_id=declaration.pk, seen_text=text, seen_statement=seen).signature
    return actions.confirm(by=viewer_for(dakar_coordinator), signature_id=signed.pk)


@pytest.mark.parametrize(
    "address",
    [
        "/fr/declarations/{slug}/",
        "/fr/declarations/{slug}/signatures.csv",
        "/fr/declarations/{slug}/signatures.json",
        "/api/v1/declarations/{slug}/signatures/",
        "/fr/villes/dakar/",
    ],
)
def test_in_its_own_words(reserved: Signature, client: Client, address: str) -> None:
    assert WORDS in client.get(address.format(slug=reserved.declaration.slug)).content.decode()


@pytest.mark.parametrize("address", ["integrer/", "signatures/dakar/insigne.svg"])
def test_said_where_there_is_little_room(reserved: Signature, client: Client, address: str) -> None:
    page = client.get(f"/fr/declarations/{reserved.declaration.slug}/{address}").content.decode()
    assert "(avec réserve)" in page


@pytest.mark.parametrize("address", ["signatures.pdf", "signatures/dakar/attestation.pdf"])
def test_on_paper(reserved: Signature, client: Client, address: str) -> None:
    content = client.get(f"/fr/declarations/{reserved.declaration.slug}/{address}").content
    assert WORDS in " ".join(text_of(content).split())


def test_on_the_board_of_its_city_and_its_receipt(
    reserved: Signature, dakar_coordinator: User, client_of: Callable[[User], Client]
) -> None:
    browser = client_of(dakar_coordinator)
    assert WORDS in browser.get("/fr/ma-ville/").content.decode()
    slug = reserved.declaration.slug
    assert WORDS in browser.get(f"/fr/declarations/{slug}/signatures/dakar/recu/").content.decode()


def test_in_the_letter_of_the_week(reserved: Signature, tunis_reader: User) -> None:
    then = clock.now()
    message = digest.compose(tunis_reader.pk, then - timedelta(days=1), then + timedelta(seconds=1))
    assert "Dakar (avec réserve)" in str(message)
