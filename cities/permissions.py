"""Who may do what about the people of a city."""

from cities.viewer import Viewer


def can_manage_team(viewer: Viewer, city_id: int) -> bool:
    """Coordinators look after the team of the city they act for; the secretariat after any."""
    return viewer.is_secretariat or (viewer.coordinates and viewer.city_id == city_id)
