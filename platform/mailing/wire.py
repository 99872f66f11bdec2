"""A letter as bytes. Django's own assembly takes longer than the server does; the headers of ours are few and known."""

import base64
import binascii
import re
import secrets
from email.header import Header
from email.utils import formatdate
from functools import lru_cache
from typing import Any

from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.core.mail.message import sanitize_address


class Bytes:
    """What a backend of Django asks of a message: its bytes."""

    def __init__(self, lines: bytes) -> None:
        self._lines = lines

    def __setitem__(self, name: str, value: str) -> None:
        """Add a header before the others: a signature of them."""
        self._lines = f"{name}: {value}\r\n".encode("ascii") + self._lines

    def as_bytes(self, linesep: str = "\n") -> bytes:
        """Return the message with these ends of line."""
        return self._lines if linesep == "\r\n" else self._lines.replace(b"\r\n", linesep.encode())


class WireMessage(EmailMultiAlternatives):
    """A text and perhaps its HTML, to one address, without attachments."""

    def envelope(self) -> tuple[str, str]:
        """Return who the server is told it is from, and to whom it goes."""
        return _sender(str(self.from_email)), _address(self.to[0])

    def message(self, **_policy: Any) -> Any:
        """Return what is sent; ValueError for a header that could begin another one."""
        headers = {
            "From": _sender(self.extra_headers.get("From", str(self.from_email))),
            "To": _address(self.to[0]),
            "Subject": _encoded(str(self.subject)),
            "Date": formatdate(),
            "MIME-Version": "1.0",
            **{name: value for name, value in self.extra_headers.items() if name != "From"},
        }
        for name, value in headers.items():
            if "\n" in value.replace("\n ", "") or "\r" in value:
                raise BadHeaderError(name)
        top = "".join(f"{name}: {value}\r\n" for name, value in headers.items()).replace("\n ", "\r\n ")
        return Bytes(top.replace("\r\r\n", "\r\n").encode("ascii") + self._content())

    def _content(self) -> bytes:
        plain = _part("plain", str(self.body))
        if not self.alternatives:
            return plain
        boundary = secrets.token_hex(12).encode()
        html = _part("html", str(self.alternatives[0][0]))
        top = b'Content-Type: multipart/alternative; boundary="' + boundary + b'"\r\n\r\n'
        rule = b"--" + boundary
        return top + rule + b"\r\n" + plain + b"\r\n" + rule + b"\r\n" + html + b"\r\n" + rule + b"--\r\n"


# Nearly every address: it is written as it stands, and the full grammar takes longer than the rest of the headers
_PLAIN = re.compile(r"[a-z0-9_+-]+(\.[a-z0-9_+-]+)*@([a-z0-9-]{1,63}\.)+[a-z0-9]{2,63}")


def _address(written: str) -> str:
    return written if _PLAIN.fullmatch(written) else sanitize_address(written, "utf-8")


@lru_cache(maxsize=8)
def _sender(address: str) -> str:
    return sanitize_address(address, "utf-8")


@lru_cache(maxsize=256)
def _encoded(subject: str) -> str:
    return subject if subject.isascii() else Header(subject, "utf-8", header_name="Subject").encode()


def _part(kind: str, text: str) -> bytes:
    """Return one part, in the encoding that weighs less: Latin words stay readable, Arabic ones do not double."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")  # a bare \r could end what is said to the server
    content = lines.replace("\n", "\r\n").encode()
    foreign = len(content) - len(content.decode("ascii", "ignore"))
    if foreign * 6 < len(content):
        encoding, encoded = b"quoted-printable", binascii.b2a_qp(content, istext=True)
    else:
        encoding, encoded = b"base64", base64.encodebytes(content).replace(b"\n", b"\r\n")
    head = f"Content-Type: text/{kind}; charset=utf-8\r\n".encode()
    return head + b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n" + encoded
