"""The mail catcher takes every letter, shows it safely, and answers to nobody else."""

import http.client
import smtplib
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest
from watching import listening_tcp, until

from local.places import free_port
from local.site import answers

HOSTILE = '<p onclick="x()">Bonjour</p><script>alert(1)</script><img src="https://spy.example/x.png">'


class Catcher:
    """The catcher, run as the launcher runs it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.smtp, self.page = folder, free_port(65536), free_port(65536)
        words = [sys.executable, "-m", "local.mail", str(folder), str(self.smtp), str(self.page)]
        self.process = subprocess.Popen(words, cwd="/")
        assert until(lambda: answers(self.page, "/"))

    def send(self, subject: str, text: str, html: str = "") -> None:
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = "plateforme@localhost", "élise@liege.example", subject
        letter["List-Unsubscribe"] = "<http://localhost:8000/fr/courriels/x/>"
        letter.set_content(text)
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
