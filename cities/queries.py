"""Questions about cities and their people that other rooms ask."""

from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.models import User
from cities.models import Membership, Role


def member_city_ids() -> frozenset[int]:
    """Return the cities that have at least one person with an account: being a member means nothing else."""
    return frozenset(Membership.objects.current().values_list("city_id", flat=True).distinct())


def people_of(city_id: int, roles: Iterable[Role] | None = None, *, signatories: bool = False) -> QuerySet[User]:
    """Return the people of a city today: all, those of some roles, or those who may sign."""
    memberships = Membership.objects.current().filter(city_id=city_id)
    if roles is not None:
        memberships = memberships.filter(role__in=list(roles))
    if signatories:
        memberships = memberships.filter(can_sign=True)
    return User.objects.filter(pk__in=memberships.values("user_id")).order_by("pk")


def secretariat() -> QuerySet[User]:
    """Return the people of the secretariat."""
    return User.objects.filter(is_staff=True, is_active=True).order_by("pk")
