"""The command that opens the door, as the process that it is in production."""

import os
import signal
import smtplib
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.db import connection


@pytest.fixture
def process(question_letter, settings):
    """Start the command on the tests' database; return it with its port."""
    site = connection.settings_dict
    login = f"{site['USER']}:{quote(site['PASSWORD'], safe='')}@{quote(site['HOST'], safe='')}:{site['PORT'] or 5432}"
    told = {
        **os.environ,
        "DATABASE_URL": f"postgres://{login}/{site['NAME']}",
        "INBOUND_DOMAIN": settings.INBOUND_DOMAIN,
        "INBOUND_AUTHSERV": settings.INBOUND_AUTHSERV,
        "SECRET_KEY": settings.SECRET_KEY,
    }
    command = [sys.executable, "manage.py", "receive_mail", "--port", "0"]
    started = subprocess.Popen(command, env=told, stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    words = started.stdout.readline()
    assert words.startswith("Listening on 127.0.0.1 port ")
    yield started, int(words.split()[-1].rstrip("."))
    started.kill()
    started.wait()


def test_it_takes_an_answer_and_stops_when_asked(process, question_letter, write, said):
    started, port = process
    with smtplib.LMTP("127.0.0.1", port, timeout=20) as line:
        assert line.sendmail("editrice@liege.example", question_letter["Reply-To"], write().as_bytes()) == {}
    assert said() == ["La ville, seule."]
    started.send_signal(signal.SIGTERM)
    assert started.wait(15) == 0


def test_without_a_domain_it_says_what_is_missing(settings):
    settings.INBOUND_DOMAIN = ""
    with pytest.raises(CommandError, match="INBOUND_DOMAIN is not set"):
        call_command("receive_mail")
