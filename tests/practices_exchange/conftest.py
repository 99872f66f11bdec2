"""The people of the two cities: Liège publishes, Dakar takes up or asks."""

from collections.abc import Callable
from typing import Any

import pytest
from members import make_member
from typed_forms import typed  # noqa: F401  a fixture of this folder

from accounts.models import User
from cities.models import Role
from cities.viewer import Viewer
from mailing.models import Letter
from mailing.registry import Reader, kind
from practices import actions
from practices.models import Adoption, Practice


@pytest.fixture(autouse=True)
def _second_factor_elsewhere(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def dakar_editor(db: None) -> User:
    return make_member("redactrice@dakar.example", "Rama Rédac", "dakar", Role.EDITOR, time_zone="Africa/Dakar")


@pytest.fixture
def liege(liege_editor: User, viewer_for: Callable[[User], Viewer]) -> Viewer:
    return viewer_for(liege_editor)


@pytest.fixture
def practice(published_practice: Callable[..., Practice]) -> Practice:
    return published_practice()


DECLARED = {
    "state": "piloting",
    "since": "2026-03",
    "changed": "Des équipes de jour.",
    "why": "La nuit, d’autres services passent.",
    "result": "",
    "audience": "members",
}


@pytest.fixture
def adopted(practice: Practice, dakar: Viewer) -> Callable[..., Adoption]:
    """Return a maker of the adoption of Liège's practice by Dakar; changes are values."""

    def made(seen_version: int = 0, **changes: str) -> Adoption:
        return actions.declare_adoption(
            by=dakar, practice_id=practice.pk, values={**DECLARED, **changes}, seen_version=seen_version
        )

    return made


@pytest.fixture
def written() -> Callable[[str], dict[str, Any]]:
    """Return what each queued letter of a kind says now, by address; None where it says nothing any more."""

    def messages(name: str) -> dict[str, Any]:
        found = {}
        for letter in Letter.objects.filter(kind=name).order_by("id"):
            person = User.objects.get(pk=letter.recipient_id)
            reader = Reader(person.pk, person.email, person.language, person.time_zone)
            found[person.email] = kind(name).write(reader, letter.data)
        return found

    return messages
