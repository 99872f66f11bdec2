"""The secretariat adds a city that is not here, then invites its first coordinator."""

import pytest

from cities import actions
from cities.models import City
from common.errors import Invalid, NotAllowed
from journal.models import Entry

pytestmark = pytest.mark.django_db

NAMUR = {
    "name_fr": "Namur-la-Belle",
    "name_en": "Namur",
    "name_ar": "نامور",
    "country": "BE",
    "time_zone": "Europe/Brussels",
}


def test_it_is_added_on_the_desk(client_of, secretariat, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    browser = client_of(secretariat)
    response = browser.post("/admin/cities/city/add/", NAMUR, follow=True)
    assert response.status_code == 200
    city = City.objects.get(slug="namur-la-belle")
    assert (city.sort_key, city.country.code, city.signatory_2016) == ("namur-la-belle", "BE", False)
    assert Entry.objects.get(verb="city.added").actor_id == secretariat.pk


def test_a_name_already_there_is_refused(viewer_for, secretariat):
    with pytest.raises(Invalid):
        actions.add_city(by=viewer_for(secretariat), **NAMUR | {"name_fr": "LIEGE"})
    assert City.objects.filter(slug="liege").count() == 1


def test_a_name_that_makes_no_address_is_refused(viewer_for, secretariat):
    with pytest.raises(Invalid):
        actions.add_city(by=viewer_for(secretariat), **NAMUR | {"name_fr": "نامور"})


def test_only_the_secretariat_adds(viewer_for, liege_coordinator):
    with pytest.raises(NotAllowed):
        actions.add_city(by=viewer_for(liege_coordinator), **NAMUR)
