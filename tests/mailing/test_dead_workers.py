"""A worker may die at any moment: no letter is lost, and a repeated one is recognised by its Message-ID."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter

from django.db import connection, transaction

from mailing import delivery, outbox
from mailing.models import Letter

DELIVER = "import django; django.setup(); from mailing.delivery import deliver; deliver()"


def test_a_claimed_letter_comes_back_when_the_lease_ends(people, queue, smtp_sink, time_passes):
    letter = queue(people[0], "held")
    assert [claimed.pk for claimed in delivery.claim("a worker that dies here")] == [letter.pk]
    assert delivery.sweep() == 0
    assert delivery.deliver() == 0
    time_passes()
    assert delivery.sweep() == 1
    delivery.deliver()
    assert smtp_sink.ids() == [letter.message_id]


def test_a_worker_that_lost_its_lease_marks_nothing(people, queue, smtp_sink, time_passes):
    queue(people[0], "held")
    (late,) = delivery.claim("slow")
    time_passes()
    delivery.sweep()
    delivery.claim("quick")
    assert not delivery._mark(late, state="failed")
    assert Letter.objects.get().owner == "quick"


def test_killed_between_the_servers_yes_and_our_mark(people, smtp_sink, other_process, time_passes):
    """Three processes are killed at that very moment: at most one duplicate each, the same Message-ID, none lost."""
    with transaction.atomic():
        letters = [
            outbox.queue_rendered(
                key=f"k{number}", kind="account.address_check", address=f"p{number}@ville.example", language="fr",
                subject="Sujet", text="Texte", html="",
            )
            for number in range(30)
        ]  # fmt: skip
    workers: list[subprocess.Popen[bytes]] = []
    deaths = 3
    started = threading.Event()

    def kill(_message: object) -> None:
        started.wait(30)
        if len(workers) <= deaths and len(smtp_sink.messages) % 4 == 0:
            os.kill(workers[-1].pid, signal.SIGKILL)

    smtp_sink.on_accept = kill
    for _ in range(deaths + 1):
        started.clear()
        workers.append(subprocess.Popen([sys.executable, "-c", DELIVER], env=other_process))
        started.set()
        workers[-1].wait(60)
        time_passes()
        delivery.sweep()
    assert [worker.returncode for worker in workers] == [-signal.SIGKILL] * deaths + [0]
    times = Counter(smtp_sink.ids())
    assert set(times) == {letter.message_id for letter in letters if letter}
    assert sum(times.values()) - len(letters) <= deaths
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def test_several_workers_share_without_a_duplicate(people, queue, smtp_sink):
    for number in range(60):
        queue(people[number % 20], f"n{number}")
    done: list[int] = []

    def work() -> None:
        try:
            done.append(delivery.deliver())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(done) == 60
    assert len(set(smtp_sink.ids())) == len(smtp_sink.messages) == 60
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}
