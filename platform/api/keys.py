"""Who a key is: hashed keys, and the authentication that reads `Authorization: Api-Key …`."""

import hashlib
import secrets

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from api.models import ApiKey, Scope
from cities.viewer import STRANGER, Viewer
from common.audience import Audience

SCHEME = "Api-Key"
_PREFIX = 12


def new_secret() -> str:
    """Return a fresh key: 256 random bits, and a start that says what it is."""
    return f"ee_{secrets.token_urlsafe(32)}"


def hash_of(secret: str) -> str:
    """Return what is stored of a key; a plain SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def prefix_of(secret: str) -> str:
    """Return the start of a key, by which people tell keys apart."""
    return secret[:_PREFIX]


def viewer_of_key(key: ApiKey | None) -> Viewer:
    """Return the viewer of a request: a key reads as its scope says, nobody as a stranger.

    A members' key reads what every member city reads; it acts for no city, so `own` and `named` stay closed to it.
    """
    if key is None or key.scope == Scope.PUBLIC:
        return STRANGER
    return Viewer(scope=Audience.MEMBERS)


class KeyAuthentication(BaseAuthentication):
    """A wrong, expired or revoked key is refused; no key at all is anonymous reading."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey] | None:
        scheme, _space, secret = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
        if not scheme:
            return None
        if scheme.lower() != SCHEME.lower():
            raise AuthenticationFailed(_("Écrivez « Authorization: Api-Key » suivi de votre clé."))
        key = _use(secret.strip())
        if key is None:
            raise AuthenticationFailed(_("Cette clé est inconnue, expirée ou révoquée."))
        return AnonymousUser(), key

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002  the base class gives it
        """A 401 names the scheme that would have been accepted."""
        return f'{SCHEME} realm="api"'


# One statement finds the key, refuses what is no longer valid, and writes the use of the day
_USE = """
WITH used AS (
    UPDATE api_apikey SET last_used_at = now()
    WHERE key_hash = %s AND revoked_at IS NULL AND expires_at > now()
      AND (city_id IS NULL OR EXISTS (
          SELECT 1 FROM cities_membership m JOIN accounts_user u ON u.id = m.user_id
          WHERE m.city_id = api_apikey.city_id AND m.ended_at IS NULL AND u.is_active))
    RETURNING id, scope, city_id
), counted AS (
    INSERT INTO api_keyuse (key_id, day, requests) SELECT id, current_date, 1 FROM used
    ON CONFLICT (key_id, day) DO UPDATE SET requests = api_keyuse.requests + 1
)
SELECT id, scope, city_id FROM used
"""


def _use(secret: str) -> ApiKey | None:
    with connection.cursor() as cursor:
        cursor.execute(_USE, [hash_of(secret)])
        row = cursor.fetchone()
    return ApiKey(pk=row[0], scope=row[1], city_id=row[2]) if row else None
