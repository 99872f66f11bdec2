"""The mail catcher takes every letter, shows it safely, and answers to nobody else."""

import http.client
import smtplib
import subprocess
import sys
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlencode

import pytest
from watching import listening_tcp, until

from local.places import free_port
from local.site import answers

HOSTILE = '<p onclick="x()">Bonjour</p><script>alert(1)</script><img src="https://spy.example/x.png">'


class Catcher:
    """The catcher, run as the launcher runs it."""

    def __init__(self, folder: Path, *listener: str) -> None:
        self.folder, self.smtp, self.page = folder, free_port(65536), free_port(65536)
        words = [sys.executable, "-m", "local.mail", str(folder), str(self.smtp), str(self.page), *listener]
        self.process = subprocess.Popen(words, cwd="/")
        assert until(lambda: answers(self.page, "/"))

    def send(self, subject: str, text: str, html: str = "", reply_to: str = "") -> None:
        letter = EmailMessage()
        letter["From"], letter["Subject"] = "plateforme@localhost", subject
        letter["To"] = "elise@liege.example" if reply_to else "élise@liege.example"
        letter["List-Unsubscribe"] = "<http://localhost:8000/fr/courriels/x/>"
        letter.set_content(text)
        if reply_to:
            letter["Reply-To"] = reply_to
        if html:
            letter.add_alternative(html, subtype="html")
        with smtplib.SMTP("127.0.0.1", self.smtp) as server:
            server.send_message(letter, to_addrs=["elise@liege.example"], from_addr="plateforme@localhost")

    def get(self, path: str, host: str = "") -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.page, timeout=5)
        connection.request("GET", path, headers={"Host": host or f"localhost:{self.page}"})
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, dict(answer.getheaders()), body


@pytest.fixture
def catcher(folder):
    (folder / "mail").mkdir(mode=0o700)
    made = Catcher(folder / "mail")
    yield made
    made.process.kill()
    made.process.wait()


def test_a_letter_is_caught_listed_and_shown_without_running_anything(catcher):
    status, _, body = catcher.get("/")
    assert status == 200
    assert "Aucun courriel" in body
    catcher.send("Demande reçue <b>", "Voir http://localhost:8000/fr/pratiques/x/. Merci", HOSTILE)
    _, headers, body = catcher.get("/")
    assert "Demande reçue &lt;b&gt;" in body
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    (file,) = catcher.folder.glob("*.eml")
    assert file.stat().st_mode & 0o077 == 0

    status, headers, body = catcher.get(f"/courriel/{file.stem}")
    assert status == 200
    assert "élise@liege.example" in body
    assert '<a href="http://localhost:8000/fr/pratiques/x/"' in body
    assert "http://localhost:8000/fr/courriels/x/" in body
    assert "alert(1)" not in body
    assert "sandbox=" in body
    assert "unsafe" not in headers["Content-Security-Policy"]

    _, headers, body = catcher.get(f"/courriel/{file.stem}/html")
    assert "Bonjour" in body
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy
    status, headers, _ = catcher.get(f"/courriel/{file.stem}/source")
    assert (status, headers["Content-Type"]) == (200, "text/plain; charset=utf-8")


def test_no_other_file_and_no_other_name(catcher):
    (catcher.folder.parent / "secrets.json").write_text("secret")
    for path in (
        "/courriel/../secrets.json",
        "/courriel/%2e%2e%2fsecrets",
        "/courriel/1",
        "/secrets.json",
        "/courriel/",
    ):
        status, _, body = catcher.get(path)
        assert status == 404
        assert "secret\n" not in body
    # A name that was pointed at this machine by somebody else's page
    status, _, body = catcher.get("/", host=f"evil.example:{catcher.page}")
    assert status == 421
    assert "Courriels" not in body


def test_it_listens_on_loopback_only(catcher):
    assert sorted(listening_tcp(catcher.process.pid)) == sorted(
        f"0100007F:{port:04X}" for port in (catcher.smtp, catcher.page)
    )


@pytest.fixture
def answered(folder):
    """A catcher that hands answers over to another one, which keeps them."""
    (folder / "taken").mkdir(mode=0o700)
    site = Catcher(folder / "taken")
    (folder / "mail").mkdir(mode=0o700)
    made = Catcher(folder / "mail", str(site.smtp))
    yield made, site
    for one in (made, site):
        one.process.kill()
        one.process.wait()


def post(catcher, path, words, origin="", **more):
    connection = http.client.HTTPConnection("127.0.0.1", catcher.page, timeout=20)
    headers = {"Host": f"localhost:{catcher.page}", "Origin": origin or f"http://localhost:{catcher.page}", **more}
    connection.request("POST", path, urlencode({"words": words}), headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def test_a_letter_that_can_be_answered_is_answered_from_its_page(answered):
    catcher, site = answered
    catcher.send("Commentaire", "Bonjour", reply_to="reply+a@reponses.localhost")
    (file,) = catcher.folder.glob("*.eml")
    assert "Votre réponse" in catcher.get(f"/courriel/{file.stem}")[2]
    address = f"/courriel/{file.stem}/repondre"
    assert post(catcher, address, "Merci <b>", origin="http://elsewhere.example")[0] == 421
    assert post(catcher, address, "")[0] == 422
    assert not list(site.folder.glob("*.eml"))
    status, body = post(catcher, address, "Merci <b>")
    assert (status, "Réponse remise" in body) == (200, True)
    (taken,) = [message_from_bytes(path.read_bytes()) for path in site.folder.glob("*.eml")]
    assert taken["To"] == "reply+a@reponses.localhost"
    assert "elise@liege.example" in taken["From"]
    assert taken["Authentication-Results"] == "catcher.localhost; dkim=pass header.d=liege.example"
    assert "Merci <b>" in taken.get_payload(decode=True).decode()
    site.process.kill()
    site.process.wait()
    status, body = post(catcher, address, "Encore <b>")
    assert status == 422
    assert "Encore &lt;b&gt;</textarea>" in body


def test_a_long_answer_is_taken_and_one_beyond_the_field_is_told_so(answered):
    catcher, site = answered
    catcher.send("Commentaire", "Bonjour", reply_to="reply+a@reponses.localhost")
    (file,) = catcher.folder.glob("*.eml")
    address = f"/courriel/{file.stem}/repondre"
    assert post(catcher, address, "م" * 10_000)[0] == 200
    status, body = post(catcher, address, "م" * 30_000)
    assert (status, "10000 caractères au plus" in body) == (413, True)
    for length in ("-1", "many"):
        assert post(catcher, address, "Merci", **{"Content-Length": length})[0] == 422
    assert len(list(site.folder.glob("*.eml"))) == 1


def test_what_nobody_may_answer_has_no_form(answered):
    catcher, _site = answered
    catcher.send("Sécurité", "Bonjour")
    (file,) = catcher.folder.glob("*.eml")
    assert "Répondre" not in catcher.get(f"/courriel/{file.stem}")[2]
    assert post(catcher, f"/courriel/{file.stem}/repondre", "Merci")[0] == 404
