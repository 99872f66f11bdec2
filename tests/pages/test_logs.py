"""No line of the logs holds a secret link, whatever became of the request."""

import pytest
from django.test import Client

from accounts import tokens

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "place", ["invitation", "compte/adresse/confirmer", "lettres", "desabonnement", "no-such-page"]
)
def test_a_link_that_is_refused_is_not_written_down(place, caplog, client):
    token, _hash = tokens.make()
    address = f"/fr/{place}/{token}/?q={token}"
    caplog.set_level("INFO")
    assert client.get(address).status_code in {302, 404}
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"x": token}).status_code in {302, 403, 404}
    assert "request_finished" in caplog.text
    assert token not in caplog.text
