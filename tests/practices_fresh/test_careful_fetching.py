"""Asking whether an address answers never reaches inside a network, never waits long, never reads much."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from practices.fetching import MOST_REDIRECTS, Fetcher, Outcome, is_public, resolved

MINE = "127.0.0.1"


class Pages(BaseHTTPRequestHandler):
    """A server that answers by the address: a status, a redirect, a flood."""

    def do_HEAD(self) -> None:
        self.server.asked.append((self.command, self.path, self.headers["User-Agent"], self.headers["Host"]))  # type: ignore[attr-defined]
        name, _, rest = self.path.lstrip("/").partition("/")
        if name == "to":
            self.send_response(302)
            self.send_header("Location", f"http://{rest}" if "." in rest else f"/{rest}")
            self.end_headers()
        elif name == "circle":
            self.send_response(301)
            self.send_header("Location", "/circle")
            self.end_headers()
        elif name == "no-head" and self.command == "HEAD":
            self.send_response(404)
            self.end_headers()
        elif name == "flood" and self.command == "GET":
            self.send_response(200)
            self.end_headers()
            self._flood()
        else:
            self.send_response(int(name) if name.isdecimal() else 200)
            self.end_headers()

    do_GET = do_HEAD  # noqa: N815  the name is the library's

    def _flood(self) -> None:
        try:
            while True:
                self.wfile.write(b"x" * 65536)
                self.server.sent += 65536  # type: ignore[attr-defined]  # ours, put there below
        except OSError:
            pass

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    made = ThreadingHTTPServer((MINE, 0), Pages)
    made.asked, made.sent = [], 0  # type: ignore[attr-defined]  # ours, put there below
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def _fetcher(server=None, **changes) -> Fetcher:
    """A fetcher that may reach the server of this test and nothing else."""
    port = server.server_port if server else 0
    given = {"allows": lambda address, to: (address, to) == (MINE, port), "seconds": 5.0, **changes}
    return Fetcher(agent="Test/1.0 (+http://testserver)", **given)


def _ask(server, path, **changes):
    return _fetcher(server, **changes).ask(f"http://{MINE}:{server.server_port}{path}")


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("/200", Outcome.ANSWERS),
        ("/204", Outcome.ANSWERS),
        ("/404", Outcome.GONE),
        ("/410", Outcome.GONE),
        ("/500", Outcome.GONE),
        ("/403", Outcome.ANSWERS),  # a robot is refused, a reader would not be
        ("/429", Outcome.ANSWERS),
        ("/no-head", Outcome.ANSWERS),
        ("/to/200", Outcome.ANSWERS),
        ("/to/404", Outcome.GONE),
        ("/circle", Outcome.GONE),
        ("/été et hiver?q=à", Outcome.ANSWERS),
    ],
)
def test_what_an_answer_means(server, path, outcome):
    assert _ask(server, path) is outcome


def test_it_says_who_asks_and_asks_with_head_first(server):
    _ask(server, "/200")
    assert server.asked == [("HEAD", "/200", "Test/1.0 (+http://testserver)", f"{MINE}:{server.server_port}")]


def test_redirects_are_followed_so_far_and_no_further(server):
    _ask(server, "/circle")
    assert sum(method == "HEAD" for method, *_rest in server.asked) == MOST_REDIRECTS + 1


def test_little_is_read_of_a_page_without_end(server):
    def page(url):
        fetcher = _fetcher(server)
        return fetcher._status("GET", url, time.monotonic() + 5)

    assert page(f"http://{MINE}:{server.server_port}/flood") == 200
    time.sleep(0.2)
    assert server.sent < 20 * 1024 * 1024  # what the two ends hold in their buffers, and no more


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    ],
)  # fmt: skip
def test_addresses_inside_are_refused(address):
    assert not is_public(address, 443)


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450:4007:80c::200e", "64:ff9b::808:808"])
def test_public_addresses_are_allowed_for_the_web_only(address):
    assert is_public(address, 443)
    assert is_public(address, 8080)
    for port in (22, 25, 5432, 6379, 11211):
        assert not is_public(address, port)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/", "http://localhost/", "http://0/"],
)
def test_as_it_runs_for_real_it_never_reaches_this_machine(url):
    assert Fetcher(agent="Test/1.0").ask(url) in {Outcome.NOT_PUBLIC, Outcome.SILENT}


def test_a_name_that_leads_inside_is_never_asked(server):
    outcome = Fetcher(agent="x", resolve=lambda _host, _port: ["8.8.8.8", MINE]).ask("http://ville.example/")
    assert outcome is Outcome.NOT_PUBLIC
    assert server.asked == []


def test_a_redirect_that_leads_inside_is_not_followed(server):
    asked_for = []

    def resolve(host, port):
        asked_for.append(host)
        return resolved(host, port)

    assert _ask(server, "/to/10.0.0.1/secret", resolve=resolve) is Outcome.NOT_PUBLIC
    assert asked_for == [MINE, "10.0.0.1"]


def test_the_other_end_is_judged_again_once_connected(server):
    answers = iter([True, False])  # the name was public when it was judged; the line ends elsewhere
    outcome = _ask(server, "/200", allows=lambda _address, _port: next(answers, False))
    assert outcome is Outcome.NOT_PUBLIC
    assert server.asked == []


def test_the_connection_goes_to_the_address_that_was_judged_whatever_the_name_says_next(server):
    answers = iter([[MINE], ["10.0.0.1"]])
    fetcher = _fetcher(server, resolve=lambda _host, _port: next(answers))
    assert fetcher.ask(f"http://ville.example:{server.server_port}/200") is Outcome.ANSWERS
    assert server.asked[0][3] == f"ville.example:{server.server_port}"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://ville.example/",
        "http://",
        "http://user:secret@ville.example/",
        "http://[::1",
        "http://a:99999/",
        "data:,",
    ],
)
def test_what_nobody_could_open_is_gone_without_being_asked(url):
    def never(_host: str, _port: int) -> list[str]:
        raise AssertionError("asked")

    assert Fetcher(agent="x", resolve=never).ask(url) is Outcome.GONE


def test_a_name_that_nobody_resolves_is_not_waited_for(server):
    released, waited_to_the_end = threading.Event(), []

    def resolve(_host, _port):
        if not released.wait(30):
            waited_to_the_end.append(True)
        return [MINE]

    try:
        assert _ask(server, "/200", resolve=resolve, seconds=0.1) is Outcome.SILENT
        assert not released.is_set()
        assert not waited_to_the_end
    finally:
        released.set()
    assert server.asked == []


@contextmanager
def _talker(talk):
    """A server that talks in its own way to whoever connects."""
    listening = socket.create_server((MINE, 0))

    def serve():
        while True:
            try:
                line, _from = listening.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(line,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()


def _drip(line):
    try:
        while True:
            line.sendall(b"H")
            time.sleep(0.05)
    except OSError:
        line.close()


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("talk", [_drip, lambda line: time.sleep(30)], ids=["drip by drip", "silence"])
def test_a_server_that_talks_slowly_or_not_at_all_is_cut(talk, scheme):
    with _talker(talk) as port:
        fetcher = Fetcher(agent="x", allows=lambda address, _port: address == MINE, seconds=0.4)
        ended = threading.Event()
        outcomes = []

        def ask():
            outcomes.append(fetcher.ask(f"{scheme}://{MINE}:{port}/"))
            ended.set()

        threading.Thread(target=ask, daemon=True).start()
        assert ended.wait(20)
    assert outcomes == [Outcome.SILENT]


def test_words_that_are_not_http_are_silence():
    def nonsense(line):
        line.sendall(b"220 mail.example ESMTP\r\n")
        line.close()

    with _talker(nonsense) as port:
        fetcher = Fetcher(agent="x", allows=lambda _address, _port: True, seconds=2)
        assert fetcher.ask(f"http://{MINE}:{port}/") is Outcome.SILENT
