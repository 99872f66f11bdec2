"""The door for letters that come in: LMTP behind a mail server, or SMTP. One letter, one address, one answer.

250 means that the letter is in the database. When anything fails, the answer is 451 and the other server keeps the
letter and tries again; the same letter twice is taken once (Message-ID).
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import close_old_connections

from mailing.receiving import routes
from mailing.receiving.letters import Unreadable, parse

log = logging.getLogger(__name__)

LARGEST = 10_000_000  # bytes of one letter, its attached files included
SILENCE = 60.0  # seconds without a word, then the line is cut
CONVERSATION = 600.0  # seconds of one connection
CONNECTIONS = 20
COMMANDS = 100  # of one kind, in one connection
AT_ONCE = 4  # letters being taken, each with a connection to the database

_LATER = "451 4.3.0 Not now, please try again"
_T = TypeVar("_T")


class Door:
    """What is said to each command that matters. Every word that comes in is a stranger's."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="received")

    def close(self) -> None:
        """Finish what was begun."""
        self._threads.shutdown()

    async def handle_RCPT(  # noqa: N802  the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Refuse what is not for us, before anything of it is sent."""
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time"
        try:
            known = await self._apart(lambda: routes.accepts(address))
        except Exception:
            log.exception("an address could not be checked")
            return _LATER
        if not known:
            return "550 5.1.1 No such address here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802  the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take the letter, and say so once that is committed."""
        content, sender, address = envelope.content, envelope.mail_from or "", envelope.rcpt_tos[0]
        try:
            received = parse(content if isinstance(content, bytes) else b"", sender)
            await self._apart(lambda: routes.take(address, received))
        except Unreadable:
            return "554 5.6.0 This is not a letter"
        except Exception:
            log.exception("a letter could not be taken")
            return _LATER
        return "250 2.6.0 Taken"

    async def _apart(self, work: Callable[[], _T]) -> _T:
        """Do the work in a thread of ours, which gives its connection to the database back."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, _with_fresh_connections, work)


def _with_fresh_connections(work: Callable[[], _T]) -> _T:
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()


class _Bounded:
    """Counts connections, and cuts those that last: mixed into aiosmtpd's two protocols."""

    open_ones = 0

    def connection_made(self, transport: Any) -> None:
        """Say 421 to one connection too many."""
        _Bounded.open_ones += 1
        if _Bounded.open_ones > CONNECTIONS:
            transport.write(b"421 4.3.2 Too many connections, please try again\r\n")
            transport.close()
        self._end = asyncio.get_running_loop().call_later(CONVERSATION, transport.abort)
        super().connection_made(transport)  # type: ignore[misc]  # of the protocol beside which this class is mixed in

    def connection_lost(self, error: Exception | None) -> None:
        """Make room for the next one."""
        _Bounded.open_ones -= 1
        self._end.cancel()
        super().connection_lost(error)  # type: ignore[misc]  # same


class _Lmtp(_Bounded, LMTP):
    line_length_limit = 100_000


class _Smtp(_Bounded, SMTP):
    line_length_limit = 100_000


async def listen(door: Door, host: str, port: int, *, smtp: bool = False) -> asyncio.Server:
    """Open the door at an address."""
    kind = _Smtp if smtp else _Lmtp
    loop = asyncio.get_running_loop()

    def protocol() -> SMTP:
        return kind(
            door,
            data_size_limit=LARGEST,
            timeout=SILENCE,
            command_call_limit=COMMANDS,
            ident="Ready",
            hostname="letters",
            enable_SMTPUTF8=True,
            loop=loop,
        )

    return await loop.create_server(protocol, host, port)
