"""A declaration on paper: its text in each language, its act and its fingerprint; the list of cities as of a day."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from django.test import Client
from reading_pdf import text_of

from accounts.models import User
from cities.viewer import Viewer
from declarations import actions, ledger
from declarations.models import Declaration, Statement, TextStatus
from tests.declarations.cast import SECRETARIAT, adopt, authentic, open_it, prepare

PARIS = "/fr/declarations/paris-2016-terrorisme-prevention/"
ARABIC = """رؤساء البلديات، المجتمعون في لييج،

إذ يذكّرون بالتزام عام 2016؛

## العمل

تتبادل المدن تجاربها.

وتقدّم عنها تقريرا كل عام.

## الاستقبال

ترفض المدن الخلط."""


@pytest.fixture
def translated(draft: Declaration) -> Declaration:
    actions.write_text(
        by=SECRETARIAT,
        declaration_id=draft.pk,
        seen_edition=draft.edition,
        title="إعلان المدن من أجل الأخوة",
        body=ARABIC,
        language="ar",
        status=TextStatus.WORKING,
    )
    draft.refresh_from_db()
    return adopt(draft)


def pdf(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert len(answer.content) < 100_000
    with pikepdf.open(io.BytesIO(answer.content)) as document, document.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
    return answer.content


def said(content: bytes) -> str:
    return " ".join(text_of(content).split())


def test_the_authentic_text_with_its_act_and_fingerprint(translated: Declaration, client: Client) -> None:
    words = said(pdf(client, f"/fr/declarations/{translated.slug}/texte/1/fr.pdf"))
    for expected in ("Déclaration des villes pour la fraternité", "1. Agir", "2. Accueillir", "Assemblée d’essai"):
        assert expected in words
    assert authentic(translated).sha256 in words.replace(" ", "")


def test_a_translation_says_which_text_prevails(translated: Declaration, client: Client) -> None:
    content = pdf(client, f"/fr/declarations/{translated.slug}/texte/1/ar.pdf")
    assert authentic(translated).sha256 in said(content).replace(" ", "")
    with pikepdf.open(io.BytesIO(content)) as document:
        assert str(document.Root.Lang).startswith("ar")


def test_a_draft_or_another_version_has_none(draft: Declaration, client: Client) -> None:
    assert client.get(f"/fr/declarations/{draft.slug}/texte/1/fr.pdf").status_code == 404
    assert client.get(f"{PARIS}texte/1/fr.pdf").status_code == 404


def test_the_list_as_of_a_day(client: Client) -> None:
    words = said(pdf(client, f"{PARIS}signatures.pdf?au=2016-04-08"))
    assert "25 villes signataires au 8 avril 2016" in words
    assert "Ziguinchor" in words
    assert "Aucune ville signataire au 1er janvier 2015" in said(pdf(client, f"{PARIS}signatures.pdf?au=2015-01-01"))


def test_a_reservation_stands_beside_the_name(
    dakar_signatory: User, dakar_coordinator: User, viewer_for: Callable[[User], Viewer], client: Client
) -> None:
    declaration = prepare()
    Declaration.unguarded.filter(pk=declaration.pk).update(reservations_allowed=True)
    declaration.refresh_from_db()
    declaration = open_it(adopt(declaration))
    by, text = viewer_for(dakar_signatory), authentic(declaration).sha256
    statement = Statement("Sous réserve du budget.", 2, "")
    actions.prepare_signature(by=by, declaration_id=declaration.pk, seen_text=text, statement=statement)

    seen = ledger.fingerprint_of(statement)
    signed = actions.sign(by=by, declaration_id=declaration.pk, seen_text=text, seen_statement=seen).signature
    actions.confirm(by=viewer_for(dakar_coordinator), signature_id=signed.pk)
    words = said(pdf(client, f"/fr/declarations/{declaration.slug}/signatures.pdf"))
    assert "Simone Signe" in words
    assert "Réserve sur l’article 2" in words
    assert "Sous réserve du budget." in words
