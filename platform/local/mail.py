"""The mail catcher: it takes every letter and sends none.

Run as ``python -m local.mail FOLDER SMTP_PORT PAGE_PORT [LISTENER_PORT]``; the last is where the site takes answers.
"""

import sys
import time
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from local.mailpage import server
from local.places import write_private


class Keep:
    """Writes each letter to a file before it answers 250, like a mail server that loses nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.last = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd calls this name
        """Store one letter."""
        self.last = max(time.time_ns(), self.last + 1)
        content = envelope.content or b""
        source = content if isinstance(content, bytes) else content.encode()
        write_private(self.folder / f"{self.last:020d}.eml", source)
        return "250 OK"


def main() -> None:
    """Listen on loopback until killed."""
    folder, smtp_port, page_port = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    listener = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    controller = Controller(Keep(folder), hostname="127.0.0.1", port=smtp_port, enable_SMTPUTF8=True)
    controller.start()
    server(folder, page_port, listener).serve_forever()


if __name__ == "__main__":
    main()
