"""Questions about cities and their people that other rooms ask."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from cities.models import Invitation, Membership, Role
from common import clock
from mailing.models import Letter, ReturnKind, State


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


def open_invitations(city_id: int) -> QuerySet[Invitation]:
    """Return the invitations that wait, each with ``is_lost``: its letter could not be delivered."""
    letters = Letter.objects.filter(
        kind="city.invitation", address__iexact=OuterRef("email"), created_at__gte=OuterRef("created_at")
    )
    lost = letters.filter(Q(state=State.FAILED) | Q(returns__kind__in=(ReturnKind.HARD, ReturnKind.SOFT)))
    waiting = Invitation.objects.filter(city_id=city_id, accepted_at=None, revoked_at=None, expires_at__gt=clock.now())
    return waiting.select_related("invited_by").annotate(is_lost=Exists(lost))


def secretariat() -> QuerySet[User]:
    """Return the people of the secretariat."""
    return User.objects.filter(is_staff=True, is_active=True).order_by("pk")
