"""One SMTP connection for many letters, cut after ten seconds of silence or of chatter, and what its answers mean."""

import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from time import monotonic
from typing import Any

from django.core.mail import EmailMessage, get_connection

from mailing.wire import WireMessage

SECONDS = 10
ENOUGH = 3  # troubles in a row: the server is not well, and the next minute's sweep tries again


class Verdict(Enum):
    SENT = "sent"
    LATER = "later"  # the server said 4xx
    NEVER = "never"  # the server said 5xx, or the address cannot be written on an envelope
    TROUBLE = "trouble"  # nothing was said about this letter: the line dropped or hung
    DOWN = "down"  # the line could not even be opened


class Line:
    """A connection opened at the first letter and kept for the next ones."""

    def __init__(self) -> None:
        self._backend: Any = get_connection(timeout=SECONDS)
        self._troubles = 0
        self._proven = False  # has carried an answer since it was opened
        self._until: float | None = None  # when what is being said must be over
        self._watch: threading.Thread | None = None
        self._closed = threading.Event()

    def close(self) -> None:
        """Say goodbye to the server, if it still listens, and stop watching."""
        self._closed.set()
        self._goodbye()

    def _goodbye(self) -> None:
        with suppress(OSError):
            self._backend.close()

    @property
    def is_down(self) -> bool:
        """Whether to stop trying for now."""
        return self._troubles >= ENOUGH

    def send(self, message: EmailMessage) -> tuple[Verdict, str]:
        """Hand one message over; return what became of it, and the server's words."""
        try:
            self._backend.open()
        except OSError as error:  # every smtplib error is one
            self._troubles = ENOUGH
            self._hang_up()
            return Verdict.DOWN, _words(error)
        try:
            with self._at_most(SECONDS):
                self._hand_over(message)
        except OSError as error:
            verdict = _verdict(error)
            answer = _words(error)
        except ValueError as error:  # an address or a header that cannot be written, found before the network
            verdict, answer = Verdict.NEVER, type(error).__name__
        else:
            verdict, answer = Verdict.SENT, ""
        if verdict is not Verdict.TROUBLE:
            self._troubles, self._proven = 0, True
            return verdict, answer
        # A line that served others a moment ago and breaks now: perhaps this letter breaks it, so it counts as a try
        verdict = Verdict.LATER if self._proven else Verdict.TROUBLE
        self._troubles, self._proven = self._troubles + 1, False
        self._hang_up()
        return verdict, answer

    def _hand_over(self, message: EmailMessage) -> None:
        """Say a letter of ours straight to the server: what Django prepares for each is in its bytes already."""
        server = getattr(self._backend, "connection", None)
        if server is None or not isinstance(message, WireMessage):  # the tests that keep letters in memory
            self._backend.send_messages([message])
        else:
            sender, address = message.envelope()
            server.sendmail(sender, [address], message.message().as_bytes(linesep="\r\n"))

    @contextmanager
    def _at_most(self, seconds: float) -> Iterator[None]:
        """Cut the line after so many seconds: a socket's own timeout begins again at each byte."""
        if self._watch is None:
            self._watch = threading.Thread(target=self._look, args=(seconds / 20,), daemon=True)
            self._watch.start()
        self._until = monotonic() + seconds
        try:
            yield
        finally:
            self._until = None

    def _look(self, every: float) -> None:
        """One thread for all the letters of a line: a thread for each would cost more than the letter."""
        while not self._closed.wait(every):
            until = self._until
            if until is not None and monotonic() > until:
                self._cut()

    def _cut(self) -> None:
        sock = getattr(getattr(self._backend, "connection", None), "sock", None)
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _hang_up(self) -> None:
        self._cut()
        self._goodbye()


def _verdict(error: OSError) -> Verdict:
    match error:
        case smtplib.SMTPRecipientsRefused():
            code = next(iter(error.recipients.values()))[0]
        case smtplib.SMTPNotSupportedError():
            return Verdict.NEVER
        case smtplib.SMTPSenderRefused() if error.smtp_code >= 500:
            return Verdict.TROUBLE  # our own address is refused: no letter in particular is at fault
        case smtplib.SMTPResponseException():
            code = error.smtp_code
        case _:
            return Verdict.TROUBLE
    if code == 421 or not 400 <= code < 600:  # 421: the whole service is closing
        return Verdict.TROUBLE
    return Verdict.LATER if code < 500 else Verdict.NEVER


def _words(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return _answer(code, said)
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return type(error).__name__


def _answer(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"[:500]
