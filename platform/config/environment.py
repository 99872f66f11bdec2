"""Reads the environment and stops the start with one sentence when a value is missing or wrong."""

import base64
import os
import re
from urllib.parse import unquote, urlsplit

import environ
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates
from django.core.exceptions import ImproperlyConfigured

_env = environ.Env()
_MAKE_AN_RSA_KEY = (
    "Make one with: openssl genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048 -outform DER | base64 -w0"
)
_MAKE_A_KEY = "Make one with: openssl genpkey -algorithm ed25519 -outform DER | base64 -w0"


def text(name: str, default: str | None = None) -> str:
    """Return the value of ``name``; raise ImproperlyConfigured when it is missing and has no default."""
    value = os.environ.get(name, default)
    if not value and default is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment: see docs/operations.md.")
    return value or ""


def flag(name: str) -> bool:
    """Return True for 1, False for 0 or nothing; anything else stops the start."""
    value = os.environ.get(name, "0")
    if value not in {"0", "1", ""}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def number(name: str, default: int) -> int:
    """Return a whole number of zero or more."""
    value = os.environ.get(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number of zero or more, not {value!r}.")
    return int(value)


def words(name: str, default: str | None = None) -> list[str]:
    """Return a comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret(name: str, least: int = 32) -> str:
    """Return a secret of at least ``least`` characters."""
    value = text(name)
    if len(value) < least:
        raise ImproperlyConfigured(f"{name} is too short: give it at least {least} random characters.")
    return value


def signing_key(name: str) -> str:
    """Return an Ed25519 private key, in base64 of its DER form, or nothing."""
    value = text(name, "")
    if value and not isinstance(_private_key(name, value, _MAKE_A_KEY), Ed25519PrivateKey):
        raise ImproperlyConfigured(f"{name} is not an Ed25519 key. {_MAKE_A_KEY}")
    return value


def optional_secret(name: str) -> str:
    """Return a secret that may be absent; one that is too short stops the start."""
    return secret(name) if text(name, "") else ""


def mail_key(name: str) -> str:
    """Return an RSA private key of 2048 bits or more, in base64 of its DER form, or nothing."""
    value = text(name, "")
    if not value:
        return ""
    key = _private_key(name, value, _MAKE_AN_RSA_KEY)
    if not isinstance(key, RSAPrivateKey) or key.key_size < 2048:
        raise ImproperlyConfigured(f"{name} is not an RSA key of at least 2048 bits. {_MAKE_AN_RSA_KEY}")
    return value


def _private_key(name: str, value: str, how_to: str) -> object:
    try:
        return load_der_private_key(base64.b64decode(value, validate=True), None)
    except (ValueError, TypeError) as error:
        raise ImproperlyConfigured(f"{name} cannot be read. {how_to}") from error


def certificate_key(name: str, password: str) -> str:
    """Return a private key with its certificate, in base64 of a PKCS #12 file, or nothing."""
    value = text(name, "")
    if not value:
        return ""
    try:
        key, certificate, _others = load_key_and_certificates(
            base64.b64decode(value, validate=True), text(password, "").encode() or None
        )
    except (ValueError, TypeError) as error:
        sentence = f"{name} cannot be read, or {password} is not its password. Give it as: base64 -w0 FILE.p12"
        raise ImproperlyConfigured(sentence) from error
    if key is None or certificate is None:
        raise ImproperlyConfigured(f"{name} must hold a private key and its certificate.")
    return value


def database(name: str) -> dict[str, object]:
    """Return Django's settings of one PostgreSQL database, written as postgres://user:password@host:port/name.

    A Unix socket is written percent-encoded in the place of the host.
    """
    value = text(name)
    if urlsplit(value).scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must look like postgres://user:password@host:5432/name.")
    try:
        found: dict[str, object] = _env.db_url_config(value)
    except (ValueError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{name} must look like postgres://user:password@host:5432/name.") from error
    return {**found, "HOST": unquote(str(found.get("HOST") or ""))}


def redis(name: str) -> str:
    """Return the address of Redis or Valkey: redis://host:6379/0, rediss://… or unix:///path/to/socket."""
    value = text(name)
    if urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(f"{name} must look like redis://host:6379/0 or unix:///path/to/socket.")
    return value


def celery_form(address: str) -> str:
    """Celery writes a Unix socket redis+socket:// where Django writes unix://."""
    return address.replace("unix://", "redis+socket://", 1)


def mail(name: str) -> dict[str, object]:
    """Return Django's mail settings from smtp://user:password@host:port, smtp+tls://… or smtp+ssl://…"""
    value = text(name)
    if urlsplit(value).scheme not in {"smtp", "smtp+tls", "smtp+ssl", "smtps"}:
        raise ImproperlyConfigured(f"{name} must look like smtp+tls://user:password@host:587.")
    return dict(_env.email_url_config(value))


def domain(name: str) -> str:
    """Return a name of the mail, such as reponses.plateforme.example, in lower case; nothing when it is not set."""
    value = text(name, "").strip().rstrip(".").lower()
    if value and not re.fullmatch(
        r"(?=.{1,190}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?", value
    ):
        raise ImproperlyConfigured(f"{name} must be a name such as reponses.plateforme.example, not {value!r}.")
    return value


def site_address(name: str) -> str:
    """Return the public address without a final slash."""
    value = text(name).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
        raise ImproperlyConfigured(f"{name} must look like https://plateforme.example, without a path.")
    return value
