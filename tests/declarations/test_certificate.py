"""A signatory city's certificate: one light page of PDF/A, in two languages, that leads to the verification."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from django.test import Client

from accounts.models import User
from cities.viewer import Viewer
from declarations import actions
from declarations.models import Declaration, Signature
from tests.declarations.cast import SECRETARIAT, authentic

PARIS = "/fr/declarations/paris-2016-terrorisme-prevention/signatures/{}/attestation.pdf"


@pytest.fixture
def counted(
    opened: Declaration, dakar_coordinator: User, dakar_signatory: User, viewer_for: Callable[[User], Viewer]
) -> Signature:
    signed = actions.sign(
        by=viewer_for(dakar_signatory), declaration_id=opened.pk, seen_text=authentic(opened).sha256
    ).signature
    return actions.confirm(by=viewer_for(dakar_coordinator), signature_id=signed.pk)


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_it_is_one_light_page_for_archives(counted: Signature, client: Client, language: str) -> None:
    answer = client.get(f"/{language}/declarations/{counted.declaration.slug}/signatures/dakar/attestation.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert len(answer.content) < 100_000
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert len(document.pages) == 1
        with document.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
            assert "Déclaration de Liège" in metadata["dc:title"]


def test_a_city_that_a_source_names_has_one_that_says_so(db: None, client: Client) -> None:
    assert client.get(PARIS.format("dakar")).content[:5] == b"%PDF-"
    assert client.get(PARIS.format("tunis")).status_code == 404


def test_not_before_it_counts_nor_after_it_was_withdrawn(counted: Signature, client: Client) -> None:
    actions.withdraw(by=SECRETARIAT, signature_id=counted.pk)
    slug = counted.declaration.slug
    assert client.get(f"/fr/declarations/{slug}/signatures/dakar/attestation.pdf").status_code == 404


def test_its_code_leads_to_a_page_ready_to_verify(counted: Signature, client: Client) -> None:
    address = f"/fr/declarations/{counted.declaration.slug}/verifier/"
    page = client.get(f"{address}?empreinte={counted.event.hash}").content.decode()
    assert f">\n{counted.event.hash}</textarea>" in page
    assert "Juste." not in page
    assert "Juste." in client.post(address, {"receipt": counted.event.hash}).content.decode()
