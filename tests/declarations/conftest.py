"""Declarations to sign, made by the real verbs, and a browser whose person has just proved who they are."""

import time
from collections.abc import Callable

import pytest
from allauth.account.internal.flows import login as flows
from django.test import Client

from accounts.models import User
from declarations.models import Declaration
from tests.declarations.cast import adopt, open_it, prepare


@pytest.fixture
def draft(db: None) -> Declaration:
    return prepare()


@pytest.fixture
def adopted(draft: Declaration) -> Declaration:
    return adopt(draft)


@pytest.fixture
def opened(adopted: Declaration) -> Declaration:
    return open_it(adopted)


@pytest.fixture
def proved(client_of: Callable[[User], Client]) -> Callable[[User], Client]:
    """Return a browser whose person gave their password a moment ago, as allauth writes it down."""

    def recently(user: User) -> Client:
        client = client_of(user)
        session = client.session
        session[flows.AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session[flows._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session.save()
        return client

    return recently
