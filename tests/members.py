"""How the people of the tests come to be: apart from conftest.py, whose name every folder of tests shares."""

from datetime import date
from typing import Any

from accounts.models import User
from cities.models import City, Membership, Role
from declarations.models import Basis, Mandate

PASSWORD = "correct-horse-battery-staple"


def make_user(email: str, name: str, **fields: Any) -> User:
    from allauth.account.models import EmailAddress

    user = User.objects.create_user(email, PASSWORD, name=name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def make_member(
    email: str, name: str, city: str, role: Role, *, can_sign: bool = False, mandated: bool = True, **fields: Any
) -> User:
    user = make_user(email, name, **fields)
    membership = Membership.objects.create(
        user=user, city=City.objects.get(slug=city), role=role, can_sign=can_sign, signs_as="Maire" if can_sign else ""
    )
    if can_sign and mandated:
        make_head(membership, make_user(f"greffe+{email}", "Gilles Greffe", is_active=False))
    return user


def make_head(membership: Membership, stated_by: User, **fields: Any) -> Mandate:
    given = {"basis": Basis.HEAD, "office": "Maire", "starts_on": date(2020, 7, 1), **fields}
    return Mandate.objects.create(membership=membership, stated_by=stated_by, **given)
