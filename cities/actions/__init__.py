"""The verbs about belonging to a city."""

from cities.actions.cities import add_city, ask_for_city, handle_city_request, name_office
from cities.actions.invitations import (
    accept_as_new_person,
    accept_invitation,
    invite,
    open_invitation,
    revoke_invitation,
)
from cities.actions.memberships import change_role, end_membership, give_signature, remove_signature

__all__ = [
    "accept_as_new_person",
    "accept_invitation",
    "add_city",
    "ask_for_city",
    "change_role",
    "end_membership",
    "give_signature",
    "handle_city_request",
    "invite",
    "name_office",
    "open_invitation",
    "remove_signature",
    "revoke_invitation",
]
