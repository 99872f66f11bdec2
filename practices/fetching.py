"""Whether an address of the web answers, asked with care: people of cities write these addresses, not we.

Only public addresses are reached: the name is resolved here, every answer is judged, the connection goes to the very
address that was judged, and its other end is judged again. Redirects are followed by the same road. Nothing is kept.
"""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from queue import Empty, SimpleQueue
from time import monotonic
from urllib.parse import quote, urljoin, urlsplit

SECONDS = 10.0  # for an address, its redirects included
MOST_REDIRECTS = 5
MOST_BYTES = 2048  # read of a page: it answers, and that is all we ask
_PORTS = {"http": 80, "https": 443}
_OPEN_PORTS = {80, 443, 8080, 8443}
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_MOVED = {301, 302, 303, 307, 308}
_GONE = {404, 410, 500, 501, 502, 504}  # what a reader would meet too; other refusals are often for robots only
_KEPT = "!#$%&'()*+,/:;=?@[]~"  # signs of an address that are already as they travel


class Outcome(StrEnum):
    ANSWERS = "answers"
    GONE = "gone"  # a server answered, and what is asked for is not there
    SILENT = "silent"  # nobody answered
    NOT_PUBLIC = "not_public"  # never asked


class NotPublic(Exception):
    """The address leads inside a network, where we do not go."""


Resolver = Callable[[str, int], list[str]]
Guard = Callable[[str, int], bool]


def resolved(host: str, port: int) -> list[str]:
    """Return the addresses of a name."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str, port: int) -> bool:
    """Say whether this is a page of everybody's network: not ours, not this machine, no other service than the web."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6 and ip in _TRANSLATED:  # an IPv4 address inside
        ip = ipaddress.ip_address(int(ip) & 0xFFFFFFFF)
    hidden = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return port in _OPEN_PORTS and hidden is None and ip.is_global and not ip.is_multicast


@dataclass(frozen=True)
class Fetcher:
    """Asks for addresses; tests give a guard that lets them reach a server of their own."""

    agent: str
    resolve: Resolver = resolved
    allows: Guard = is_public
    seconds: float = SECONDS

    def ask(self, url: str) -> Outcome:
        """Ask with HEAD, then with GET where HEAD was not welcome."""
        until = monotonic() + self.seconds
        outcome = Outcome.SILENT
        for method in ("HEAD", "GET"):
            try:
                status = self._status(method, url, until)
            except NotPublic:
                return Outcome.NOT_PUBLIC
            except ssl.SSLCertVerificationError:  # somebody is there, and a browser may know more certificates
                return Outcome.ANSWERS
            except ValueError:
                return Outcome.GONE  # cannot be asked for by anybody
            except (OSError, HTTPException):
                outcome = Outcome.SILENT
                continue
            if status < 400:
                return Outcome.ANSWERS
            outcome = Outcome.GONE if status in _GONE else Outcome.ANSWERS
        return outcome

    def _status(self, method: str, url: str, until: float) -> int:
        for _hop in range(MOST_REDIRECTS + 1):
            status, location = self._one(method, url, until)
            if status not in _MOVED or not location:
                return status
            url = urljoin(url, location)
        return 404  # it turns in circles

    def _one(self, method: str, url: str, until: float) -> tuple[int, str]:
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
            raise ValueError(url)
        host, port = parts.hostname.encode("idna").decode(), parts.port or _PORTS[parts.scheme]
        addresses = _within(until - monotonic(), lambda: self.resolve(host, port))
        if not addresses or not all(self.allows(address, port) for address in addresses):
            raise NotPublic
        left = until - monotonic()
        if left <= 0:
            raise TimeoutError
        line = _Line(host, port, addresses[0], self.allows, secure=parts.scheme == "https", seconds=left)
        with _at_most(left, line):
            return line.ask(method, _target(parts.path, parts.query), self.agent)


class _Line(HTTPConnection):
    """A connection to an address already judged, that keeps the name for the server and its certificate."""

    def __init__(self, host: str, port: int, address: str, allows: Guard, *, secure: bool, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self.default_port = _PORTS["https" if secure else "http"]
        self._address, self._allows, self._secure = address, allows, secure

    def connect(self) -> None:
        """Connect, judge the other end, then secure the line."""
        self.sock = socket.create_connection((self._address, self.port), timeout=self.timeout)
        if not self._allows(*self.sock.getpeername()[:2]):
            raise NotPublic
        if self._secure:
            context = ssl.create_default_context()
            # The handshake comes after, so that the line can be cut during it
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock.do_handshake()

    def ask(self, method: str, target: str, agent: str) -> tuple[int, str]:
        """Return the status and where it leads; a little of the body is read, and nothing kept."""
        self.request(method, target, headers={"User-Agent": agent, "Accept": "*/*", "Connection": "close"})
        answer = self.getresponse()
        answer.read(MOST_BYTES)
        return answer.status, answer.getheader("Location", "")

    def cut(self) -> None:
        """End the line now, whoever is waiting on it."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def _within(seconds: float, resolve: Callable[[], list[str]]) -> list[str]:
    """Wait so long for the addresses of a name: the system's own resolver takes no limit, and cannot be cut.

    The thread that asks is left behind; it ends when the system gives up, and never holds the process.
    """
    if seconds <= 0:
        raise TimeoutError
    answer: SimpleQueue[list[str] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answer.put(resolve())
        except Exception as error:  # noqa: BLE001  handed to who waits, whatever it is
            answer.put(error)

    threading.Thread(target=ask, name="resolving", daemon=True).start()
    try:
        found = answer.get(timeout=seconds)
    except Empty:
        raise TimeoutError from None
    if isinstance(found, Exception):
        raise found
    return found


@contextmanager
def _at_most(seconds: float, line: _Line) -> Iterator[None]:
    """Cut the line after so many seconds: a socket's own timeout begins again at each byte."""
    timer = threading.Timer(seconds, line.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        line.close()


def _target(path: str, query: str) -> str:
    target = quote(path or "/", safe=_KEPT)
    return f"{target}?{quote(query, safe=_KEPT)}" if query else target
