"""The addresses that letters come back to: bounce+… for what could not be delivered, reply+… for answers.

A token is what it names and a signature of it, in letters and digits without case; it stays under the 64 signs of a
local part.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

BOUNCE, REPLY = "bounce", "reply"
COMPLAINTS = "complaints"  # where a provider sends its reports of letters marked as unwanted; no token
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_SIGNATURE, _MINUTES, _DIGEST = 10, 4, 4  # bytes


class NotOurs(Exception):
    """The address is of another domain, was cut or changed, or was never written here."""


@dataclass(frozen=True)
class BounceAddress:
    """Which letter comes back, and the digest of the address that it had left for."""

    letter_id: int
    digest: bytes

    def left_for(self, address: str) -> bool:
        """Say whether the letter had left for this address."""
        return constant_time_compare(self.digest, _digest_of(address))


@dataclass(frozen=True)
class ReplyAddress:
    """Who answers what: the ids are those that the letter's room gave, and ``made_at`` is true to the minute."""

    reader_id: int
    thread: tuple[int, ...]
    made_at: datetime


def are_set() -> bool:
    """Whether the site receives letters at all."""
    return bool(settings.INBOUND_DOMAIN)


def for_bounces(letter_id: int, address: str) -> str:
    """Return the envelope sender of a letter that leaves for an address."""
    return _write(BOUNCE, _numbers([letter_id]) + _digest_of(address))


def for_replies(reader_id: int, thread: Sequence[int], made_at: datetime) -> str:
    """Return the address at which one reader answers one thread."""
    minutes = (made_at - _EPOCH) // timedelta(minutes=1)
    return _write(REPLY, _numbers([reader_id, *thread]) + minutes.to_bytes(_MINUTES, "big"))


def read(address: str) -> BounceAddress | ReplyAddress | None:
    """Return what an address of ours stands for, None for the one of complaints; NotOurs for any other."""
    local, _at, domain = address.strip().strip("<>").lower().rpartition("@")
    if not are_set() or domain != settings.INBOUND_DOMAIN:
        raise NotOurs
    if local == COMPLAINTS:
        return None
    kind, _plus, token = local.partition("+")
    payload = _verified(kind, token)
    if kind == BOUNCE:
        (letter_id,) = _read_numbers(payload[:-_DIGEST])
        return BounceAddress(letter_id, payload[-_DIGEST:])
    reader_id, *thread = _read_numbers(payload[:-_MINUTES])
    made_at = _EPOCH + timedelta(minutes=int.from_bytes(payload[-_MINUTES:], "big"))
    return ReplyAddress(reader_id, tuple(thread), made_at)


def _write(kind: str, payload: bytes) -> str:
    token = base64.b32encode(payload + _signature(kind, payload)).decode().rstrip("=").lower()
    return f"{kind}+{token}@{settings.INBOUND_DOMAIN}"


def _verified(kind: str, token: str) -> bytes:
    """Return what a token holds, its signature checked first and in constant time."""
    if kind not in {BOUNCE, REPLY} or not token.isascii():
        raise NotOurs
    try:
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except (binascii.Error, ValueError) as error:
        raise NotOurs from error
    payload, signature = raw[:-_SIGNATURE], raw[-_SIGNATURE:]
    if not constant_time_compare(signature, _signature(kind, payload)):
        raise NotOurs
    return payload


def _signature(kind: str, payload: bytes) -> bytes:
    return salted_hmac(f"mailing.{kind}", payload, algorithm="sha256").digest()[:_SIGNATURE]


def _digest_of(address: str) -> bytes:
    return hashlib.sha256(address.lower().encode()).digest()[:_DIGEST]


def _numbers(values: Sequence[int]) -> bytes:
    """Write whole numbers in as few bytes as they need: seven bits a byte, the eighth says that more follow."""
    written = bytearray()
    for value in values:
        left = value
        while left > 127:
            written.append(left & 127 | 128)
            left >>= 7
        written.append(left)
    return bytes(written)


def _read_numbers(written: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in written:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0
