"""The demonstration's people: one for each role. They exist only where DEMO=1."""

from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.models import User
from cities.models import City, Membership, Role
from cities.viewer import viewer_of
from declarations.actions import state_mandate
from declarations.models import Basis

MANDATE_BEGAN = date(2026, 1, 1)
PASSWORD = "demonstration-seulement"  # noqa: S105  printed by make demo, and refused anywhere else


@dataclass(frozen=True)
class Person:
    """One account. ``role`` None: of the secretariat."""

    label: str
    email: str
    name: str
    office: str
    language: str = "fr"
    city: str = ""
    role: Role | None = None
    can_sign: bool = False


PEOPLE = (
    Person("secretariat", "secretariat@demo.example", "Camille Secrétariat", "Secrétariat permanent"),
    Person(
        "coordinator",
        "coordination@liege.demo.example",
        "Dominique Coordination",
        "Service de prévention",
        city="liege",
        role=Role.COORDINATOR,
    ),
    Person(
        "editor",
        "redaction@liege.demo.example",
        "Claude Rédaction",
        "Service de prévention",
        city="liege",
        role=Role.EDITOR,
    ),
    Person(
        "reader",
        "lecture@tunis.demo.example",
        "Nour Lecture",
        "Direction de la jeunesse",
        city="tunis",
        role=Role.READER,
    ),
    Person(
        "signatory",
        "signature@dakar.demo.example",
        "Awa Signature",
        "Maire (démonstration)",
        city="dakar",
        role=Role.READER,
        can_sign=True,
    ),
    Person(
        "confirms for Dakar",
        "coordination@dakar.demo.example",
        "Ousmane Coordination",
        "Cabinet",
        city="dakar",
        role=Role.COORDINATOR,
    ),
    Person(
        "signatory (has signed)",
        "signature@lausanne.demo.example",
        "Alix Signature",
        "Syndic ou syndique (démonstration)",
        city="lausanne",
        role=Role.COORDINATOR,
        can_sign=True,
    ),
    Person(
        "signatory (waits)",
        "signature@yaounde.demo.example",
        "Paule Signature",
        "Maire (démonstration)",
        city="yaounde",
        role=Role.COORDINATOR,
        can_sign=True,
    ),
)


def load() -> dict[str, User]:
    """Create the people who are missing; return everybody by label."""
    return {person.label: _load(person) for person in PEOPLE}


def _load(person: Person) -> User:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(
            person.email,
            PASSWORD,
            name=person.name,
            office=person.office,
            language=person.language,
            is_staff=not person.city,
        )
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})
    if person.city and person.role:
        city = City.objects.get(slug=person.city)
        if not Membership.objects.filter(user=user, city=city).exists():
            User.objects.filter(pk=user.pk).update(time_zone=city.time_zone)
            membership = Membership.objects.create(
                user=user,
                city=city,
                role=person.role,
                can_sign=person.can_sign,
                signs_as=person.office if person.can_sign else "",
            )
            if person.can_sign:
                _mandate(membership, person.office)
    return user


def _mandate(membership: Membership, office: str) -> None:
    """State the mandate as the demonstration's secretariat would: the first of PEOPLE, already there."""
    office_of_all = viewer_of(User.objects.get(email=PEOPLE[0].email).pk)
    state_mandate(
        by=office_of_all, membership_id=membership.pk, basis=Basis.HEAD, office=office, starts_on=MANDATE_BEGAN
    )


def partner_secret() -> str:
    """Return the demonstration partner's key: the same at each start on one machine, another elsewhere."""
    return (
        "ee_" + salted_hmac("demonstration partner", "key", secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
    )
