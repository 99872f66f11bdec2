"""Keys, made through the real action, and short ways to read."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from api.actions import NewKey, make_key
from api.models import Scope
from cities.models import City
from cities.viewer import Viewer
from common import clock


@pytest.fixture
def key(secretariat: User, viewer_for: Callable[[User], Viewer]) -> Callable[..., NewKey]:
    """Return a maker of keys; ``city`` is the slug of a member city, for a members' key."""

    def made(city: str = "", days: int = 30) -> NewKey:
        return make_key(
            by=viewer_for(secretariat),
            owner="Université d’essai",
            contact="api@universite.example",
            purpose="Essais",
            scope=Scope.MEMBERS if city else Scope.PUBLIC,
            city=City.objects.get(slug=city) if city else None,
            expires_at=clock.now() + timedelta(days=days),
        )

    return made


@pytest.fixture
def read(client: Client) -> Callable[..., Any]:
    """Return what reads an address of the API, with a key or none."""

    def get(path: str, secret: str = "", **headers: str) -> Any:
        given = {"Authorization": f"Api-Key {secret}"} if secret else {}
        return client.get(f"/api/v1/{path}", headers={**given, **headers})

    return get
