"""The public page checks a receipt given as a file, without a script: a browser lets it be dropped on the field."""

import json
import re
from collections.abc import Callable

import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from cities.viewer import Viewer
from declarations import actions, ledger
from declarations.models import Declaration, Event
from tests.declarations.cast import authentic

ViewerOf = Callable[[User], Viewer]
Browser = Callable[[User], Client]


def check(client: Client, declaration: Declaration, content: bytes) -> str:
    file = SimpleUploadedFile("recu.json", content, "application/json")
    return client.post(f"/fr/declarations/{declaration.slug}/verifier/", {"receipt": "", "file": file}).content.decode()


def test_a_receipt_given_as_a_file(opened: Declaration, client: Client) -> None:
    receipt = ledger.receipt(Event.objects.get(declaration=opened))
    assert "Juste." in check(client, opened, json.dumps(receipt).encode())
    assert "Faux." in check(client, opened, json.dumps({**receipt, "hash": "0" * 64}).encode())


def test_the_receipt_carries_a_code_that_leads_to_its_verification(
    opened: Declaration, dakar_signatory: User, viewer_for: ViewerOf, client_of: Browser
) -> None:
    text = authentic(opened).sha256
    signed = actions.sign(by=viewer_for(dakar_signatory), declaration_id=opened.pk, seen_text=text).signature
    page = client_of(dakar_signatory).get(f"/fr/declarations/{opened.slug}/signatures/dakar/recu/").content.decode()
    address = f"http://testserver/fr/declarations/{opened.slug}/verifier/?empreinte={signed.event.hash}"
    expected = segno.make(address, error="m", micro=False).svg_inline(scale=4, border=4, light="#fff")
    drawing = re.compile(r'd="(M[^"]+)"')
    assert drawing.findall(expected)[-1] in drawing.findall(page)


def test_a_file_of_another_kind(opened: Declaration, client: Client) -> None:
    for content in (b"\xff\xfe\x00", b"%PDF-1.4", b"{"):
        assert "ne contient ni reçu ni empreinte" in check(client, opened, content)


def test_nothing_given(opened: Declaration, client: Client) -> None:
    page = client.post(f"/fr/declarations/{opened.slug}/verifier/", {"receipt": ""}).content.decode()
    assert "choisissez un fichier" in page
