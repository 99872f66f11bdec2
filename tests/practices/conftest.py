"""Viewers of the cast, for tests that call the verbs."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from cities.viewer import Viewer

ViewerFor = Callable[[User], Viewer]


@pytest.fixture
def reader(tunis_reader: User, viewer_for: ViewerFor) -> Viewer:
    return viewer_for(tunis_reader)


@pytest.fixture
def letters(db: None) -> Callable[[str], list[Any]]:
    """Return the letters of a kind, as (recipient's address, data)."""
    from mailing.models import Letter

    def of(kind: str) -> list[Any]:
        people = dict(User.objects.values_list("pk", "email"))
        return sorted(people[letter.recipient_id] for letter in Letter.objects.filter(kind=kind))

    return of
