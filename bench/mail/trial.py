"""What the trials of the mail share: processes that send, a sweep each minute, and the count of what arrived.

Nothing here goes faster than on the site: leases last their minute, and what failed waits as long as it always does.
"""

import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from typing import Self

from throwaway import ROOT, Place

WORKERS = 2
IN_TIME = 300.0  # seconds after the last trouble
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


class Workers:
    """Processes that send, each replaced when it dies, and the timetable that sweeps for them."""

    def __init__(self, number: int = WORKERS) -> None:
        self.all = [self._one() for _ in range(number)]
        self._over = threading.Event()
        self._timetable = threading.Thread(target=self._sweep)
        self._timetable.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_trouble: object) -> None:
        self._over.set()
        for process in self.all:
            process.kill()
            process.wait()
        self._timetable.join()

    def _one(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-c", WORK], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def _sweep(self) -> None:
        from django.db import Error, connection

        from mailing import delivery

        while not self._over.wait(60):
            try:
                delivery.sweep()
            except Error as error:  # the database is away: the next minute will do, as on the site
                print(f"a sweep met {type(error).__name__}")
                connection.close()
        connection.close()

    def replace_the_dead(self) -> None:
        """Start another process in the place of each that died."""
        for number, process in enumerate(self.all):
            if process.poll() is not None:
                self.all[number] = self._one()


def queue_the_week() -> int:
    """Queue this week's digest for its readers; return how many letters are new."""
    from common import clock
    from digests import due

    return due.queue(due.of_period(clock.period_of(clock.now(), "UTC").name))


def again(place: Place) -> None:
    """Forget the last trial."""
    from digests.models import Run
    from mailing.models import Letter

    Letter.objects.all().delete()
    Run.objects.all().delete()
    place.sink.write_text("")
    place.control.write_text("250")


def left() -> int:
    """Return how many letters have not come to their end."""
    from mailing.models import Letter

    return Letter.objects.filter(state__in=("queued", "sending", "retrying")).count()


def wait_until(is_so: Callable[[], object], seconds: float, every: float = 0.02) -> bool:
    """Wait until something is so, or for so many seconds; say whether it is."""
    until = time.monotonic() + seconds
    while not (found := bool(is_so())) and time.monotonic() < until:
        time.sleep(every)
    return found


def wait_for_the_last(workers: Workers | None = None) -> float:
    """Wait until no letter is left; return the seconds that it took, and stop the script when it is late."""
    begun = time.monotonic()

    def is_over() -> bool:
        if workers:
            workers.replace_the_dead()
        return not left()

    assert wait_until(is_over, IN_TIME, every=0.5), f"{left()} letters are left after {IN_TIME:.0f} s"
    return time.monotonic() - begun


def count(place: Place, trouble: str, readers: int, seconds: float, *, most: int, refused: int = 0) -> None:
    """Print, and judge, what arrived against what was queued."""
    import people

    from mailing.models import Letter

    received = [(to, message_from_bytes(message)["Message-ID"]) for to, message in people.received(place.sink)]
    known = set(Letter.objects.values_list("message_id", flat=True))
    times = Counter(to for to, _id in received)
    lost = readers - refused - len(times)
    twice = len(received) - len(times)
    is_same = len(set(received)) == len(times) and {one for _to, one in received} <= known
    print(
        f"{trouble}: {readers} readers, lost {lost}, refused for good {refused}, duplicates {twice} (at most {most}),"
        f" same Message-ID {'yes' if is_same else 'NO'}, {seconds:.0f} s after the last trouble"
    )
    assert lost == 0, "letters were lost"
    assert is_same, "a letter came again under another name"
    assert twice <= most, "letters came again more often than anybody was killed"
