"""A clock that the tests set, and readers in several zones."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from common import clock


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], datetime]:
    """Set the clock: at("2026-11-23 08:00", "Europe/Brussels")."""

    def set_clock(moment: str, zone: str = "UTC") -> datetime:
        now = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))
        monkeypatch.setattr(clock, "now", lambda: now)
        return now

    return set_clock


@pytest.fixture
def reader() -> Callable[..., User]:
    """Make a person in a zone."""

    def make(zone: str, name: str = "reader", **fields: Any) -> User:
        return User.objects.create_user(f"{name}@{zone.lower()}.example", name=name, time_zone=zone, **fields)

    return make
