"""Each day the platform signs where a ledger ends: anyone keeps it, checks it with openssl and the verifier."""

import base64
import json
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, transaction
from django.test import Client

from common import clock
from config import environment
from declarations import heads, ledger, verifier
from declarations.models import Declaration, SignedHead, SigningKey
from tests.declarations.cast import close_it


def new_key() -> str:
    der = Ed25519PrivateKey.generate().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return base64.b64encode(der).decode()


@pytest.fixture
def signed(opened: Declaration, settings: Any) -> SignedHead:
    settings.LEDGER_SIGNING_KEY = new_key()
    heads.sign_heads()
    return SignedHead.objects.get(declaration=opened)


def test_without_a_key_nothing_is_signed(opened: Declaration, settings: Any) -> None:
    settings.LEDGER_SIGNING_KEY = ""
    assert heads.sign_heads() == 0
    assert not SigningKey.objects.exists()


def test_one_head_a_day(signed: SignedHead) -> None:
    assert heads.sign_heads() == 0
    assert json.loads(signed.canonical)["hash"] == ledger.head(signed.declaration)["hash"]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the documented line needs openssl")
def test_the_documented_line_checks_what_the_pages_give(signed: SignedHead, client: Client, tmp_path: Path) -> None:
    slug, day = signed.declaration.slug, signed.day.isoformat()
    files = {
        "head": client.get(f"/fr/declarations/{slug}/tetes/{day}.json").content,
        "sig": client.get(f"/fr/declarations/{slug}/tetes/{day}.sig").content,
        "pem": client.get(f"/fr/declarations/cle-{signed.key.name}.pem").content,
        "changed": signed.canonical.replace('"sequence":1', '"sequence":2').encode(),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    def check(head: str) -> bool:
        words = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "pem", "-rawin", "-in", head, "-sigfile", "sig"]
        return subprocess.run(words, cwd=tmp_path, check=False, capture_output=True).returncode == 0

    assert check("head")
    assert not check("changed")


def test_the_verifier_finds_a_ledger_rewritten_since(signed: SignedHead) -> None:
    close_it(Declaration.unguarded.get(pk=signed.declaration_id))
    head, found = json.loads(signed.canonical), ledger.export(signed.declaration)
    assert verifier.verify(found, head)["events"] == 2
    for changes in ({"hash": "0" * 64}, {"sequence": 9}, {"declaration": "autre"}, {"more": 1}):
        with pytest.raises(verifier.Wrong):
            verifier.verify(found, {**head, **changes})


def test_a_new_key_is_published_beside_the_old_one(signed: SignedHead, settings: Any, client: Client) -> None:
    settings.LEDGER_SIGNING_KEY = new_key()
    heads.sign_heads()
    keys = client.get("/fr/declarations/cles.json").json()["keys"]
    assert [key["ends_on"] is None for key in keys] == [False, True]
    assert keys[0]["name"] == signed.key.name
    assert len({key["public_key"] for key in keys}) == 2


def test_the_ledger_s_page_offers_it(signed: SignedHead, client: Client) -> None:
    page = client.get(f"/fr/declarations/{signed.declaration.slug}/registre/").content.decode()
    assert f"tetes/{signed.day.isoformat()}.json" in page
    yesterday = (clock.now().date() - timedelta(days=1)).isoformat()
    assert client.get(f"/fr/declarations/{signed.declaration.slug}/tetes/{yesterday}.json").status_code == 404
    assert client.get(f"/fr/declarations/{signed.declaration.slug}/tetes/hier.json").status_code == 404


def test_the_site_s_role_changes_no_head(signed: SignedHead) -> None:
    for change in (lambda: SignedHead.objects.update(signature="0" * 128), lambda: SignedHead.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize("value", ["x", "AAAA", base64.b64encode(b"not a key").decode()])
def test_a_wrong_key_stops_the_start_with_a_sentence(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_SIGNING_KEY", value)
    with pytest.raises(ImproperlyConfigured, match="openssl genpkey"):
        environment.signing_key("LEDGER_SIGNING_KEY")
