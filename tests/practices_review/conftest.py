"""The cast of a review: an editor, two people of the secretariat, and a version that waits."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from members import make_user

from accounts.models import User
from cities.viewer import Viewer
from practices import actions
from practices.models import Revision

ViewerFor = Callable[[User], Viewer]


@pytest.fixture(autouse=True)
def _second_factor_elsewhere(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def colleague(db: None) -> User:
    return make_user("collegue@aimf.example", "Camille Collègue", is_staff=True)


@pytest.fixture
def second(colleague: User, viewer_for: ViewerFor) -> Viewer:
    return viewer_for(colleague)


@pytest.fixture
def desk(secretariat: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(secretariat)


@pytest.fixture
def city(liege_editor: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(liege_editor)


@pytest.fixture
def submit(editor: Viewer, draft_practice: Callable[..., Revision]) -> Callable[..., Revision]:
    """Return a maker of submitted versions of Liège; changes are values by field."""

    def made(**changes: Any) -> Revision:
        draft = draft_practice(**changes)
        return actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)

    return made


@pytest.fixture
def submitted(submit: Callable[..., Revision]) -> Revision:
    return submit()


@pytest.fixture
def letters(db: None) -> Callable[[str], list[str]]:
    """Return the addresses to which letters of a kind are queued."""
    from mailing.models import Letter

    def of(kind: str) -> list[str]:
        people = dict(User.objects.values_list("pk", "email"))
        rows = Letter.objects.filter(kind=kind)
        return sorted(people.get(letter.recipient_id or 0, letter.address) for letter in rows)

    return of


@pytest.fixture
def told() -> Callable[..., str]:
    """Return what the first queued letter of a kind says when it leaves, to one person, in their language."""
    from django.utils import translation

    from mailing.models import Letter
    from mailing.people import reader_of
    from mailing.registry import kind as kind_of
    from mailing.render import render

    def words(kind: str, language: str | None = None) -> str:
        letter = Letter.objects.filter(kind=kind).order_by("pk").first()
        assert letter is not None, f"no letter {kind}"
        reader = reader_of(User.objects.get(pk=letter.recipient_id))
        with translation.override(language or reader.language):
            message = kind_of(kind).write(reader, letter.data)
            assert message is not None, f"{kind} has nothing to say to its reader"
            return render(message, language or reader.language).text

    return words


def page(response: HttpResponse) -> str:
    """Return the text of a page."""
    return response.content.decode()
