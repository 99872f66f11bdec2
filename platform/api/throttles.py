"""Limits per minute, counted in one atomic step, by key or by address."""

import logging
import time
from abc import ABC, abstractmethod
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

from api.models import ApiKey

if TYPE_CHECKING:
    from rest_framework.views import APIView  # imports the classes of this file

_SECONDS = {"s": 1, "min": 60, "h": 3600}
logger = logging.getLogger(__name__)


def address_of(request: Request) -> str:
    """Return the address that the trusted proxies saw: what a client writes in X-Forwarded-For counts for nothing.

    An IPv6 address counts as its /64, since one subscriber holds them all.
    """
    seen = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.TRUSTED_PROXY_COUNT and forwarded:
        seen = forwarded[-min(settings.TRUSTED_PROXY_COUNT, len(forwarded))]
    try:
        found = ip_address(seen)
    except ValueError:
        return seen[:64]
    return str(ip_network((found, 64), strict=False)) if isinstance(found, IPv6Address) else str(found)


class _WindowThrottle(BaseThrottle, ABC):
    """So many requests in each window of time."""

    scope = ""
    _wait: float | None = None

    @abstractmethod
    def who(self, request: Request) -> str | None:
        """Return who is counted, or None when this limit does not apply."""

    def allow_request(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002  the base class gives it
        who = self.who(request)
        if who is None:
            return True
        limit, seconds = limit_of(self.scope)
        window, elapsed = divmod(time.time(), seconds)
        self._wait = seconds - elapsed
        try:
            return _count(f"throttle/{self.scope}/{who}/{int(window)}", seconds) <= limit
        except RedisError:  # a public reading is not worth refusing because the counter is away
            logger.warning("api.throttle.uncounted")
            return True

    def wait(self) -> float | None:
        return self._wait


class AnonymousThrottle(_WindowThrottle):
    """The lower limit, by address, of requests without a valid key."""

    scope = "anonymous"

    def who(self, request: Request) -> str | None:
        return None if isinstance(request.auth, ApiKey) else address_of(request)


class KeyThrottle(_WindowThrottle):
    """The higher limit, by key."""

    scope = "key"

    def who(self, request: Request) -> str | None:
        return str(request.auth.pk) if isinstance(request.auth, ApiKey) else None


def limit_of(scope: str) -> tuple[int, int]:
    """Return how many requests, in how many seconds."""
    number, _, period = str(api_settings.DEFAULT_THROTTLE_RATES[scope]).partition("/")
    return int(number), _SECONDS[period]


def _count(key: str, seconds: int) -> int:
    cache.add(key, 0, timeout=seconds + 1)
    try:
        return int(cache.incr(key))
    except ValueError:  # the window ended between the two calls
        return 1
