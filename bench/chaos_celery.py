"""Celery only wakes: what happens to letters when its broker is emptied, or when its workers' clocks are wrong.

    python bench/chaos_celery.py [READERS] [--only SCENARIO] [--stop SECONDS]

Starts a PostgreSQL, a Valkey and an SMTP sink of its own, real Celery workers and one scheduler. Scenarios: valkey
(stopped for five minutes and emptied while letters wait), clocks (a worker ten minutes ahead, one ten minutes behind,
then both at once; half of the letters are not to leave before two minutes by the database's clock).
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Self

sys.path.pop(0)  # this folder holds a pages.py: it must not hide the room of that name
sys.path.append(str(Path(__file__).resolve().parent / "mail"))

from throwaway import ROOT, Place, site
from trial import again, count, left, queue_the_week, wait_for_the_last, wait_until

WRONG = 10  # minutes
LATER = timedelta(minutes=2)
AT_WORK = 60  # seconds for which a task may go on sending without being called again
WORKER = ("worker", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle")
CELERY = """
import sys
from datetime import timedelta
minutes = int(sys.argv.pop(1))
if minutes:
    import time_machine
    time_machine.travel(timedelta(minutes=minutes)).start()
from celery.__main__ import main
main()
"""


def main() -> None:
    """Set up, then one scenario after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", type=int, nargs="?", default=2000)
    parser.add_argument("--only", choices=sorted(SCENARIOS))
    parser.add_argument("--stop", type=int, default=300, help="seconds without Valkey")
    given = parser.parse_args()
    with site(with_valkey=True) as place:
        import people

        people.cast(given.readers)
        for name in [given.only] if given.only else SCENARIOS:
            SCENARIOS[name](place, given.readers, given.stop)


class Celery:
    """A worker for each error of clock, in minutes, and one scheduler whose clock is right."""

    def __init__(self, place: Place, *errors: int) -> None:
        self._folder = place.folder
        self._all = [self._one(error, *WORKER, "--hostname", f"w{n}@trial") for n, error in enumerate(errors)]
        beat = str(place.folder / f"beat{time.monotonic_ns()}")
        self._all.append(self._one(0, "beat", "--loglevel", "INFO", "--pidfile=", "--schedule", beat))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *trouble: object) -> None:
        for process in self._all:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if trouble[0]:
            print((self._folder / "celery.log").read_text()[-4000:])

    def _one(self, error: int, *words: str) -> "subprocess.Popen[bytes]":
        with (self._folder / "celery.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-c", CELERY, str(error), "--app", "config", *words],
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def valkey(place: Place, readers: int, seconds: int) -> None:
    """Half of the letters are leaving when Valkey stops; the other half is queued while nobody can be called."""
    from common import clock
    from digests import due

    again(place)
    plans = list(due.of_period(clock.period_of(clock.now(), "UTC").name))
    with Celery(place, 0):
        due.queue(plans[: readers // 2])
        assert wait_until(lambda: _sent(place), 90, every=0.2), "nobody heard the first call"
        place.stop_valkey()
        time.sleep(min(AT_WORK, seconds / 2))
        due.queue(plans[readers // 2 :])
        time.sleep(seconds - min(AT_WORK, seconds / 2))
        waiting = left()
        assert waiting, "no letter waited: the trial shows nothing"
        place.valkey.start(place.stack)
        took = wait_for_the_last()
    count(place, f"Valkey away for {seconds} s and emptied, {waiting} letters waiting", readers, took, most=0)


def clocks(place: Place, readers: int, _seconds: int) -> None:
    """A call is sent by a right clock and heard by a wrong one; the hour of a letter is the database's."""
    for errors in ((WRONG,), (-WRONG,), (WRONG, -WRONG)):
        again(place)
        with Celery(place, *errors):
            hours = _hours()
            took = wait_for_the_last()
        early = [to for to, at in _arrivals(place) if at < hours.get(to, 0.0)]
        count(place, f"workers wrong by {errors} minutes, {len(early)} letters early", readers, took, most=0)
        assert hours, "no letter had an hour: the trial shows nothing"
        assert not early, "a letter left before its hour"


def _hours() -> dict[str, float]:
    """Queue the week, half of it for later; return before when each of those may not leave."""
    from django.db import transaction
    from django.db.models import F

    from accounts.models import User
    from common import clock
    from mailing.models import Letter

    with transaction.atomic():  # nobody takes a letter before its hour is written
        queue_the_week()
        later = clock.now() + LATER
        chosen = Letter.objects.alias(half=F("id") % 2).filter(half=0)
        chosen.update(not_before=later, next_try_at=later)
    readers = chosen.values("recipient_id")
    return dict.fromkeys(User.objects.filter(pk__in=readers).values_list("email", flat=True), later.timestamp())


def _arrivals(place: Place) -> list[tuple[str, float]]:
    import people

    return [(row["to"], row["at"]) for row in people.answered(place.sink) if row["said"] == "250"]


def _sent(place: Place) -> int:
    return len(_arrivals(place))


SCENARIOS = {"clocks": clocks, "valkey": valkey}

if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
