"""« Ma ville n’est pas dans la liste »: a request that the secretariat reads; too many from one place are refused."""

import pytest

from cities import actions
from cities.models import CityRequest
from common.errors import NotAllowed, NotPossible
from mailing.message import Message
from mailing.registry import Reader, kind
from tests.cities.helpers import letters

pytestmark = pytest.mark.django_db

REQUEST = {
    "city_name": "Namur",
    "country": "BE",
    "name": "Nora Namur",
    "office": "Chargée de prévention",
    "email": "nora@namur.example",
    "message": "Nous aimerions participer.",
}
PAGE = "/fr/ville-absente/"


def test_the_secretariat_is_told(client, secretariat):
    response = client.post(PAGE, REQUEST, follow=True)
    assert "Votre demande est arrivée au secrétariat" in response.content.decode()
    request = CityRequest.objects.get()
    assert (request.city_name, request.country.code) == ("Namur", "BE")
    (letter,) = letters("city.requested")
    assert letter.recipient_id == secretariat.pk
    message = kind("city.requested").write(Reader(secretariat.pk, secretariat.email, "fr", "Europe/Paris"), letter.data)
    assert isinstance(message, Message)
    assert "Namur" in message.paragraphs[0]
    assert message.quote == "Nous aimerions participer."


def test_somebody_who_left_the_secretariat_is_not_told(client, secretariat):
    client.post(PAGE, REQUEST)
    (letter,) = letters("city.requested")
    secretariat.is_staff = False
    secretariat.save()
    reader = Reader(secretariat.pk, secretariat.email, "fr", "Europe/Paris")
    assert kind("city.requested").write(reader, letter.data) is None


def test_what_is_missing_is_said_in_words_and_nothing_is_lost(client):
    page = client.post(PAGE, REQUEST | {"country": ""}).content.decode()
    assert 'value="Namur"' in page
    assert not CityRequest.objects.exists()


def test_too_many_requests_from_one_place_are_refused_even_when_the_header_changes(client):
    answers = [
        client.post(PAGE, REQUEST, headers={"X-Forwarded-For": f"203.0.113.{number}"}).status_code
        for number in range(7)
    ]
    assert answers == [302] * 5 + [429] * 2
    assert CityRequest.objects.count() == 5


def test_invisible_signs_are_dropped(client):
    client.post(PAGE, REQUEST | {"city_name": "Na\u202emur\u200b"})
    assert CityRequest.objects.get().city_name == "Namur"


def test_only_the_secretariat_says_that_it_is_answered_and_once(client, secretariat, liege_coordinator, viewer_for):
    client.post(PAGE, REQUEST)
    request = CityRequest.objects.get()
    with pytest.raises(NotAllowed):
        actions.handle_city_request(by=viewer_for(liege_coordinator), request_id=request.pk)
    actions.handle_city_request(by=viewer_for(secretariat), request_id=request.pk)
    with pytest.raises(NotPossible):
        actions.handle_city_request(by=viewer_for(secretariat), request_id=request.pk)
    request.refresh_from_db()
    assert request.handled_by == secretariat
