"""Receive answers, bounces and complaints, until told to stop."""

import asyncio
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mailing import addresses
from mailing.receiving.listener import Door, listen


class Command(BaseCommand):
    help = "Listen for the letters that a mail server hands over for INBOUND_DOMAIN, by LMTP or by SMTP."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--port", type=int, default=8024, help="the port to listen on")
        parser.add_argument("--smtp", action="store_true", help="speak SMTP instead of LMTP")

    def handle(self, *, host: str, port: int, smtp: bool, **_options: Any) -> None:
        """Listen until SIGTERM or Ctrl-C; what was begun is finished."""
        if not addresses.are_set():
            raise CommandError("INBOUND_DOMAIN is not set: no letter can come back. See docs/operations.md.")
        try:
            asyncio.run(self._listen(host, port, smtp=smtp))
        except OSError as error:
            raise CommandError(f"Cannot listen on {host} port {port}: {error.strerror}.") from error

    async def _listen(self, host: str, port: int, *, smtp: bool) -> None:
        stopped = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        door = Door()
        server = await listen(door, host, port, smtp=smtp)
        self.stdout.write(f"Listening on {host} port {server.sockets[0].getsockname()[1]}.")
        self.stdout.flush()
        try:
            await stopped.wait()
        finally:
            server.close()
            door.close()
