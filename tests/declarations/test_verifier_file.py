"""The stand-alone file: the standard library only, 200 lines at most, one sentence, and the commands around it."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from cities.viewer import Viewer
from declarations import actions, ledger, verifier
from declarations.models import Declaration, Signature
from declarations.workflow import LineState
from tests.declarations.cast import authentic

FILE = Path(verifier.__file__)


def run(*arguments: object) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(FILE), *map(str, arguments)], capture_output=True, text=True, check=False
    )
    return done.returncode, (done.stdout + done.stderr).strip()


@pytest.fixture
def files(tmp_path: Path, opened: Declaration, dakar_signatory: User, viewer_for: Callable[[User], Viewer]) -> Path:
    """A ledger written by export_ledger, and the receipt of its signature."""
    by = viewer_for(dakar_signatory)
    signed = actions.sign(by=by, declaration_id=opened.pk, seen_text=authentic(opened).sha256).signature
    (tmp_path / "receipt.json").write_text(json.dumps(ledger.receipt(signed.event)), encoding="utf-8")
    call_command("export_ledger", opened.slug, output=tmp_path / "ledger.json")
    return tmp_path


def test_it_is_one_short_file_of_the_standard_library() -> None:
    source = FILE.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 200
    names = {
        alias.name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in ([ast.alias(node.module or "")] if isinstance(node, ast.ImportFrom) else node.names)
    }
    assert names <= sys.stdlib_module_names


def test_it_says_in_one_sentence_what_is_right(files: Path) -> None:
    code, sentence = run(files / "ledger.json")
    assert (code, sentence[:24]) == (0, "Le registre est juste. É")
    code, sentence = run(files / "ledger.json", files / "receipt.json")
    assert (code, sentence[:22]) == (0, "Le reçu est juste\u00a0: il")


def test_it_says_exactly_what_is_wrong(files: Path) -> None:
    text = (files / "ledger.json").read_text(encoding="utf-8")
    (files / "changed.json").write_text(text.replace("Dakar", "Dacar"), encoding="utf-8")
    code, sentence = run(files / "changed.json")
    assert code == 1
    assert sentence == "L’événement 2 a été modifié\u00a0: son empreinte n’est plus la même."
    with pytest.raises(CommandError, match="L’événement 2 a été modifié"):
        call_command("verify_ledger", files / "changed.json")


@pytest.mark.parametrize(
    "content", ["", "[", "[]", "{}", "null", "1", '"x"', "[" * 100_000, '{"type": "ledger"}', "\ud800"]
)
def test_whatever_it_is_given_it_answers_a_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_bytes(content.encode("utf-8", "surrogatepass"))
    code, sentence = run(tmp_path / "x.json")
    assert code in {1, 2}
    assert "Traceback" not in sentence
    assert sentence


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert run(tmp_path / "absent.json")[0] == 2
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        call_command("verify_ledger", tmp_path / "absent.json")


def test_without_a_file_it_says_how_to_use_it() -> None:
    code, text = run()
    assert code == 1
    assert "python verifier.py registre.json" in text


def test_the_commands(files: Path, capsys: pytest.CaptureFixture[str], opened: Declaration) -> None:
    call_command("verify_ledger", files / "ledger.json", files / "receipt.json")
    assert "Le reçu est juste" in capsys.readouterr().out
    call_command("export_ledger", opened.slug)
    assert json.loads(capsys.readouterr().out) == json.loads((files / "ledger.json").read_text(encoding="utf-8"))
    with pytest.raises(CommandError, match="There is no declaration absente"):
        call_command("export_ledger", "absente")


def test_the_site_gives_the_very_file_and_the_ledger(files: Path, client: Client, opened: Declaration) -> None:
    given = client.get("/fr/declarations/verifier.py")
    assert b"".join(given.streaming_content) == FILE.read_bytes()  # type: ignore[attr-defined]  # a stream
    downloaded = client.get(f"/fr/declarations/{opened.slug}/registre.json")
    assert downloaded.json() == json.loads((files / "ledger.json").read_text(encoding="utf-8"))
    assert "attachment" in downloaded["Content-Disposition"]


# --- The page ---


def paste(client: Client, declaration: Declaration, text: str) -> str:
    return client.post(f"/fr/declarations/{declaration.slug}/verifier/", {"receipt": text}).content.decode()


def test_the_page_checks_a_receipt_pasted(files: Path, client: Client, opened: Declaration) -> None:
    receipt = (files / "receipt.json").read_text(encoding="utf-8")
    assert "Le reçu est juste" in paste(client, opened, receipt)
    assert "Le reçu est juste" in paste(client, opened, f"Bonjour,\n\n{receipt}\n\nCordialement")
    changed = receipt.replace("Simone", "Sidonie")
    assert "ne sont pas ceux du signataire" in paste(client, opened, changed)


def test_the_page_checks_the_hashes_of_a_letter(files: Path, client: Client, opened: Declaration) -> None:
    receipt = json.loads((files / "receipt.json").read_text(encoding="utf-8"))
    letter = f"Numéro de l’événement : 2\n{receipt['hash']}\nFin du registre :\n{receipt['head']['hash'].upper()}\n"
    assert "Événements reconnus\u00a0: 2." in paste(client, opened, letter)
    assert "n’est pas dans ce registre" in paste(client, opened, letter + "0" * 64)


def test_the_page_says_when_the_wall_does_not_say_what_the_ledger_says(client: Client, db: None) -> None:
    declaration = Declaration.unguarded.get(slug="paris-2016-terrorisme-prevention")
    head = ledger.head(declaration)["hash"]
    assert "Événements reconnus" in paste(client, declaration, head)
    Signature.objects.filter(declaration=declaration, city__slug="dakar").update(state=LineState.VOID)
    assert "ne dit pas la même chose" in paste(client, declaration, head)


@pytest.mark.parametrize("text", ["bonjour", "{", "}{", "[1]", "{" * 5000, "0" * 63])
def test_the_page_says_when_there_is_nothing_to_verify(client: Client, opened: Declaration, text: str) -> None:
    assert "Ce texte ne contient ni reçu ni empreinte" in paste(client, opened, text)


@pytest.mark.parametrize("text", ["{}", '{"type": "receipt"}', '{"a": [[[[]]]]}'])
def test_a_receipt_of_another_shape_is_wrong(client: Client, opened: Declaration, text: str) -> None:
    assert "<b>Faux.</b>" in paste(client, opened, text)


def test_the_page_says_when_nothing_was_pasted(client: Client, opened: Declaration) -> None:
    assert "Collez un reçu ou une empreinte, ou choisissez un fichier." in paste(client, opened, "")
