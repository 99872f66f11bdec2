"""A clock that the tests set, and readers in several zones."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils.text import slugify

from accounts.models import User
from cities.models import City
from cities.viewer import viewer_of
from common import clock
from practices import actions
from practices.models import Origin, Practice, Revision


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


@pytest.fixture
def publish(db: None, secretariat: User) -> Callable[..., Practice]:
    """Publish a record through the verb, a first time or again."""

    def publish(title: str, *, practice: Practice | None = None, city: str = "liege", **fields: Any) -> Practice:
        practice = practice or Practice.unguarded.create(
            city=City.objects.get(slug=city), slug=slugify(title), origin=Origin.PUBLIC_SOURCES
        )
        number = Revision.unguarded.filter(practice=practice).count() + 1
        draft = Revision.unguarded.create(practice=practice, number=number, title=title, **fields)
        actions.publish_from_sources(
            by=viewer_of(secretariat.pk), practice_id=practice.pk, seen_version=draft.lock_version
        )
        return practice

    return publish
