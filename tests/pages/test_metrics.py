"""The page of a monitor: behind its token, and it counts what the outbox holds."""

import pytest
from django.db.models.functions import Now

from accounts.models import User
from mailing import reconciling
from mailing.models import Letter, State

TOKEN = "a-token-that-nobody-guesses-0123456789"


@pytest.fixture
def ask(client, settings):
    settings.METRICS_TOKEN = TOKEN
    return lambda authorization="": client.get("/metrics", headers={"authorization": authorization})


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", "Bearer é"])
def test_without_the_token_it_does_not_exist(db, ask, given):
    assert ask(given).status_code == 404


def test_where_no_token_is_set_it_does_not_exist(db, client, settings):
    settings.METRICS_TOKEN = ""
    for given in ("", "Bearer ", "Bearer"):
        assert client.get("/metrics", headers={"authorization": given}).status_code == 404


def test_it_counts_letters_and_troubles(ask, liege_editor):
    User.objects.update(digest="off")  # the reconciliation queues no digest of theirs
    Letter.objects.create(key="a", kind="x", recipient_id=liege_editor.pk, message_id="<a@x>")
    Letter.objects.create(
        key="b",
        kind="x",
        recipient_id=liege_editor.pk,
        message_id="<b@x>",
        state=State.FAILED,
        finished_at=Now(),
    )
    reconciling.reconcile()
    answer = ask(f"Bearer {TOKEN}")
    said = answer.content.decode()
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "no-store" in answer["Cache-Control"]
    assert 'plateforme_letters{state="queued"} 1\n' in said
    assert 'plateforme_letters{state="failed"} 1\n' in said
    assert 'plateforme_letters{state="sent"} 0\n' in said
    assert 'plateforme_mail_trouble{name="failed"} 1\n' in said
    assert liege_editor.email not in said


def test_every_line_is_of_the_format(ask, db):
    for line in ask(f"Bearer {TOKEN}").content.decode().splitlines():
        assert line.startswith(("# HELP plateforme_", "# TYPE plateforme_", "plateforme_"))
        if not line.startswith("#"):
            float(line.rpartition(" ")[2])
