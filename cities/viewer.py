"""Who is reading or acting. Resolved once per request; every rule of reading and writing asks this and nothing else."""

from dataclasses import dataclass

from accounts.models import User
from cities.models import Membership, Role
from common.audience import Audience


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person acting for one city at a time, the secretariat, a partner's key, or a stranger.

    ``city_id`` is the city acted for; ``scope`` is the widest audience read by right: public or members.
    """

    user_id: int | None = None
    city_id: int | None = None
    role: Role | None = None
    can_sign: bool = False
    is_secretariat: bool = False
    scope: Audience = Audience.PUBLIC

    @property
    def is_member(self) -> bool:
        return self.city_id is not None

    @property
    def can_write(self) -> bool:
        """Coordinators and editors write for their city."""
        return self.role in {Role.COORDINATOR, Role.EDITOR}

    @property
    def coordinates(self) -> bool:
        return self.role == Role.COORDINATOR

    def may_read(self, audience: Audience, *, city_id: int | None, named: frozenset[int] = frozenset()) -> bool:
        """Say whether this viewer reads what has this audience, belongs to this city and names these cities."""
        if audience == Audience.PUBLIC or self.is_secretariat:
            return True
        if self.city_id is not None and self.city_id == city_id:
            return True
        if audience == Audience.MEMBERS:
            return self.scope == Audience.MEMBERS
        return audience == Audience.NAMED and self.city_id in named


STRANGER = Viewer()
ANY_MEMBER = Viewer(scope=Audience.MEMBERS)  # a member of no city in particular: what the members' index holds


def viewer_of(user_id: int, city_id: int | None = None) -> Viewer:
    """Return the viewer of a person acting for a city, or for their first one, with the rights of this moment."""
    user = User.objects.filter(pk=user_id, is_active=True).only("pk", "is_staff").first()
    if user is None:
        return STRANGER
    memberships = list(Membership.objects.current().filter(user_id=user_id).order_by("id"))
    acting = next((m for m in memberships if m.city_id == city_id), memberships[0] if memberships else None)
    return viewer_from(user.pk, is_secretariat=user.is_staff, membership=acting)


def viewer_from(user_id: int, *, is_secretariat: bool, membership: Membership | None) -> Viewer:
    """Build the viewer of a person from a membership already loaded."""
    reads_members = is_secretariat or membership is not None
    return Viewer(
        user_id=user_id,
        city_id=membership.city_id if membership else None,
        role=Role(membership.role) if membership else None,
        can_sign=bool(membership and membership.can_sign),
        is_secretariat=is_secretariat,
        scope=Audience.MEMBERS if reads_members else Audience.PUBLIC,
    )
