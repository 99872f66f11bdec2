"""Viewers of the cast, the letters as they would leave now, and a clock that can be moved."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import User
from cities.viewer import Viewer
from common import clock
from mailing.message import Message
from mailing.models import Letter
from mailing.registry import Reader, kind

ViewerFor = Callable[[User], Viewer]


@pytest.fixture(autouse=True)
def _second_factor_elsewhere(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def letters(db: None) -> Callable[[str], dict[str, Message]]:
    """Return what the queued letters of a kind say to whom, written now; those that would be dropped are absent."""

    def written(name: str) -> dict[str, Message]:
        found = {}
        for letter in Letter.objects.filter(kind=name).order_by("id"):
            person = User.objects.get(pk=letter.recipient_id)
            message = kind(name).write(Reader(person.pk, person.email, person.language, person.time_zone), letter.data)
            if message is not None:
                found[person.email] = message
        return found

    return written


@pytest.fixture
def words() -> Callable[[str], str]:
    """Return a reader of a page's text: no tags, one kind of space."""

    def read(html: str) -> str:
        body = re.sub(r"<(style|script)\b.*?</\1>", " ", html, flags=re.DOTALL)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).strip()

    return read


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Move the clock to noon of a day."""

    def moved(year: int, month: int, day: int) -> None:
        moment = datetime(year, month, day, 12, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return moved
