"""The city's row is locked first, by every verb about its people: two coordinators never leave it at once."""

from cities.models import City
from cities.permissions import can_manage_team
from cities.viewer import Viewer
from common.errors import NotAllowed


def lock_city(city_id: int) -> City:
    """Lock a city until the end of the transaction."""
    return City.objects.select_for_update(of=("self",)).get(pk=city_id)


def city_managed(by: Viewer, city_id: int) -> City:
    """Lock a city whose team this person looks after; the permission is asked under the lock."""
    city = lock_city(city_id)
    if not can_manage_team(by, city_id):
        raise NotAllowed
    return city
