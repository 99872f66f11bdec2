"""The database restarted at once while 200 cities sign: `python bench/restart.py [CITIES] [RESTARTS]`.

Starts a PostgreSQL of its own from the embedded programs, in a folder that is thrown away, and runs the site's own
verbs as the site's role. Each client that loses its answer asks again, as a browser or a person would. At the end the
ledger must hold one signature for each city, without a gap, and every client must have been told that it is signed.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.pop(0)  # this folder holds a pages.py: it must not hide the room of that name

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = 16

from local.places import Data
from local.postgres import Postgres
from local.process import Stack


def main(cities: int = 200, restarts: int = 3) -> None:
    """Set up, sign, restart meanwhile, count."""
    folder = Path(tempfile.mkdtemp(prefix="restart-"))
    folder.chmod(0o711)
    data = Data(folder)
    data.open()
    stack = Stack(data.lock)
    postgres = Postgres(data)
    try:
        addresses = postgres.start(stack)
        _environment(addresses.site, addresses.owner)
        for command in ("migrate", "load_reference"):
            subprocess.run([sys.executable, "manage.py", command, "-v0"], cwd=ROOT, check=True)
        _measure(postgres, stack, cities, restarts)
    finally:
        stack.stop()
        data.close()
        shutil.rmtree(postgres.home, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _environment(site: str, owner: str) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings",
        DATABASE_URL=site,
        MIGRATE_DATABASE_URL=owner,
        REDIS_URL="redis://127.0.0.1:9/0",  # nobody answers there: the outbox does not need it
        EMAIL_URL="smtp://localhost:9",
        SITE_URL="http://localhost:8000",
        SECRET_KEY=os.urandom(24).hex(),
        ALLOWED_HOSTS="localhost",
        DEBUG="0",
        DEMO="1",
    )


def _measure(postgres: Postgres, stack: Stack, cities: int, restarts: int) -> None:
    import django

    django.setup()
    from django.db import Error, connection

    from cities.viewer import viewer_of
    from declarations import actions, ledger, verifier

    opened, text, people = _cast(cities)
    told: Counter[str] = Counter()
    begun = threading.Event()

    def client(user_id: int) -> None:
        begun.wait()
        while True:
            try:
                outcome = actions.sign(by=viewer_of(user_id), declaration_id=opened.pk, seen_text=text)
            except Error:  # the line was lost: nobody knows whether it was written
                told["asked again"] += 1
                connection.close()
                time.sleep(random.uniform(0.02, 0.2))
            else:
                told["signed" if outcome.is_new else "already signed"] += 1
                connection.close()
                return

    started = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        waiting = [pool.submit(client, user_id) for user_id in people]
        begun.set()
        for number in range(1, restarts + 1):
            while sum(one.done() for one in waiting) < cities * number // (restarts + 1):
                time.sleep(0.005)
            _restart(postgres, stack)
        for one in waiting:
            one.result()
    seconds = time.perf_counter() - started
    connection.close()  # ours was lost too
    found = ledger.export(opened)
    facts = verifier.verify(found)
    signed = [event["city"] for event in found["events"] if event["kind"] == "signed"]
    assert len(signed) == len(set(signed)) == cities, "a signature is missing or there twice"
    assert [event["sequence"] for event in found["events"]] == list(range(1, cities + 2)), "there is a gap"
    assert told["signed"] + told["already signed"] == cities, "a client was never told"
    print(
        f"{cities} cities, {restarts} restarts, {seconds:.1f} s: {facts['events']} events without gap or double;"
        f" told signed {told['signed']}, already signed {told['already signed']}, asked again {told['asked again']}"
    )


def _cast(cities: int) -> tuple[object, str, list[int]]:
    from datetime import date

    from accounts.models import User
    from cities.models import City, Membership, Role
    from cities.viewer import Viewer
    from declarations import actions
    from declarations.facts import Facts
    from declarations.models import Basis, Mandate, Text

    office = Viewer(is_secretariat=True)
    facts = Facts(
        short_title={"fr": "Essai"},
        adopting_body={"fr": "Essai"},
        place={"fr": "Essai"},
        adopted_on=date(2026, 11, 1),
        adoption_mode="consensus",
    )
    made = actions.prepare(by=office, facts=facts, title="Essai", body="## Agir\n\nLes villes agissent.")
    made = actions.adopt(by=office, declaration_id=made.pk, seen_edition=made.edition)
    made = actions.open_for_signature(by=office, declaration_id=made.pk, seen_edition=made.edition)
    people = []
    for number in range(cities):
        name = f"Essai {number:04d}"
        city = City.objects.create(
            slug=f"essai-{number:04d}", name_fr=name, name_en=name, name_ar=name, sort_key=name.lower(), country="FR"
        )
        user = User.objects.create(email=f"s{number}@essai.example", name=name)
        membership = Membership.objects.create(user=user, city=city, role=Role.READER, can_sign=True)
        Mandate.objects.create(
            membership=membership, basis=Basis.HEAD, office="Maire", starts_on=date(2026, 1, 1), stated_by=user
        )
        people.append(user.pk)
    return made, Text.objects.get(declaration=made).sha256, people


def _restart(postgres: Postgres, stack: Stack) -> None:
    """Stop at once, as a failing machine would: no goodbye to the clients, nothing flushed; then start again."""
    pid = int((postgres.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    os.kill(pid, signal.SIGQUIT)
    while (postgres.cluster / "postmaster.pid").exists():
        time.sleep(0.01)
    for child in [*stack.children]:
        stack.forget(child)
    postgres.start(stack)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
