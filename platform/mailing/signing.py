"""DKIM: our own signature on the letters, when a key is set; otherwise the mail provider signs them."""

import base64
from email.utils import parseaddr
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key
from django.conf import settings

from mailing.wire import WireMessage

# RFC 8058 wants the one-click header signed; a name in this list that a letter does not have cannot be added later
_SIGNED = (
    "From To Subject Date Message-ID Reply-To MIME-Version Content-Type Content-Language Auto-Submitted "
    "In-Reply-To References List-Id List-Unsubscribe List-Unsubscribe-Post"
)


def sender_domain() -> str:
    """Return the domain of the address that readers see."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2].lower()


def private_key() -> RSAPrivateKey | None:
    """Return our key, if the letters are signed here."""
    if not settings.DKIM_PRIVATE_KEY:
        return None
    key = load_der_private_key(base64.b64decode(settings.DKIM_PRIVATE_KEY), None)
    return key if isinstance(key, RSAPrivateKey) else None


@cache
def _pem(_setting: str) -> bytes | None:
    key = private_key()
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()) if key else None


class SignedMessage(WireMessage):
    """A letter that carries our signature."""

    def message(self, **options: Any) -> Any:
        """Return the letter as it goes on the wire."""
        made: Any = super().message(**options)
        pem = _pem(settings.DKIM_PRIVATE_KEY)
        if pem:
            import dkim  # only where letters are signed here

            signature: bytes = dkim.sign(
                made.as_bytes(linesep="\r\n"),
                settings.DKIM_SELECTOR.encode(),
                sender_domain().encode(),
                pem,
                canonicalize=(b"relaxed", b"relaxed"),
                include_headers=[name.encode() for name in _SIGNED.split()],
            )
            # On one line: the way this header is folded does not count in its relaxed form
            made["DKIM-Signature"] = " ".join(signature.decode().partition(":")[2].split())
        return made
