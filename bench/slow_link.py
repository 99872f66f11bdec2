"""A slow line between a browser and a server: what a phone far from its mast sees, piece by piece.

The throttle of a browser hands over a whole answer at its last byte, so that nothing is ever painted before the end.
This proxy delivers segments as a line does: a round trip to open, then the pace of the link, and the first ten segments
of a connection in one flight.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

SEGMENT = 1_434  # bytes: ten make the 14,336 of a first flight
FIRST_FLIGHT = 10 * SEGMENT


@dataclass(frozen=True)
class Link:
    """A round trip in seconds, and bytes per second."""

    round_trip: float
    speed: float


LINKS = {"3g": Link(0.4, 50_000), "2g": Link(0.8, 35_000)}


class _Line:
    """One connection: requests wait half a round trip, answers come at the pace of the link."""

    def __init__(self, near: socket.socket, port: int, link: Link) -> None:
        self.near, self.link = near, link
        self.far = socket.create_connection(("127.0.0.1", port))
        self.flight, self.sent = FIRST_FLIGHT, 0

    def run(self) -> None:
        """Carry both ways until one end closes."""
        time.sleep(self.link.round_trip)  # the handshake
        threading.Thread(target=self._ask, daemon=True).start()
        with suppress(OSError):
            while piece := self.far.recv(SEGMENT):
                self._deliver(piece)
        self._close()

    def _ask(self) -> None:
        with suppress(OSError):
            while piece := self.near.recv(65_536):
                time.sleep(self.link.round_trip)  # there, and the first byte back
                self.sent = 0
                self.far.sendall(piece)
        self._close()

    def _deliver(self, piece: bytes) -> None:
        if self.sent + len(piece) > self.flight:  # the window is full: wait for its acknowledgement, then double it
            time.sleep(self.link.round_trip)
            self.sent, self.flight = 0, self.flight * 2
        time.sleep(len(piece) / self.link.speed)
        self.near.sendall(piece)
        self.sent += len(piece)

    def _close(self) -> None:
        for end in (self.near, self.far):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def slow(port: int, link: Link) -> Iterator[int]:
    """Open a slow line to a port of this machine, and give the port to ask instead."""
    door = socket.create_server(("127.0.0.1", 0))

    def welcome() -> None:
        with suppress(OSError):
            while True:
                near, _address = door.accept()
                near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=_Line(near, port, link).run, daemon=True).start()

    threading.Thread(target=welcome, daemon=True).start()
    try:
        yield int(door.getsockname()[1])
    finally:
        door.close()
