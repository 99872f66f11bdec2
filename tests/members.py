"""How the people of the tests come to be: apart from conftest.py, whose name every folder of tests shares."""

from typing import Any

from accounts.models import User
from cities.models import City, Membership, Role

PASSWORD = "correct-horse-battery-staple"


def make_user(email: str, name: str, **fields: Any) -> User:
    from allauth.account.models import EmailAddress

    user = User.objects.create_user(email, PASSWORD, name=name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def make_member(email: str, name: str, city: str, role: Role, *, can_sign: bool = False, **fields: Any) -> User:
    user = make_user(email, name, **fields)
    Membership.objects.create(
        user=user, city=City.objects.get(slug=city), role=role, can_sign=can_sign, signs_as="Maire" if can_sign else ""
    )
    return user
