"""Secret links: the token is only in the letter, the database keeps its SHA-256."""

import hashlib
import secrets


def make() -> tuple[str, str]:
    """Return a new token and what the database keeps of it."""
    token = secrets.token_urlsafe(32)
    return token, digest(token)


def digest(token: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
