"""The coordination sees which invitation never arrived: nobody else would ever know."""

import pytest
from members import make_member

from cities import actions as city
from cities.models import City, Invitation, Role
from cities.viewer import viewer_of
from mailing import addresses
from mailing.delivery import deliver
from mailing.models import Letter

TEAM = "/fr/villes/liege/equipe/"
LOST = "La lettre n’a pas pu être remise"
NOTICE = "From: MAILER-DAEMON@relay.example\nSubject: Undelivered\n\n<x>: host said: 550 5.1.1 unknown\n"


@pytest.fixture
def coordination(cast):
    return make_member("coordination@liege.example", "Colin", "liege", Role.COORDINATOR)


@pytest.fixture
def invite(coordination, inbound):
    def invite(email):
        city.invite(
            by=viewer_of(coordination.pk),
            city_id=City.objects.get(slug="liege").pk,
            email=email,
            role=Role.READER,
            can_sign=False,
            signs_as="",
            language="fr",
        )
        return Invitation.objects.get(email=email, revoked_at=None)

    return invite


def test_refused_at_once(coordination, invite, client_of, smtp_sink):
    smtp_sink.answers["faute@liege.example"] = "550 5.1.1 No such user"
    invite("faute@liege.example")
    invite("juste@liege.example")
    deliver()
    lines = client_of(coordination).get(TEAM).content.decode().split("<li")
    assert ["faute@liege.example" in line for line in lines if LOST in line] == [True]


def test_come_back_later_and_invited_again(coordination, invite, client_of, hand_over, smtp_sink):
    first = invite("faute@liege.example")
    deliver()
    assert LOST not in client_of(coordination).get(TEAM).content.decode()
    letter = Letter.objects.get(kind="city.invitation")
    to = addresses.for_bounces(letter.pk, "faute@liege.example")
    assert hand_over(to, NOTICE.encode(), sender="<>")[0] == 250
    assert LOST in client_of(coordination).get(TEAM).content.decode()
    city.revoke_invitation(by=viewer_of(coordination.pk), invitation_id=first.pk)
    invite("faute@liege.example")
    assert LOST not in client_of(coordination).get(TEAM).content.decode()
