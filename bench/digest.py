"""Measures the digest against the floor, in one run: `python bench/digest.py [READERS] [--profile]`.

Starts a PostgreSQL of its own, in a folder that is thrown away, and a real SMTP sink in another process. The digest is
sent by two worker processes, as the site is deployed, then again by one. The floor is the same messages, byte for byte,
sent through one connection by smtplib, right after each. Prints letters per second, statements per letter, the ratio to
the floor and the memory of the processes that queue and send: only ratios mean anything elsewhere.
"""

import argparse
import json
import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.pop(0)  # this folder holds a pages.py: it must not hide the room of that name
sys.path.append(str(Path(__file__).resolve().parent / "mail"))

from throwaway import ROOT, Place, site

SENDER = "plateforme@localhost"
WORKER = Path(__file__).resolve().parent / "mail" / "worker.py"


def main() -> None:
    """Set up, send, send again raw, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", type=int, nargs="?", default=2000)
    parser.add_argument("--profile", action="store_true", help="say where the time of one worker goes")
    given = parser.parse_args()
    with site() as place:
        import people

        people.cast(given.readers)
        for number in (2, 1):
            took, used = _send(place, given.readers, number, profiled=False)
            floor, cpu = _send_raw(islice(people.received(place.sink), given.readers))  # at once: machines vary
            print(f"  floor: {given.readers / floor:.0f} letters/s")
            print(f"  {took / floor:.2f} times the floor's time, {used / cpu:.2f} its processor time", flush=True)
        if given.profile:
            _send(place, given.readers, 1, profiled=True)


def _send(place: Place, readers: int, workers: int, *, profiled: bool) -> tuple[float, float]:
    """Queue a period for everybody and let so many workers send it; return seconds, and seconds of processors."""
    from digests.models import Run
    from mailing.models import Letter, State

    Letter.objects.all().delete()
    Run.objects.all().delete()
    place.sink.write_text("")
    _queue(readers)
    crew = [_Worker(profiled=profiled) for _ in range(workers)]
    warm = sum(worker.read()["sent"] for worker in crew)  # what a worker prepares once in its life is not measured
    begun = time.perf_counter()
    for worker in crew:
        worker.go()
    told = [worker.read() for worker in crew]
    took = time.perf_counter() - begun
    sent = Letter.objects.filter(state=State.SENT).count()
    assert sent == readers == place.sink.read_bytes().count(b"\n"), sent
    _say(workers, readers - warm, took, told, place.sink.stat().st_size * 3 // 4 // readers)
    share = readers / (readers - warm)
    return took * share, sum(one["cpu"] for one in told) * share


def _say(workers: int, letters: int, took: float, told: list[dict[str, Any]], size: int) -> None:
    statements = sum(one["statements"] for one in told) / letters
    memory = ", ".join(f"{one['before']} MB before and {one['peak']} MB at most" for one in told)
    print(f"{workers} worker(s): {letters / took:.0f} letters/s, {statements:.2f} statements, {size} bytes a letter")
    print(f"  memory: {memory}", flush=True)


class _Worker:
    """A process that sends, and says what it did when nothing is left."""

    def __init__(self, *, profiled: bool) -> None:
        command = [sys.executable, str(WORKER), *(["--profile"] if profiled else [])]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ}
        )

    def go(self) -> None:
        assert self._process.stdin
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def read(self) -> dict[str, Any]:
        assert self._process.stdout
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return found


def _queue(readers: int) -> None:
    import memory

    from common import clock
    from digests import due

    before = memory.at_most(again=True)
    begun = time.perf_counter()
    queued = due.queue(due.of_period(clock.period_of(clock.now(), "UTC").name))
    took = time.perf_counter() - begun
    print(f"{queued} letters queued in {took:.1f} s; memory {before} MB before, {memory.at_most()} MB at most")
    assert queued == readers


def _send_raw(received: Iterable[tuple[str, bytes]]) -> tuple[float, float]:
    server, took, cpu = smtplib.SMTP("127.0.0.1", int(os.environ["SINK_PORT"])), 0.0, 0.0
    for address, message in received:
        begun, used = time.perf_counter(), time.process_time()
        server.sendmail(SENDER, [address], message)
        took, cpu = took + time.perf_counter() - begun, cpu + time.process_time() - used
    server.quit()
    return took, cpu


if __name__ == "__main__":
    main()
