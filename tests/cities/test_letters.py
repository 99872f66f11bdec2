"""What the letters about belonging say, and when they are dropped."""

import pytest
from django.utils import translation

from cities import actions
from cities.models import CityRequest, Role
from mailing.registry import Reader, kind
from tests.cities.helpers import letters, membership_of

pytestmark = pytest.mark.django_db


def write(name, user, language="fr"):
    """Write the last letter of a kind, as the outbox does when it leaves."""
    letter = letters(name)[-1]
    assert letter.recipient_id == user.pk
    with translation.override(language):
        return kind(name).write(Reader(user.pk, user.email, language, user.time_zone), letter.data)


@pytest.fixture
def by(viewer_for, liege_coordinator):
    return viewer_for(liege_coordinator)


def test_a_change_of_role_is_told_as_it_stands_when_the_letter_leaves(by, liege_editor):
    membership = membership_of(liege_editor, "liege")
    actions.change_role(by=by, membership_id=membership.pk, role=Role.READER, seen_role=Role.EDITOR)
    actions.give_signature(by=by, membership_id=membership.pk, signs_as="Échevine")
    message = write("membership.changed", liege_editor)
    assert "« Lecture »" in message.paragraphs[0].replace("\u00a0", " ")
    assert "le droit de signer" in message.paragraphs[1]
    actions.end_membership(by=by, membership_id=membership.pk)
    assert write("membership.changed", liege_editor) is None


def test_the_end_is_told_and_says_that_the_work_stays(by, liege_editor):
    actions.end_membership(by=by, membership_id=membership_of(liege_editor, "liege").pk)
    assert "reste à la ville" in write("membership.ended", liege_editor).paragraphs[1]


def test_a_request_already_answered_is_not_told(client, secretariat, viewer_for):
    actions.ask_for_city(
        city_name="Namur", country="BE", name="Nora", office="Chargée", email="n@namur.example", message=""
    )
    assert write("city.requested", secretariat) is not None
    actions.handle_city_request(by=viewer_for(secretariat), request_id=CityRequest.objects.get().pk)
    assert write("city.requested", secretariat) is None


def test_the_invitation_says_who_invites_to_what_and_until_when(by):
    actions.invite(
        by=by, city_id=by.city_id, email="n@liege.example", role=Role.EDITOR, can_sign=True, signs_as="Échevine"
    )
    (letter,) = letters("city.invitation")
    text = letter.text.replace("\u00a0", " ")
    assert letter.address == "n@liege.example"
    assert "Colin Coord vous invite à rejoindre Liège, avec le rôle « Rédaction »" in text
    assert "droit de signer" in text
    assert "une seule fois" in text
