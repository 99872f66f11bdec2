"""What several tests about people need: the letters waiting, the link of one, a session that acts for a city."""

import re

from django.test import Client

from cities.models import City, Membership, Role
from mailing.models import Letter


def letters(kind: str) -> list[Letter]:
    """Return the letters of a kind, oldest first."""
    return list(Letter.objects.filter(kind=kind).order_by("id"))


def link_of(letter: Letter) -> str:
    """Return the path of the first link of a letter already written, after checking that it is on SITE_URL."""
    links = re.findall(r"https?://[^\s<>\"]+", letter.text)
    assert links, letter.text
    assert all(link.startswith("http://testserver/") for link in links)
    return links[0].removeprefix("http://testserver")


def membership_of(user, slug: str) -> Membership:
    """Return somebody's current membership of a city."""
    return Membership.objects.current().get(user=user, city__slug=slug)


def join(user, slug: str, role: Role = Role.EDITOR, **fields) -> Membership:
    """Make a person belong to one more city."""
    return Membership.objects.create(user=user, city=City.objects.get(slug=slug), role=role, **fields)


def acting(client: Client, membership: Membership) -> dict[str, str]:
    """Return the hidden field that a form opened by this person carries."""
    return {"acting_city": str(membership.city_id)}
