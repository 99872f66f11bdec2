"""One city at a time: it is chosen by POST, and a page opened for another city writes nothing and loses nothing."""

import pytest

from cities.forms import CityForm
from cities.models import Invitation, Role
from tests.cities.helpers import acting, join, membership_of

pytestmark = pytest.mark.django_db

NEW = {"email": "nouvelle@liege.example", "role": "editor", "language": "fr", "signs_as": ""}


@pytest.fixture
def two_cities(liege_coordinator):
    """A coordinator of Liège who coordinates Dakar too; Liège comes first."""
    return membership_of(liege_coordinator, "liege"), join(liege_coordinator, "dakar", Role.COORDINATOR)


def test_the_city_is_switched_by_post(two_cities, liege_coordinator, client_of):
    browser = client_of(liege_coordinator)
    liege, dakar = two_cities
    assert browser.get("/fr/compte/").wsgi_request.viewer.city_id == liege.city_id
    assert browser.get("/fr/compte/ville/").status_code == 405
    response = browser.post("/fr/compte/ville/", {"city": dakar.city_id, "next": "/fr/compte/"})
    assert response.headers["Location"] == "/fr/compte/"
    assert browser.get("/fr/compte/").wsgi_request.viewer.city_id == dakar.city_id


def test_a_city_that_is_not_mine_cannot_be_chosen(liege_editor, dakar_coordinator, client_of):
    browser = client_of(liege_editor)
    assert (
        browser.post("/fr/compte/ville/", {"city": membership_of(dakar_coordinator, "dakar").city_id}).status_code
        == 404
    )
    assert browser.get("/fr/compte/").wsgi_request.viewer.city_id == membership_of(liege_editor, "liege").city_id


def test_the_way_back_stays_on_this_site(two_cities, liege_coordinator, client_of):
    response = client_of(liege_coordinator).post(
        "/fr/compte/ville/", {"city": two_cities[1].city_id, "next": "https://ailleurs.example/"}
    )
    assert response.headers["Location"] == "/fr/ma-ville/"


def test_a_form_opened_for_another_city_is_refused_and_keeps_what_was_typed(two_cities, liege_coordinator, client_of):
    browser = client_of(liege_coordinator)
    liege, dakar = two_cities
    browser.post("/fr/compte/ville/", {"city": dakar.city_id})
    page = browser.post("/fr/villes/dakar/equipe/", NEW | acting(browser, liege)).content.decode()
    assert "a été ouverte au nom de Liège, et vous agissez maintenant au nom de Dakar" in page
    assert 'value="nouvelle@liege.example"' in page
    assert f'value="{liege.city_id}"' in page  # sent again as it is once the person is back in Liège
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "field", [{}, {"acting_city": ""}, {"acting_city": "zéro"}, {"acting_city": "999999"}, {"acting_city": "9" * 30}]
)
def test_a_form_without_the_right_city_is_refused(field, liege_editor, viewer_for):
    form = CityForm(field, viewer=viewer_for(liege_editor))
    assert not form.is_valid()
    assert form.has_error("__all__", "other_city")


def test_a_button_of_another_tab_is_refused_with_a_sentence(two_cities, liege_coordinator, liege_editor, client_of):
    browser = client_of(liege_coordinator)
    dakar = two_cities[1]
    editor = membership_of(liege_editor, "liege")
    response = browser.post(
        f"/fr/villes/liege/equipe/{editor.pk}/fin/",
        acting(browser, dakar),
        headers={"Referer": "http://testserver/fr/compte/"},
        follow=True,
    )
    assert response.redirect_chain == [("http://testserver/fr/compte/", 302)]
    assert "ouverte au nom de Dakar, et vous agissez maintenant au nom de Liège" in response.content.decode()
    editor.refresh_from_db()
    assert editor.ended_at is None


def test_a_page_of_buttons_carries_the_city_acted_for(liege_coordinator, liege_editor, client_of):
    membership = membership_of(liege_editor, "liege")
    page = client_of(liege_coordinator).get(f"/fr/villes/liege/equipe/{membership.pk}/").content.decode()
    assert page.count(f'<input type="hidden" name="acting_city" value="{membership.city_id}">') == 3


def test_rights_come_from_the_membership_never_from_the_form(liege_editor, dakar_coordinator, client_of):
    """An editor of Liège who writes Dakar's number in the hidden field gets nothing of Dakar."""
    field = acting(client_of(liege_editor), membership_of(dakar_coordinator, "dakar"))
    assert client_of(liege_editor).post("/fr/villes/dakar/equipe/", NEW | field).status_code == 404


@pytest.mark.parametrize("city", ["9" * 5000, "²", "-1", "x\x00", "9" * 19])
def test_a_strange_city_is_another_city(liege_coordinator, client_of, city):
    browser = client_of(liege_coordinator)
    page = membership_of(liege_coordinator, "liege").pk
    response = browser.post(f"/fr/villes/liege/equipe/{page}/fin/", {"acting_city": city}, follow=True)
    assert "Rien n’a été enregistré" in response.content.decode()
