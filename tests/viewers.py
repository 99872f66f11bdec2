"""Viewers of the cast, for the tests that call the verbs; a folder may give one of these names another meaning."""

from collections.abc import Callable

import pytest

from accounts.models import User
from cities.viewer import Viewer

ViewerFor = Callable[[User], Viewer]


@pytest.fixture
def editor(liege_editor: User, viewer_for: ViewerFor) -> Viewer:
    return viewer_for(liege_editor)


@pytest.fixture
def coordinator(liege_coordinator: User, viewer_for: ViewerFor) -> Viewer:
    return viewer_for(liege_coordinator)


@pytest.fixture
def office(secretariat: User, viewer_for: ViewerFor) -> Viewer:
    return viewer_for(secretariat)


@pytest.fixture
def dakar(dakar_coordinator: User, viewer_for: ViewerFor) -> Viewer:
    return viewer_for(dakar_coordinator)


@pytest.fixture
def tunis(tunis_reader: User, viewer_for: ViewerFor) -> Viewer:
    return viewer_for(tunis_reader)
