"""The public page checks a receipt given as a file, without a script: a browser lets it be dropped on the field."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from declarations import ledger
from declarations.models import Declaration, Event


def check(client: Client, declaration: Declaration, content: bytes) -> str:
    file = SimpleUploadedFile("recu.json", content, "application/json")
    return client.post(f"/fr/declarations/{declaration.slug}/verifier/", {"receipt": "", "file": file}).content.decode()


def test_a_receipt_given_as_a_file(opened: Declaration, client: Client) -> None:
    receipt = ledger.receipt(Event.objects.get(declaration=opened))
    assert "Juste." in check(client, opened, json.dumps(receipt).encode())
    assert "Faux." in check(client, opened, json.dumps({**receipt, "hash": "0" * 64}).encode())


def test_a_file_of_another_kind(opened: Declaration, client: Client) -> None:
    for content in (b"\xff\xfe\x00", b"%PDF-1.4", b"{"):
        assert "ne contient ni reçu ni empreinte" in check(client, opened, content)


def test_nothing_given(opened: Declaration, client: Client) -> None:
    page = client.post(f"/fr/declarations/{opened.slug}/verifier/", {"receipt": ""}).content.decode()
    assert "choisissez un fichier" in page
