"""Limits on the public forms, by address of the client behind TRUSTED_PROXY_COUNT proxies."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

TOO_MANY = _("Trop de demandes en peu de temps. Attendez une heure, puis recommencez.")


def allows(request: HttpRequest, action: str) -> bool:
    """Count one try of an action named in ACCOUNT_RATE_LIMITS, and say whether it may go on."""
    return bool(ratelimit.consume(request, action=action))


@contextmanager
def no_sooner_than(seconds: float) -> Iterator[None]:
    """Make what is inside last as long for a known address, which costs letters, as for an unknown one."""
    start = time.monotonic()
    try:
        yield
    finally:
        time.sleep(max(0.0, seconds - (time.monotonic() - start)))
