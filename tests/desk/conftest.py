"""The secretariat at its desk."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from cities.viewer import Viewer


@pytest.fixture
def desk(secretariat: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(secretariat)


@pytest.fixture
def editor(liege_editor: User, viewer_for: Callable[[User], Viewer]) -> Viewer:
    return viewer_for(liege_editor)
