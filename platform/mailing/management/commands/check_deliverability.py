"""Say whether other mail servers can trust what the platform sends."""

import base64
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mailing import deliverability, signing


class Command(BaseCommand):
    help = "Look up SPF, DKIM, DMARC and MX of the sending domain; fail when one of them is missing or wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--domain", default="", help="another domain than that of FROM_EMAIL")
        parser.add_argument("--selector", default="", help="your provider's DKIM selector; ours unless given")
        parser.add_argument("--server", default="", help="a name server to ask: its address, or address:port")

    def handle(self, *, domain: str, selector: str, server: str, **_options: Any) -> None:
        """Print a sentence for each; changes nothing."""
        address, _sign, port = server.partition(":")
        try:
            lookup = deliverability.Lookup(address, _port(port))
        except ValueError as error:
            raise CommandError(f"{server} is no name server. Write it like 192.0.2.53 or 192.0.2.53:53.") from error
        key = signing.private_key()
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) if key else b""
        own = public if selector in {"", settings.DKIM_SELECTOR} else b""
        chosen = selector or settings.DKIM_SELECTOR
        wanted = domain or signing.sender_domain()
        comes_back = "" if domain else settings.INBOUND_DOMAIN
        found = deliverability.check(wanted, chosen, lookup, own, comes_back)
        for one in found:
            self.stdout.write(f"{'ok  ' if one.ok else 'FAIL'} {one.name}: {one.sentence}")
        if public:
            self.stdout.write(f"To publish at {settings.DKIM_SELECTOR}._domainkey.{signing.sender_domain()} (TXT):")
            self.stdout.write(f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}")
        if not all(one.ok for one in found):
            raise CommandError("Letters may end among the unwanted ones: docs/deliverability.md says what to do.")


def _port(written: str) -> int:
    """Return the port that was written, or that of the DNS; ValueError for what is no port."""
    if not written:
        return 53
    if not (written.isdecimal() and 0 < int(written[:6]) < 65536):
        raise ValueError(written)
    return int(written)
