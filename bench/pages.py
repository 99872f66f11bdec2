"""Measures the list, a practice, a search and the API against bare Django views, interleaved in one run.

    python bench/pages.py [--rounds 10] [--requests 30]

Needs the environment of the site (docs/operations.md) and a database with load_demo and bench/load_volume.py.
Prints CPU per request (server and database), requests per second, p95 and statements, and the ratio to the floor: only
ratios mean anything from one machine to another.
"""

import argparse
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.pop(0)  # this folder holds a pages.py: it must not hide the room of that name

import django

HERE = Path(__file__).resolve().parent
TICKS = os.sysconf("SC_CLK_TCK")
CLIENTS = 8


@dataclass
class Server:
    """One granian with one worker, known to the database by its name."""

    name: str
    settings: str
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        command = [
            "granian",
            "--interface",
            "wsgi",
            "--workers",
            "1",
            "--blocking-threads",
            "4",
            "--no-ws",
            "--log-level",
            "error",
        ]
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": self.settings,
            "PGAPPNAME": self.name,
            "PYTHONPATH": str(HERE / "floor"),
        }
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port), "config.wsgi:application"],
            env=environment,
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )

    def ticks(self) -> int:
        """CPU time so far, in clock ticks: the processes of the server and its database connections."""
        assert self.process is not None
        return sum(_ticks(pid) for pid in [*_family(self.process.pid), *_backends(self.name)])


def _ticks(pid: int) -> int:
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(parts[11]) + int(parts[12])


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from _family(int(child))


def _backends(name: str) -> list[int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE application_name = %s", [name])
        return [row[0] for row in cursor.fetchall()]


@dataclass
class Case:
    """One address of the site beside its floor."""

    name: str
    path: str
    floor: str
    cpu: dict[str, list[float]] = field(default_factory=lambda: {"site": [], "floor": []})
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"site": [], "floor": []})
    rate: dict[str, list[float]] = field(default_factory=lambda: {"site": [], "floor": []})
    statements: int = 0


def partner_secret() -> str:
    """Return the key that load_demo made for its partner."""
    from demo.people import partner_secret as secret

    return secret()


def _get(connection: http.client.HTTPConnection, path: str) -> None:
    headers = {"Host": "localhost", "Accept-Encoding": "gzip"}
    if path.startswith("/api/v1/"):
        headers["Authorization"] = f"Api-Key {partner_secret()}"  # a partner's limit: a stranger's is met in a minute
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path} answers {answer.status}")


def _one_by_one(server: Server, path: str, number: int) -> tuple[float, list[float]]:
    """Return the CPU milliseconds per request and the seconds of each."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    before, seconds = server.ticks(), []
    for _ in range(number):
        start = time.perf_counter()
        _get(connection, path)
        seconds.append(time.perf_counter() - start)
    connection.close()
    return (server.ticks() - before) * 1000 / TICKS / number, seconds


def _together(server: Server, path: str, number: int) -> float:
    """Return requests per second with CLIENTS at once."""

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        for _ in range(number // CLIENTS):
            _get(connection, path)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return number // CLIENTS * CLIENTS / (time.perf_counter() - start)


@contextmanager
def _running(*servers: Server) -> Iterator[None]:
    try:
        for server in servers:
            server.start()
        for server in servers:
            _wait(server.port)
        yield
    finally:
        for server in servers:
            if server.process:
                os.killpg(server.process.pid, signal.SIGKILL)  # a server of ours and its worker: nothing to save
                server.process.wait()


def _wait(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"nothing answers on port {port}")


def _count_statements(path: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    Client().get(path, headers={"host": "localhost"})
    with CaptureQueriesContext(connection) as captured:
        Client().get(path, headers={"host": "localhost"})
    return len(captured)


def _cases() -> list[Case]:
    from practices.models import Practice

    practice = Practice.unguarded.filter(state="published").order_by("-id").first()
    if practice is None:
        raise SystemExit("the database holds no published practice: run bench/load_volume.py first")
    return [
        Case("list of 20", "/fr/pratiques/", "/list"),
        Case("one practice", f"/fr/pratiques/{practice.slug}/", f"/record/{practice.slug}"),
        Case("search", "/fr/pratiques/?q=jeunes+quartier", "/list"),
        Case("API list of 20", "/api/v1/practices/", "/api"),
    ]


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--requests", type=int, default=30)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    cases = _cases()
    servers = {"site": Server("site", "config.settings", 8971), "floor": Server("floor", "floor_settings", 8972)}
    with _running(*servers.values()):
        for round_number in range(options.rounds + 1):  # the first round warms up and is not counted
            for case in cases:
                for name, path in (("site", case.path), ("floor", case.floor)):
                    cpu, seconds = _one_by_one(servers[name], path, options.requests)
                    rate = _together(servers[name], path, options.requests)
                    if round_number:
                        case.cpu[name].append(cpu)
                        case.seconds[name].extend(seconds)
                        case.rate[name].append(rate)
    for case in cases:
        case.statements = _count_statements(case.path)
    _print(cases)


def _print(cases: list[Case]) -> None:
    print("| page | CPU ms, site / floor | ratio | requests/s, site / floor | p95 ms, site / floor | statements |")
    print("|--|--|--|--|--|--|")
    for case in cases:
        site, floor = _median(case.cpu["site"]), _median(case.cpu["floor"])
        rates = f"{_median(case.rate['site']):.0f} / {_median(case.rate['floor']):.0f}"
        late = f"{_p95(case.seconds['site']) * 1000:.1f} / {_p95(case.seconds['floor']) * 1000:.1f}"
        print(f"| {case.name} | {site:.1f} / {floor:.1f} | {site / floor:.1f} | {rates} | {late} | {case.statements} |")


if __name__ == "__main__":
    sys.exit(main())
