"""The secretariat at its desk, and a draft that it has tried on itself."""

from collections.abc import Callable
from typing import Any

import pytest
from announced import VALUES
from django.test import Client

from accounts.models import User
from announcements import actions
from announcements.models import Announcement
from cities.viewer import Viewer


@pytest.fixture
def desk(secretariat: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(secretariat)


@pytest.fixture
def tested(office: Viewer) -> Callable[..., Announcement]:
    """Return a maker of drafts that were tried."""

    def make(**changes: Any) -> Announcement:
        made = actions.write(by=office, values={**VALUES, **changes})
        actions.test(by=office, announcement_id=made.pk, seen_version=1)
        return made

    return make
