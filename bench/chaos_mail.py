"""Kills, cut lines and bad answers while the digest leaves.

    python bench/chaos_mail.py [READERS] [KILLS] [--only SCENARIO]

Starts a PostgreSQL and an SMTP sink of its own, in a folder that is thrown away. Scenarios: kills (half at random, half
between the sink's 250 and the commit), postgres (restarted at once, three times), answers (421, 450, 550, hanging and
closing, a while each), schedulers (eight that queue at once), late (off three days). Each prints letters lost,
duplicates, whether a duplicate keeps its Message-ID, and the seconds after the last trouble.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from pathlib import Path

sys.path.pop(0)  # this folder holds a pages.py: it must not hide the room of that name
sys.path.append(str(Path(__file__).resolve().parent / "mail"))

from throwaway import ROOT, Place, site

WORKERS = 2
WORK = """
import time, django; django.setup()
from mailing.delivery import deliver
while True:
    try:
        deliver(seconds=20)
    except Exception as error:
        print(type(error).__name__, flush=True)
        from django.db import connection; connection.close()
    time.sleep(0.05)
"""


def main() -> None:
    """Set up, then one scenario after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", type=int, nargs="?", default=2000)
    parser.add_argument("kills", type=int, nargs="?", default=50)
    parser.add_argument("--only", choices=sorted(SCENARIOS))
    given = parser.parse_args()
    with site() as place:
        import people

        people.cast(given.readers)
        for name in [given.only] if given.only else SCENARIOS:
            _again(place)
            SCENARIOS[name](place, given.readers, given.kills)


class Workers:
    """Processes that send, each replaced when it dies."""

    def __init__(self, number: int = WORKERS) -> None:
        self.all = [self._one() for _ in range(number)]

    def _one(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-c", WORK], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def replace_the_dead(self) -> None:
        for number, process in enumerate(self.all):
            if process.poll() is not None:
                self.all[number] = self._one()

    def stop(self) -> None:
        for process in self.all:
            process.kill()
            process.wait()


def kills(place: Place, readers: int, number: int) -> None:
    """Random kills, and kills at the very moment after the sink's yes."""
    _queue()
    workers, done = Workers(1), 0  # one: whoever just heard the sink's yes is the one to kill
    while done < number and _left():
        victim = random.choice(workers.all)
        if done % 2:
            place.control.write_text(f"kill {victim.pid}")
            _wait_for_death(victim, 20)
        if victim.poll() is None:
            time.sleep(random.uniform(0.0, 0.6))
            victim.send_signal(signal.SIGKILL)
            victim.wait()
        done += 1
        workers.replace_the_dead()
        _sweep()
    _finish(place, f"{done} kills", readers, workers, most=done)


def postgres(place: Place, readers: int, _number: int) -> None:
    """The database restarted at once, three times."""
    from django.db import connection

    _queue()
    workers = Workers()
    for _ in range(3):
        time.sleep(2)
        connection.close()
        place.restart_postgres()
    connection.close()
    _finish(place, "3 restarts of PostgreSQL", readers, workers, most=3 * WORKERS)


def answers(place: Place, readers: int, _number: int) -> None:
    """A server that answers badly for a while: 550 is for good, everything else is tried again."""
    _queue()
    workers = Workers()
    for said in ("421", "450", "550", "hang", "close"):
        place.control.write_text(said)
        time.sleep(12 if said == "hang" else 1)
    place.control.write_text("250")
    _finish(place, "421, 450, 550, hanging, closing", readers, workers, most=0)


def schedulers(place: Place, readers: int, _number: int) -> None:
    """Eight schedulers queue the same period at once."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _one: _queue(), range(8)))
    _finish(place, "8 schedulers at once", readers, Workers(), most=0)


def late(_place: Place, readers: int, _number: int) -> None:
    """The scheduler comes back after three days, for readers of a daily letter: one letter, and no burst."""
    from datetime import timedelta

    from accounts.models import User
    from common import clock
    from digests import due

    User.objects.exclude(digest="off").update(digest="daily", digest_hour=0)
    present, now = clock.now(), clock.now
    clock.now = lambda: present + timedelta(days=3)
    try:
        queued = due.queue(due.due_now()) + due.queue(due.due_now())
    finally:
        clock.now = now
    print(f"late: {queued} letters queued for {readers} readers after three days")
    assert queued == readers


def _queue() -> None:
    from django.db import connection

    from common import clock
    from digests import due

    due.queue(due.of_period(clock.period_of(clock.now(), "UTC").name))
    connection.close()


def _again(place: Place) -> None:
    """Forget the last scenario."""
    from digests.models import Run
    from mailing.models import Letter

    Letter.objects.all().delete()
    Run.objects.all().delete()
    place.sink.write_text("")
    place.control.write_text("250")


def _left() -> int:
    from mailing.models import Letter

    return Letter.objects.filter(state__in=("queued", "sending", "retrying")).count()


def _sweep() -> None:
    """What the timetable does each minute; here time passes faster, for leases and for letters that wait."""
    from django.db.models.functions import Now

    from mailing import delivery
    from mailing.models import Letter

    alive = Letter.objects.filter(state="sending")
    alive.filter(owner__in=_owners_of_the_dead()).update(lease_until=Now() - delivery.LEASE)
    delivery.sweep()
    Letter.objects.filter(state__in=("queued", "retrying")).update(next_try_at=Now())


def _owners_of_the_dead() -> list[str]:
    from mailing.models import Letter

    owners = Letter.objects.filter(state="sending").values_list("owner", flat=True).distinct()
    return [owner for owner in owners if not Path(f"/proc/{owner.split('/')[1]}").exists()]


def _wait_for_death(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    until = time.monotonic() + seconds
    while process.poll() is None and _left() and time.monotonic() < until:
        time.sleep(0.02)


def _finish(place: Place, trouble: str, readers: int, workers: Workers, *, most: int) -> None:
    """Wait for the last letter, then count what was received against what was queued."""
    import people

    from mailing.models import Letter

    begun = time.monotonic()
    while _left() and time.monotonic() - begun < 300:
        workers.replace_the_dead()
        _sweep()
        time.sleep(0.5)
    took = time.monotonic() - begun
    workers.stop()
    received = [(to, message_from_bytes(message)["Message-ID"]) for to, message in people.received(place.sink)]
    ids = dict(Letter.objects.values_list("message_id", "state"))
    refused = sum(state == "failed" for state in ids.values())
    times = Counter(to for to, _id in received)
    lost = readers - refused - len(times)
    twice = len(received) - len(times)
    same = len(set(received)) == len(times) and {one for _to, one in received} <= set(ids)
    print(
        f"{trouble}: {readers} readers, lost {lost}, refused for good {refused}, duplicates {twice} (at most {most}),"
        f" same Message-ID {'yes' if same else 'NO'}, {took:.0f} s after the last trouble"
    )
    assert (lost, same, _left()) == (0, True, 0)
    assert twice <= most


SCENARIOS = {"kills": kills, "postgres": postgres, "answers": answers, "schedulers": schedulers, "late": late}

if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
