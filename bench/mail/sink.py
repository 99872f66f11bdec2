"""A real SMTP server that keeps each message as one line of a file: `python sink.py PORT FILE [CONTROL]`.

CONTROL is a file that may say, at any time, how to answer: "250", "421", "450", "550", "hang" or "close", with "/3" for
one message in three; "kill N" to send SIGKILL to process N at the very moment after the next message is kept and before
its sender marks it; "before N" to send it before the message is kept, which is then thrown away.
Each line says to whom, when, what was answered, and the message where it was kept.
"""

import asyncio
import base64
import json
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path


class Session:
    """One connection: the few commands that a sender uses."""

    def __init__(self, kept: Path, control: Path | None) -> None:
        self._kept, self._control, self._number = kept.open("a"), control, 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        to = ""
        try:
            while line := await reader.readline():
                verb = line[:4].upper()
                if verb == b"DATA":
                    writer.write(b"354 go on\r\n")
                    await writer.drain()
                    message = await reader.readuntil(b"\r\n.\r\n")
                    if not await self._take(to, message[:-3], writer):
                        break
                elif verb in {b"EHLO", b"HELO"}:
                    writer.write(b"250-sink\r\n250 8BITMIME\r\n")
                elif verb == b"QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                else:
                    if verb == b"RCPT":
                        to = line.decode().partition("<")[2].partition(">")[0]
                    writer.write(b"250 ok\r\n")
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        writer.close()

    async def _take(self, to: str, message: bytes, writer: asyncio.StreamWriter) -> bool:
        """Keep the message and say so, or answer as told; False when the line is to be closed."""
        said = self._told()
        if said == "hang":
            self._write(to, said)
            await asyncio.sleep(3600)
        if said == "close":
            self._write(to, said)
            return False
        if said.startswith("before"):
            self._kill(said)
            return False
        if said in {"421", "450", "550"}:
            self._write(to, said)
            writer.write(f"{said} as told\r\n".encode())
            return said != "421"
        self._write(to, "250", message=base64.b64encode(message).decode())
        writer.write(b"250 kept\r\n")  # leaves at once: nothing waits before it
        if said.startswith("kill"):
            self._kill(said)  # the yes has arrived: it dies before it can commit
        return True

    def _kill(self, said: str) -> None:
        with suppress(ProcessLookupError):  # it died of another cause meanwhile
            os.kill(int(said.split()[1]), signal.SIGKILL)
        if self._control:
            self._control.write_text("250")

    def _told(self) -> str:
        """Return how to answer this message."""
        said = self._control.read_text().strip() if self._control and self._control.exists() else "250"
        said, _slash, of = said.partition("/")
        self._number += 1
        return said if not of or self._number % int(of) == 0 else "250"

    def _write(self, to: str, said: str, **more: str) -> None:
        self._kept.write(json.dumps({"to": to, "at": time.time(), "said": said, **more}) + "\n")
        self._kept.flush()


async def main(port: int, kept: Path, control: Path | None) -> None:
    """Serve until killed."""
    session = Session(kept, control)
    server = await asyncio.start_server(session.serve, "127.0.0.1", port, limit=2**22)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if sys.argv[3:] else None))
