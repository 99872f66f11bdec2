"""A letter exists if and only if what caused it exists, and it exists once."""

import socket
import subprocess
import sys

import pytest
from django.db import transaction

from mailing import outbox, wake
from mailing.models import Letter


def queue(key: str) -> Letter | None:
    return outbox.queue(key=key, kind="test.note", recipient_id=1, data={})


def test_a_letter_is_refused_outside_a_transaction(real_commits):
    with pytest.raises(RuntimeError):
        queue("alone")


def test_a_letter_is_rolled_back_with_its_cause(real_commits):
    with transaction.atomic():
        queue("lost")
        transaction.set_rollback(True)
    assert not Letter.objects.exists()


def test_the_same_key_makes_one_letter(db):
    first, second = queue("twice"), queue("twice")
    assert first is not None
    assert second is None
    assert Letter.objects.count() == 1


def test_the_message_id_comes_from_the_key_and_the_sites_host(db, settings):
    settings.SITE_URL = "https://plateforme.example"
    letter = queue("some/key/1")
    assert letter is not None
    assert letter.message_id == outbox.message_id("some/key/1")
    assert letter.message_id.endswith("@plateforme.example>")
    assert letter.message_id != outbox.message_id("some/key/2")


def test_one_wake_up_call_for_all_the_letters_of_a_transaction(db, django_capture_on_commit_callbacks, monkeypatch):
    calls = []
    monkeypatch.setattr(wake, "_publish", lambda: calls.append(1))
    with django_capture_on_commit_callbacks() as callbacks:
        queue("a")
        queue("b")
    assert callbacks == [wake.call]
    wake.call()
    wake._caller._thread.submit(int).result()
    assert calls == [1]


@pytest.mark.parametrize("broker", ["absent", "mute"])
def test_writing_goes_on_without_the_broker(real_commits, other_process, broker, tmp_path):
    """A separate process commits a letter while the broker is away, or accepts connections and never answers."""
    mute = socket.create_server(("127.0.0.1", 0))
    address = f"unix://{tmp_path}/absent" if broker == "absent" else f"redis://127.0.0.1:{mute.getsockname()[1]}/0"
    script = """
import django; django.setup()
from django.db import transaction
from mailing import outbox
with transaction.atomic():
    outbox.queue(key="written", kind="test.note", recipient_id=1, data={})
print("went on")
"""
    run = subprocess.run(
        [sys.executable, "-c", script],
        env={**other_process, "REDIS_URL": address},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    mute.close()
    assert run.stdout == "went on\n", run.stderr
    assert run.returncode == 0
    assert Letter.objects.filter(key="written", state="queued").exists()
