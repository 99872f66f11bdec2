"""Measures the digest against the floor, in one run: `python bench/digest.py [READERS] [--profile]`.

Starts a PostgreSQL of its own, in a folder that is thrown away, and a real SMTP sink in another process. The floor is
the same messages, byte for byte, sent through one connection by smtplib. Prints letters per second, statements per
letter, the ratio to the floor and the memory of the process that sends: only ratios mean anything elsewhere.
"""

import argparse
import cProfile
import os
import pstats
import resource
import smtplib
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.pop(0)  # this folder holds a pages.py: it must not hide the room of that name
sys.path.append(str(Path(__file__).resolve().parent / "mail"))

from throwaway import site

SENDER = "plateforme@localhost"


def main() -> None:
    """Set up, send, send again raw, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", type=int, nargs="?", default=2000)
    parser.add_argument("--profile", action="store_true", help="say where the time goes")
    given = parser.parse_args()
    with site() as place:
        _measure(given.readers, place.sink, profiled=given.profile)


def _measure(readers: int, sink: Path, *, profiled: bool) -> None:
    import people
    from django.db import connection

    from common import clock
    from digests import due
    from mailing import delivery
    from mailing.models import Letter, State

    people.cast(readers)
    period = clock.period_of(clock.now(), "UTC").name
    begun = time.perf_counter()
    queued = due.queue(due.of_period(period))
    print(f"{queued} letters queued in {time.perf_counter() - begun:.1f} s")
    before = _memory()
    profile, counted = cProfile.Profile(), _Counter()
    if profiled:
        profile.enable()
    _send_few(delivery)  # templates, addresses and statements are prepared once in a worker's life
    warm = Letter.objects.filter(state=State.SENT).count()
    begun, cpu = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(counted):
        while delivery.has_more():
            delivery.deliver(seconds=3600)
    ours, cpu = time.perf_counter() - begun, time.process_time() - cpu
    profile.disable()
    sent = Letter.objects.filter(state=State.SENT).count()
    assert sent == queued == readers, (sent, queued, readers)
    ours, cpu = (one * readers / (sent - warm) for one in (ours, cpu))
    messages = [message for _to, message in people.received(sink)]
    assert len(messages) == readers
    floor, floor_cpu = _send_raw(messages)
    size = sum(map(len, messages)) // len(messages)
    asked = counted.number / (sent - warm)
    print(f"digest: {sent / ours:.0f} letters/s, {asked:.2f} statements per letter, {size} bytes each")
    print(f"floor:  {readers / floor:.0f} letters/s")
    print(f"ratio:  {ours / floor:.2f} in time, {cpu / floor_cpu:.2f} in processor time")
    print(f"memory: {before} MB before, {_memory()} MB at the end")
    if profiled:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


def _send_few(delivery: Any) -> None:
    delivery.deliver(seconds=0.001)


class _Counter:
    number = 0

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
        self.number += 1
        return execute(*given)


def _send_raw(messages: list[bytes]) -> tuple[float, float]:
    server = smtplib.SMTP("127.0.0.1", int(os.environ["SINK_PORT"]))
    begun, cpu = time.perf_counter(), time.process_time()
    for number, message in enumerate(messages):
        server.sendmail(SENDER, [f"reader{number}@essai.example"], message)
    took = time.perf_counter() - begun, time.process_time() - cpu
    server.quit()
    return took


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
