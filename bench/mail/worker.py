"""Sends what waits, as a worker of the site does: a few letters, then a line on stdin is waited for, then all the rest.

Prints one line of JSON after each: letters sent; then statements, seconds of processor and memory.
"""

import cProfile
import json
import pstats
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

import memory
from django.db import connection

from mailing import delivery


class _Counter:
    number = 0

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
        self.number += 1
        return execute(*given)


def main() -> None:
    """Send a few, wait, send the rest."""
    profile, counted = cProfile.Profile(), _Counter()
    _say(sent=delivery.deliver(seconds=0.5))
    sys.stdin.readline()
    before, cpu = memory.at_most(again=True), time.process_time()
    if "--profile" in sys.argv:
        profile.enable()
    sent = 0
    with connection.execute_wrapper(counted):
        while delivery.has_more():
            sent += delivery.deliver(seconds=50)
    profile.disable()
    used = time.process_time() - cpu
    _say(sent=sent, statements=counted.number, cpu=used, before=before, peak=memory.at_most())
    if "--profile" in sys.argv:
        stats = pstats.Stats(profile, stream=sys.stderr)
        stats.sort_stats("tottime").print_stats(35)
        stats.sort_stats("cumulative").print_stats(r"/(platform|cities|practices|declarations)/", 60)


def _say(**told: float) -> None:
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
