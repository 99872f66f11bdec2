"""Kills, cut lines and bad answers while the digest leaves.

    python bench/chaos_mail.py [READERS] [KILLS] [--only SCENARIO]

Starts a PostgreSQL and an SMTP sink of its own, in a folder that is thrown away. Scenarios: kills (a third at a moment
drawn by lot, a third before the sink keeps a message, a third between its 250 and the commit), postgres (restarted at
once, three times), answers (421, 450, 550, hanging and closing), schedulers (eight that queue at once), late (off three
days). Each prints letters lost, duplicates, whether a duplicate keeps its Message-ID and the seconds after the last
trouble, and fails if one is wrong.
"""

import argparse
import os
import random
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

sys.path.pop(0)  # this folder holds a pages.py: it must not hide the room of that name
sys.path.append(str(Path(__file__).resolve().parent / "mail"))

from throwaway import Place, site
from trial import WORKERS, Workers, again, count, left, queue_the_week, wait_for_the_last, wait_until

# How many times each is said; one message in two is refused for good, so that the others have to pass it
BAD = {"421": ("421", 12), "450": ("450", 20), "550": ("550/2", 20), "hang": ("hang", 2), "close": ("close", 6)}


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
            again(place)
            SCENARIOS[name](place, given.readers, given.kills)


def kills(place: Place, readers: int, number: int) -> None:
    """Kills at a moment drawn by lot while letters leave, and at the very moments before and after the sink's yes."""
    queue_the_week()
    done: Counter[str] = Counter()
    with Workers(1) as workers:  # one: whoever just heard the sink's yes is the one to kill
        while done.total() < number and left():
            victim = workers.all[0]
            wait_until(lambda pid=victim.pid: _holds(pid), 150)
            how = ("by lot", "before", "kill")[done.total() % 3]
            if how != "by lot":
                place.control.write_text(f"{how} {victim.pid}")
                wait_until(lambda one=victim: one.poll() is not None, 20)
            if victim.poll() is None:
                how = "by lot"
                time.sleep(random.uniform(0.0, 0.4))
                victim.send_signal(signal.SIGKILL)
            done[how] += 1
            victim.wait()
            workers.replace_the_dead()
        seconds = wait_for_the_last(workers)
    assert done.total() == number, f"the letters were over after {done.total()} kills: ask for more readers"
    said = f"{done['by lot']} by lot, {done['before']} before the yes, {done['kill']} after it"
    count(place, f"{number} kills ({said})", readers, seconds, most=number)


def _holds(pid: int) -> bool:
    from mailing.models import Letter

    return Letter.objects.filter(state="sending", owner__contains=f"/{pid}/").exists()


def postgres(place: Place, readers: int, _number: int) -> None:
    """The database restarted at once, three times, each when letters are leaving."""
    from django.db import connection

    queue_the_week()
    with Workers() as workers:
        for number in range(3):
            before = _said(place)["250"]
            assert wait_until(lambda before=before: _said(place)["250"] > before, 150, every=0.1), number
            connection.close()
            place.restart_postgres()
        connection.close()
        seconds = wait_for_the_last(workers)
    count(place, "3 restarts of PostgreSQL", readers, seconds, most=3 * WORKERS)


def answers(place: Place, readers: int, _number: int) -> None:
    """A server that answers badly: 550 is for good and holds up nobody, everything else is tried again."""
    queue_the_week()
    with Workers() as workers:
        for said, (told, times) in BAD.items():
            place.control.write_text(told)
            is_said = wait_until(lambda said=said, times=times: _said(place)[said] >= times, 150, every=0.05)
            assert is_said, f"{said} was never reached {times} times"
        place.control.write_text("250")
        seconds = wait_for_the_last(workers)
    refused = _judge_the_refused(place)
    told = ", ".join(f"{many} times {said}" for said, many in sorted(_said(place).items()) if said != "250")
    count(place, told, readers, seconds, most=0, refused=refused)


def _said(place: Place) -> Counter[str]:
    import people

    return Counter(row["said"] for row in people.answered(place.sink))


def _judge_the_refused(place: Place) -> int:
    """Each letter refused for good ended at once, and between two of them others left; return how many there were."""
    import people

    from accounts.models import User
    from mailing.models import Letter

    rows = [(row["to"], row["said"]) for row in people.answered(place.sink)]
    refused = {to for to, said in rows if said == "550"}
    failed = Letter.objects.filter(state="failed").values_list("recipient_id", "answer")
    ended = dict(User.objects.filter(pk__in=[pk for pk, _answer in failed]).values_list("email", "pk"))
    assert set(ended) == refused, "what was refused for good, and nothing else, ends there"
    assert {answer for _pk, answer in failed} == {"550 as told"}
    said_to = Counter(to for to, said in rows if said in {"550", "250"})
    assert all(said_to[to] == 1 for to in refused), "what was refused for good is not tried again"
    first, *_others, last = (number for number, (_to, said) in enumerate(rows) if said == "550")
    between = sum(said == "250" for _to, said in rows[first:last])
    assert between >= len(refused) // 2, "a refused letter held up others"
    return len(refused)


def schedulers(place: Place, readers: int, _number: int) -> None:
    """Eight schedulers queue the same period at once."""
    from django.db import connection

    def scheduler(_number: int) -> int:
        try:
            return queue_the_week()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        queued = list(pool.map(scheduler, range(8)))
    with Workers() as workers:
        seconds = wait_for_the_last(workers)
    print(f"schedulers: {queued} letters queued by each of eight at once")
    count(place, "8 schedulers at once", readers, seconds, most=0)


def late(place: Place, readers: int, _number: int) -> None:
    """The scheduler comes back after three days, for readers of a daily letter: one letter that tells all, no burst."""
    from accounts.models import User
    from common import clock
    from digests import due
    from digests.models import Run

    User.objects.exclude(digest="off").update(digest="daily", digest_hour=0)
    due.queue(due.due_now())
    with Workers() as workers:
        wait_for_the_last(workers)
        place.sink.write_text("")
        told = dict(Run.objects.values_list("reader_id", "ends_at"))
        present, now = clock.now(), clock.now
        clock.now = lambda: present + timedelta(days=3)
        try:
            queued = [due.queue(due.due_now()), due.queue(due.due_now())]
        finally:
            clock.now = now
        seconds = wait_for_the_last(workers)
    assert queued == [readers, 0], queued
    merged = list(Run.objects.order_by("reader_id", "-ends_at").distinct("reader_id"))
    assert all(run.starts_at == told[run.reader_id] for run in merged), "a day is missing, or told twice"
    assert {run.ends_at - run.starts_at for run in merged} == {timedelta(days=3)}
    count(place, "late: three days in one letter each", readers, seconds, most=0)


SCENARIOS = {"kills": kills, "postgres": postgres, "answers": answers, "schedulers": schedulers, "late": late}

if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
