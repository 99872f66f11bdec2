"""A name server on the loopback that knows what a test tells it, and nothing of the Internet."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

Zone = dict[tuple[str, str], list[str]]


@contextmanager
def serving(zone: Zone, *, silent: bool = False) -> Iterator[str]:
    """Answer from ``zone`` over UDP; give the address to ask. A silent one never answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(0.1)
        stop = threading.Event()
        thread = threading.Thread(target=_serve, args=(sock, zone, stop, silent), daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{sock.getsockname()[1]}"
        finally:
            stop.set()
            thread.join()


def _serve(sock: socket.socket, zone: Zone, stop: threading.Event, silent: bool) -> None:
    while not stop.is_set():
        try:
            asked, who = sock.recvfrom(4096)
        except TimeoutError:
            continue
        if not silent:
            sock.sendto(_answer(dns.message.from_wire(asked), zone).to_wire(max_size=65535), who)


def _answer(query: dns.message.Message, zone: Zone) -> dns.message.Message:
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.AA | dns.flags.RA
    question = query.question[0]
    name, kind = str(question.name).rstrip(".").lower(), question.rdtype.name
    found = zone.get((name, kind), [])
    if found:
        answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
    elif not any(known == name for known, _kind in zone):
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer
