"""A signed head, each day: where a ledger ends, with the platform's Ed25519 signature, for anyone to archive."""

import base64
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_private_key
from django.conf import settings
from django.db import transaction

from common import clock
from declarations import ledger, verifier
from declarations.models import Declaration, Event, SignedHead, SigningKey

_KEY_NAME = 16  # digits of the fingerprint of the public key: enough to tell one from another


def private_key() -> Ed25519PrivateKey | None:
    """Return the key that the environment gives, if it gives one."""
    if not settings.LEDGER_SIGNING_KEY:
        return None
    key = load_der_private_key(base64.b64decode(settings.LEDGER_SIGNING_KEY), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("LEDGER_SIGNING_KEY is not an Ed25519 key")
    return key


@transaction.atomic
def present_key() -> tuple[SigningKey, Ed25519PrivateKey] | None:
    """Return the key in use, published with the day it began; the one before it ends there."""
    private = private_key()
    if private is None:
        return None
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    today = clock.now().date()
    row, _is_new = SigningKey.objects.get_or_create(
        public_key=public, defaults={"name": verifier.fingerprint(public)[:_KEY_NAME], "starts_on": today}
    )
    SigningKey.objects.filter(ends_on__isnull=True).exclude(pk=row.pk).update(ends_on=today)
    if row.ends_on is not None:
        row.ends_on = None  # an older key taken again
        row.save(update_fields=["ends_on"])
    return row, private


def sign_heads() -> int:
    """Sign the head of each ledger, once a day; return how many were signed. Without a key, none."""
    found = present_key()
    if found is None:
        return 0
    key, private = found
    written = Event.objects.values("declaration_id").distinct()
    return sum(_sign(one, key, private) for one in Declaration.unguarded.filter(pk__in=written).order_by("pk"))


@transaction.atomic
def _sign(declaration: Declaration, key: SigningKey, private: Ed25519PrivateKey) -> bool:
    Declaration.unguarded.select_for_update(of=("self",)).get(pk=declaration.pk)
    now = clock.now()
    if SignedHead.objects.filter(declaration=declaration, day=now.date()).exists():
        return False
    head = ledger.head(declaration)
    said = {
        "format": 1,
        "type": "head",
        "declaration": declaration.slug,
        "sequence": head["sequence"],
        "hash": head["hash"],
        "time": now.strftime(ledger.TIME_FORMAT),
        "key": key.name,
    }
    canonical = verifier.written(said)
    SignedHead.objects.create(
        declaration=declaration,
        day=now.date(),
        key=key,
        canonical=canonical,
        signature=private.sign(canonical.encode("utf-8")).hex(),
    )
    return True


def of_day(declaration: Declaration, day: date) -> SignedHead | None:
    """Return the head signed on a day."""
    return SignedHead.objects.filter(declaration=declaration, day=day).select_related("key").first()


def pem(key: SigningKey) -> bytes:
    """Return a public key as openssl reads it."""
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.public_key))
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def published_keys() -> list[dict[str, Any]]:
    """Return every key that ever signed, with its period, oldest first."""
    return [
        {
            "name": key.name,
            "algorithm": "Ed25519",
            "public_key": key.public_key,
            "pem": pem(key).decode("ascii"),
            "starts_on": key.starts_on.isoformat(),
            "ends_on": key.ends_on.isoformat() if key.ends_on else None,
        }
        for key in SigningKey.objects.order_by("starts_on", "pk")
    ]
